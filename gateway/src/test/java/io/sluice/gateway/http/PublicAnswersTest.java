package io.sluice.gateway.http;

import static io.sluice.gateway.http.HttpApiTest.header;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.contract.FleetRecord.SoldOut;
import io.sluice.contract.OrderId;
import io.sluice.contract.OrderOutcome;
import io.sluice.gateway.admission.ApiKeys;
import io.sluice.gateway.intake.OrderLog.Appended;
import io.sluice.gateway.queue.DrainState;
import io.sluice.gateway.status.CancellationLog.Noted;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Every answer that the public port's document has is given by a running gateway. That no other one is given is checked by
 * {@link CheckedClient}, here and wherever a test asks a gateway.
 */
class PublicAnswersTest {
    private static final ApiKeys KEYS = ApiKeys.read(
                    List.of("shop:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"))
            .keys();
    private static final Set<OrderOutcome.Kind> ENDS = Set.of(OrderOutcome.Kind.values());

    private final Set<String> seen = new TreeSet<>();

    private interface Tour {
        void of(RunningApi api) throws Exception;
    }

    @Test
    void allOfThemAreGiven() throws Exception {
        visit(null, this::postWhatIsTaken);
        visit(null, this::postWhatIsWrong);
        visit(null, this::postWithoutAKey);
        visit(null, this::postWhatIsRefusedNow);
        visit(null, this::postWhatMayBeStored);
        visit(null, this::postWhereThereIsABug);
        visit(null, this::postMoreThanThereIsRoomFor);
        visit(2.0, this::postTooFast);
        visit(null, this::look);
        visit(null, this::lookForWhatIsNotThere);
        visit(null, this::takeBack);
        visit(null, this::takeBackWhatIsNotDecidedYet);
        visit(null, this::takeBackInVain);
        visit(null, this::watch);
        visit(null, this::haveNoRoomForMoreWatchers);
        visit(null, this::readTheQueueAndTheFiles);
        visit(null, this::askForPermission);
        visit(null, this::askForWhatIsNoOperation);

        Set<String> missing = new TreeSet<>(ApiDocument.PUBLIC.answers());
        missing.removeAll(seen);
        assertEquals(Set.of(), missing);
    }

    private void visit(Double clientRate, Tour tour) throws Exception {
        RunningApi api = new RunningApi(clientRate);
        try {
            tour.of(api);
        } finally {
            seen.addAll(api.seen());
            api.close();
        }
    }

    private void postWhatIsTaken(RunningApi api) throws Exception {
        api.send(api.order(RunningApi.ORDER).header("Idempotency-Key", "k").header("traceparent", "any"));
        HttpResponse<String> replayed = api.send(api.order(RunningApi.ORDER).header("Idempotency-Key", "k"));
        assertEquals("true", header(replayed, "Idempotency-Replayed"));
        api.send(api.order(RunningApi.ORDER + " ").header("Idempotency-Key", "k"));
        api.drain = DrainState.UNKNOWN;
        api.send(api.order(RunningApi.ORDER));
    }

    private void postWhatIsWrong(RunningApi api) throws Exception {
        api.send(api.order("{"));
        api.send(api.order("{}"));
        api.send(api.order(RunningApi.ORDER).header("Idempotency-Key", "a b"));
        api.send(api.order(RunningApi.ORDER + " ".repeat(OrderBody.BYTES_MAX)));
        api.send(api.to("/v1/orders").POST(HttpRequest.BodyPublishers.ofString(RunningApi.ORDER)));
    }

    private void postWithoutAKey(RunningApi api) throws Exception {
        api.apiKeys = KEYS;
        api.send(api.order(RunningApi.ORDER));
        api.send(api.order(RunningApi.ORDER).header("Authorization", "Bearer abd"));
        api.send(api.order(RunningApi.ORDER).header("Authorization", "Bearer abc"));
    }

    private void postWhatIsRefusedNow(RunningApi api) throws Exception {
        api.stalled = true;
        api.send(api.order(RunningApi.ORDER));
        api.stalled = false;
        api.backlog.endSeen(0, 8_000);
        api.retentionSeconds = 600;
        api.send(api.order(RunningApi.ORDER));
        api.backlog.endSeen(0, 9_999);
        api.send(api.order(RunningApi.ORDER));
        api.soldOut.apply(new SoldOut("A", true, SoldOut.ALL, "ada", "gone", RunningApi.NOW_MILLIS), 0);
        api.send(api.order(RunningApi.ORDER));
        api.gate.stop();
        api.send(api.order(RunningApi.ORDER.replace("\"A\"", "\"B\"")));
    }

    private void postWhatMayBeStored(RunningApi api) throws Exception {
        api.log.answer(Appended.Kind.NOT_CONFIRMED);
        api.send(api.order(RunningApi.ORDER));
    }

    private void postWhereThereIsABug(RunningApi api) throws Exception {
        // While the order is read, and when Kafka should have answered.
        api.log.answer(null);
        assertEquals(500, api.send(api.order(RunningApi.ORDER)).statusCode());
        api.log.hold();
        CompletableFuture<HttpResponse<String>> later = api.sendAsync(api.order(RunningApi.ORDER));
        api.log.take();
        api.log.take();
        api.log.fail();
        assertEquals(500, answer(later).statusCode());
    }

    private void postMoreThanThereIsRoomFor(RunningApi api) throws Exception {
        api.log.hold();
        CompletableFuture<HttpResponse<String>> one = api.sendAsync(api.order(RunningApi.ORDER));
        CompletableFuture<HttpResponse<String>> two = api.sendAsync(api.order(RunningApi.ORDER));
        api.log.take();
        api.log.take();
        api.send(api.order(RunningApi.ORDER));
        api.log.release();
        api.log.release();
        answer(one);
        answer(two);
    }

    private void postTooFast(RunningApi api) throws Exception {
        for (int i = 0; i < 3; i++) {
            api.send(api.order(RunningApi.ORDER));
        }
    }

    private void look(RunningApi api) throws Exception {
        for (OrderOutcome.Kind end : ENDS) {
            String link = post(api);
            api.send(api.to(link));
            CompletableFuture<HttpResponse<String>> waiting =
                    api.sendAsync(api.to(link).header("Prefer", "wait=9"));
            awaitWatchers(api, 1);
            settle(api, link, end);
            assertEquals("wait=9", header(answer(waiting), "Preference-Applied"));
        }
        String link = post(api);
        api.backlog.headSeen(0, ENDS.size() + 1);
        api.send(api.to(link));
        CompletableFuture<HttpResponse<String>> one = api.sendAsync(api.to(link).header("Prefer", "wait=9"));
        CompletableFuture<HttpResponse<String>> two = api.sendAsync(api.to(link).header("Prefer", "wait=9"));
        awaitWatchers(api, 2);
        api.send(api.to(link).header("Prefer", "wait=9"));
        settle(api, link, OrderOutcome.Kind.CONFIRMED);
        answer(one);
        answer(two);
    }

    private void lookForWhatIsNotThere(RunningApi api) throws Exception {
        String link = post(api);
        for (String what : List.of("", "/events")) {
            api.send(api.to("/v1/orders/nonsense" + what));
            api.send(api.to("/v1/orders/" + OrderId.random() + what));
            api.send(api.to(link.replace("?", what + "?") + "x"));
        }
        api.send(api.to("/v1/orders/nonsense").DELETE());
        api.send(api.to("/v1/orders/" + OrderId.random()).DELETE());
        api.send(api.to(link + "x").DELETE());
        api.backlog.headSeen(0, 1);
        api.settledMark.committed(0, 1, 0);
        api.send(api.to(link));
        api.send(api.to(link.replace("?", "/events?")));
        api.send(api.to(link).DELETE());
    }

    private void takeBack(RunningApi api) throws Exception {
        String link = post(api);
        CompletableFuture<HttpResponse<String>> cancelling =
                api.sendAsync(api.to(link).DELETE().header("Prefer", "wait=9"));
        api.cancellations.take().noted().complete(Noted.NOTED);
        settle(api, link, OrderOutcome.Kind.CANCELLED);
        assertEquals(200, answer(cancelling).statusCode());
        String tried = post(api);
        settle(api, tried, OrderOutcome.Kind.CONFIRMED);
        api.send(api.to(tried).DELETE());
        for (Noted how : Noted.values()) {
            if (how != Noted.NOTED) {
                CompletableFuture<HttpResponse<String>> refused =
                        api.sendAsync(api.to(post(api)).DELETE());
                api.cancellations.take().noted().complete(how);
                answer(refused);
            }
        }
    }

    private void takeBackWhatIsNotDecidedYet(RunningApi api) throws Exception {
        CompletableFuture<HttpResponse<String>> open =
                api.sendAsync(api.to(post(api)).DELETE());
        api.cancellations.take().noted().complete(Noted.NOTED);
        // On the same event loop, so the wish is noted there when this is answered.
        api.send(api.to("/v1/queue"));
        api.undeploy();
        assertEquals(202, answer(open).statusCode());
    }

    private void takeBackInVain(RunningApi api) throws Exception {
        String link = post(api);
        CompletableFuture<HttpResponse<String>> one = api.sendAsync(api.to(link).DELETE());
        CompletableFuture<HttpResponse<String>> two = api.sendAsync(api.to(link).DELETE());
        api.cancellations.take();
        api.cancellations.take();
        api.send(api.to(link).DELETE());
        settle(api, link, OrderOutcome.Kind.CANCELLED);
        answer(one);
        answer(two);
    }

    private void watch(RunningApi api) throws Exception {
        String first = post(api);
        String link = post(api).replace("?", "/events?");
        CompletableFuture<HttpResponse<String>> queued = api.sendAsync(api.to(link));
        awaitWatchers(api, 1);
        settle(api, link, OrderOutcome.Kind.REJECTED);
        answer(queued);
        api.send(api.to(link).header("Last-Event-ID", "settled"));
        api.backlog.headSeen(0, 2);
        CompletableFuture<HttpResponse<String>> tried = api.sendAsync(api.to(first.replace("?", "/events?")));
        awaitWatchers(api, 1);
        settle(api, first, OrderOutcome.Kind.CONFIRMED);
        answer(tried);
    }

    private void haveNoRoomForMoreWatchers(RunningApi api) throws Exception {
        String link = post(api).replace("?", "/events?");
        CompletableFuture<HttpResponse<String>> one = api.sendAsync(api.to(link));
        CompletableFuture<HttpResponse<String>> two = api.sendAsync(api.to(link));
        awaitWatchers(api, 2);
        api.send(api.to(link));
        api.undeploy();
        answer(one);
        answer(two);
    }

    private void readTheQueueAndTheFiles(RunningApi api) throws Exception {
        api.send(api.to("/v1/queue"));
        api.drain = new DrainState(10, true, 3, 0);
        api.send(api.to("/v1/queue"));
        for (String file : List.of("/sluice.js", "/openapi.yaml")) {
            String tag = header(api.send(api.to(file)), "ETag");
            assertEquals(
                    304, api.send(api.to(file).header("If-None-Match", tag)).statusCode());
        }
        assertEquals(
                ApiDocument.PUBLIC.text(), api.send(api.to("/openapi.yaml")).body());
    }

    private void askForPermission(RunningApi api) throws Exception {
        for (String path : List.of("/v1/orders", "/v1/orders/x", "/v1/orders/x/events", "/v1/queue")) {
            api.send(api.to(path)
                    .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                    .header("Origin", "https://shop.example")
                    .header("Access-Control-Request-Method", "POST"));
        }
    }

    private void askForWhatIsNoOperation(RunningApi api) throws Exception {
        for (ApiDocument.Operation operation : ApiDocument.PUBLIC.operations()) {
            api.send(api.to(operation.path().replace("{orderId}", "x"))
                    .method("PATCH", HttpRequest.BodyPublishers.noBody()));
        }
        api.send(api.to("/v2/orders"));
        String tooLong = "x".repeat(9_000);
        api.send(api.to("/v1/queue").header("traceparent", tooLong));
        api.send(api.to("/v2/orders").header("traceparent", tooLong));
    }

    private static String post(RunningApi api) throws Exception {
        return header(api.send(api.order(RunningApi.ORDER)), "Location");
    }

    private static void settle(RunningApi api, String link, OrderOutcome.Kind kind) {
        String id = link.substring("/v1/orders/".length(), "/v1/orders/".length() + OrderId.LENGTH);
        OrderOutcome outcome = new OrderOutcome(
                id, kind, "a reason", 1, RunningApi.NOW_MILLIS, RunningApi.NOW_MILLIS + 4_877, 0, 0, 0);
        api.board.settled(outcome);
        api.watchers.settled(outcome);
    }

    private static void awaitWatchers(RunningApi api, int count) {
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (api.watchers.count() != count) {
            if (System.nanoTime() > deadlineNanos) {
                throw new AssertionError("watchers: " + api.watchers.count());
            }
            Thread.onSpinWait();
        }
    }

    private static HttpResponse<String> answer(CompletableFuture<HttpResponse<String>> asked) throws Exception {
        return asked.get(5, TimeUnit.SECONDS);
    }
}
