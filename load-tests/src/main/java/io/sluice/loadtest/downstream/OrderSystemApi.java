package io.sluice.loadtest.downstream;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The order system's paths, and how an {@link Answer} looks in HTTP. Confined to one event loop. */
final class OrderSystemApi implements Handler<HttpServerRequest> {
    private static final int BODY_BYTES_MAX = 1_048_576;
    private static final int KEY_CHARS_MAX = 128;
    private static final int TRACE_CHARS_MAX = 256;
    private static final int SOLD_OUT_CHARS_MAX = 4_000;

    private final Calls calls;

    OrderSystemApi(Calls calls) {
        this.calls = calls;
    }

    @Override
    public void handle(HttpServerRequest request) {
        long receivedNanos = calls.stampNanos();
        String route = request.method() + " " + request.path();
        switch (route) {
            case "POST /orders" -> order(request, receivedNanos);
            case "GET /stats" -> send(request.response(), 200, calls.stats());
            case "GET /health/live" -> send(request.response(), 200, new JsonObject().put("status", "live"));
            case "GET /health/ready" -> ready(request.response());
            case "PUT /admin" -> admin(request);
            default -> send(request.response(), 404, new JsonObject().put("reason", "there is no " + route));
        }
    }

    private void order(HttpServerRequest request, long receivedNanos) {
        MultiMap headers = request.headers();
        String key = text(headers.get("Idempotency-Key"), KEY_CHARS_MAX);
        Call call = calls.call(
                receivedNanos,
                key,
                attempt(headers.get("Sluice-Attempt")),
                text(headers.get("traceparent"), TRACE_CHARS_MAX));
        Calls.Reply reply = answer -> send(request.response(), answer, call);
        OptionalLong dueNanos = calls.arrived(call, reply);
        if (dueNanos.isEmpty()) {
            return;
        }
        String defect = defect(key, headers.get("Content-Length"));
        if (defect != null) {
            calls.answerNow(call, reply, Answer.of(Answer.Kind.MALFORMED, defect));
            return;
        }
        request.body()
                .onSuccess(body -> calls.decide(call, dueNanos.getAsLong(), reply, body.getBytes()))
                .onFailure(broken -> calls.abandoned(call));
    }

    private static @Nullable String defect(String key, @Nullable String contentLength) {
        if (key.isEmpty()) {
            return "Idempotency-Key of 1 to " + KEY_CHARS_MAX + " characters is required";
        }
        // Without a length nothing would bound what is collected.
        return contentLength == null || contentLength.length() > 7 || Integer.parseInt(contentLength) > BODY_BYTES_MAX
                ? "Content-Length of up to " + BODY_BYTES_MAX + " is required"
                : null;
    }

    private static String text(@Nullable String header, int charsMax) {
        return header == null || header.length() > charsMax ? "" : header;
    }

    private static int attempt(@Nullable String header) {
        return header != null && header.matches("[0-9]{1,6}") ? Integer.parseInt(header) : 0;
    }

    private void ready(HttpServerResponse response) {
        boolean ready = calls.isReady();
        send(
                response,
                ready ? 200 : 503,
                new JsonObject().put("status", ready ? "ready" : "the history has lost lines"));
    }

    private void admin(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            try {
                calls.become(changed(calls.condition(), new JsonObject(body)));
                Condition now = calls.condition();
                send(
                        request.response(),
                        200,
                        new JsonObject()
                                .put("capacity", now.capacityPerSecond())
                                .put("latencyMillis", now.latencyMillis())
                                .put("mode", now.mode().text()));
            } catch (IllegalArgumentException | DecodeException | ClassCastException e) {
                send(request.response(), 400, new JsonObject().put("reason", e.getMessage()));
            }
        });
    }

    private static Condition changed(Condition before, JsonObject wanted) {
        for (String name : wanted.fieldNames()) {
            if (!name.equals("capacity") && !name.equals("latencyMillis") && !name.equals("mode")) {
                throw new IllegalArgumentException("'" + name + "' is none of capacity, latencyMillis, mode");
            }
        }
        return new Condition(
                wanted.getInteger("capacity", before.capacityPerSecond()),
                wanted.getInteger("latencyMillis", before.latencyMillis()),
                Condition.Mode.named(wanted.getString("mode", before.mode().text())));
    }

    private static void send(HttpServerResponse response, Answer answer, Call call) {
        if (response.closed()) {
            return;
        }
        JsonObject body = new JsonObject().put("orderId", call.orderId());
        switch (answer.kind()) {
            case CONFIRMED -> body.put("status", "confirmed");
            case SOLD_OUT -> {
                body.put("status", "rejected").put("reason", answer.reason());
                body.put("soldOut", new JsonArray(answer.soldOut()));
                String header = soldOutHeader(answer);
                if (!header.isEmpty()) {
                    response.putHeader("Sluice-Sold-Out", header);
                }
            }
            case MALFORMED, KEY_REUSED, BROKEN -> body.put("status", "rejected").put("reason", answer.reason());
            case OVERLOADED -> {
                body.put("status", "overloaded").put("reason", answer.reason());
                response.putHeader("Retry-After", "1");
            }
        }
        if (answer.replayed()) {
            response.putHeader("Idempotency-Replayed", "true");
        }
        send(response, answer.kind().status(), body);
    }

    /** As many sold-out SKUs as a caller's header limit takes for sure; one that no header can hold stays out. */
    private static String soldOutHeader(Answer answer) {
        StringBuilder header = new StringBuilder();
        for (String sku : answer.soldOut()) {
            boolean fits = header.length() + sku.length() < SOLD_OUT_CHARS_MAX;
            if (fits && sku.chars().allMatch(c -> c >= ' ' && c <= '~' && c != ',')) {
                header.append(header.isEmpty() ? "" : ", ").append(sku);
            }
        }
        return header.toString();
    }

    private static void send(HttpServerResponse response, int status, JsonObject body) {
        Buffer bytes = body.toBuffer();
        response.setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(bytes);
    }
}
