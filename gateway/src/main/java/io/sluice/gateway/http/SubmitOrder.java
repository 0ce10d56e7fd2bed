package io.sluice.gateway.http;

import io.sluice.contract.Order;
import io.sluice.gateway.admission.ApiKeys;
import io.sluice.gateway.intake.IdempotencyKey;
import io.sluice.gateway.intake.OrderIntake;
import io.sluice.gateway.intake.Receipt;
import io.sluice.gateway.intake.Submission;
import io.sluice.gateway.intake.Traceparent;
import io.sluice.gateway.queue.Ticket;
import io.sluice.telemetry.LogOutput;
import io.sluice.telemetry.OrderSpan;
import io.sluice.telemetry.PostTraces;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /v1/orders}: reads the body, hands it to the intake, writes the answer. The hot path: it is called before any
 * router, and writes its one JSON by hand. Confined to its event loop.
 */
final class SubmitOrder {
    private static final Logger log = LoggerFactory.getLogger(SubmitOrder.class);
    private static final CharSequence IDEMPOTENCY_KEY = HttpHeaders.createOptimized("idempotency-key");
    private static final CharSequence IDEMPOTENCY_REPLAYED = HttpHeaders.createOptimized("idempotency-replayed");
    private static final CharSequence TRACEPARENT = HttpHeaders.createOptimized("traceparent");
    private static final CharSequence TRUE = HttpHeaders.createOptimized("true");
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final String JSON_TYPE = "application/json";

    /** How long the rest of a body that is too large is thrown away before the connection goes, too. */
    private static final long DISCARD_MILLIS = 2_000;

    private static final int POLL_SECONDS_MAX = 30;
    private static final int POLL_SECONDS_UNKNOWN = 5;

    private final Vertx vertx;
    private final OrderIntake intake;
    private final Supplier<@Nullable ApiKeys> apiKeys;
    private final @Nullable PostTraces traces;
    private final JsonText json = new JsonText();
    private final InstantText instants = new InstantText();

    /**
     * @param apiKeys the keys that hold now; null = anybody may post
     * @param traces null = no order is sampled
     */
    SubmitOrder(Vertx vertx, OrderIntake intake, Supplier<@Nullable ApiKeys> apiKeys, @Nullable PostTraces traces) {
        this.vertx = vertx;
        this.intake = intake;
        this.apiKeys = apiKeys;
        this.traces = traces;
    }

    void handle(HttpServerRequest request) {
        ApiKeys keys = apiKeys.get();
        String client = keys == null ? null : client(request, keys);
        if (keys != null && client == null) {
            return;
        }
        if (!isJson(request.getHeader(HttpHeaders.CONTENT_TYPE))) {
            Problem.CONTENT_TYPE_UNSUPPORTED.answer(request.response());
            return;
        }
        OrderBody.read(request, body -> submit(request, client, body), () -> refuseBody(request));
    }

    /** Whose key the request brings; or answers that it is nobody's and returns null. */
    private static @Nullable String client(HttpServerRequest request, ApiKeys keys) {
        String key = BearerToken.in(request.getHeader(HttpHeaders.AUTHORIZATION));
        String client = key == null ? null : keys.client(key);
        if (key == null) {
            Problem.API_KEY_MISSING.answer(BearerToken.wanted(request.response()));
        } else if (client == null) {
            Problem.API_KEY_UNKNOWN.answer(request.response());
        }
        return client;
    }

    private void submit(HttpServerRequest request, @Nullable String client, byte[] body) {
        String idempotencyHeader = request.getHeader(IDEMPOTENCY_KEY);
        String idempotencyKey = idempotencyHeader == null ? null : IdempotencyKey.parse(idempotencyHeader);
        if (idempotencyHeader != null && idempotencyKey == null) {
            Problem.IDEMPOTENCY_KEY_INVALID.answer(request.response());
            return;
        }
        String given = request.getHeader(TRACEPARENT);
        OrderSpan span = traces == null ? null : traces.posted(Traceparent.wellFormed(given));
        String traceparent = span == null ? Traceparent.of(given) : span.traceparent();
        intake.submit(body, client, idempotencyKey, traceparent).onComplete(done -> {
            if (done.succeeded()) {
                tell(done.result(), traceparent);
                answer(request.response(), done.result());
            } else {
                log.error("an order could not be handled", done.cause());
                Problem.INTERNAL.answer(request.response());
            }
            if (span != null) {
                end(span, done.result(), request.response());
            }
        });
    }

    /** @param submission null if it failed as only a bug does */
    private static void end(OrderSpan span, @Nullable Submission submission, HttpServerResponse response) {
        Receipt receipt = submission == null ? null : submission.receipt();
        if (receipt != null) {
            span.order(receipt.orderId());
            span.stored(receipt.ticket().partition(), receipt.ticket().offset());
        }
        // Who has hung up got no answer; the order may be stored all the same.
        int status = response.ended() ? response.getStatusCode() : 0;
        span.end(submission == null ? "failed" : submission.kind().label(), status, status >= 500);
    }

    private static void tell(Submission submission, String traceparent) {
        if (log.isDebugEnabled()) {
            Receipt receipt = submission.receipt();
            log.atDebug()
                    .addKeyValue(LogOutput.ORDER_ID, receipt == null ? "" : receipt.orderId())
                    .addKeyValue(LogOutput.TRACE_ID, Order.traceId(traceparent))
                    .log("order answered: {}", submission.kind());
        }
    }

    private void answer(HttpServerResponse response, Submission submission) {
        Receipt receipt = submission.receipt();
        Problem problem = Problem.of(submission.kind());
        RateLimitFields.add(response, submission.quota());
        if (problem != null) {
            problem.answer(response, submission.detail(), submission.defects(), submission.retryAfterSeconds());
        } else if (receipt != null && !response.closed()) {
            if (submission.kind() == Submission.Kind.REPLAYED) {
                response.putHeader(IDEMPOTENCY_REPLAYED, TRUE);
            }
            answer(response, receipt);
        }
    }

    private void answer(HttpServerResponse response, Receipt receipt) {
        String order = HttpApi.ORDERS + "/" + receipt.orderId();
        Ticket place = receipt.ticket();
        String ticket = "?ticket=" + place.encode(receipt.orderId());
        String statusLink = order + ticket;
        json.open('{')
                .plain("orderId", receipt.orderId())
                .plain("status", "queued")
                .field("position", place.position())
                .seconds("etaSeconds", receipt.etaMillis())
                .plain("acceptedAt", instants.of(place.acceptedAtMillis()))
                .name("links")
                .open('{')
                .plain("status", statusLink)
                .plain("events", order + HttpApi.EVENTS + ticket)
                .close('}')
                .close('}');
        response.setStatusCode(202)
                .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
                .putHeader(HttpHeaders.LOCATION, statusLink)
                .putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(pollSeconds(receipt.etaMillis())))
                .end(json.buffer());
    }

    /** A quarter of the time left: four answers on the way, and late by a quarter at most. */
    static int pollSeconds(long etaMillis) {
        if (etaMillis < 0) {
            return POLL_SECONDS_UNKNOWN;
        }
        return (int) Math.max(1, Math.min(POLL_SECONDS_MAX, (etaMillis + 3_999) / 4_000));
    }

    /** Says so at once, then lets the sender come to its end or to its senses: one that is cut off sees no answer. */
    private void refuseBody(HttpServerRequest request) {
        LastAnswer.announce(request.response());
        Problem.BODY_TOO_LARGE.answer(
                request.response(), "An order has at most " + OrderBody.BYTES_MAX + " bytes.", List.of(), 0);
        vertx.setTimer(DISCARD_MILLIS, timer -> LastAnswer.hangUp(request));
    }

    /** Whether this is {@code application/json}, with or without parameters. */
    static boolean isJson(@Nullable String contentType) {
        return contentType != null
                && contentType.regionMatches(true, 0, JSON_TYPE, 0, JSON_TYPE.length())
                && (contentType.length() == JSON_TYPE.length()
                        || contentType.charAt(JSON_TYPE.length()) == ';'
                        || contentType.charAt(JSON_TYPE.length()) == ' ');
    }
}
