package io.sluice.loadtest.drive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.loadtest.drive.Habits.Habit;
import io.sluice.loadtest.drive.Posting.Patience;
import io.sluice.loadtest.verdict.PostLine;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against gateways of a few lines, over real HTTP. */
final class BuyerCrowdTest implements BuyerCrowd.Listener {
    private final Vertx vertx = Vertx.vertx();
    private final Queue<PostLine> posts = new ConcurrentLinkedQueue<>();
    private final Queue<Purchase> purchases = new ConcurrentLinkedQueue<>();
    private final Queue<String> received = new ConcurrentLinkedQueue<>();

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    @Override
    public void posted(PostLine post) {
        posts.add(post);
    }

    @Override
    public void stored(Purchase purchase) {
        purchases.add(purchase);
    }

    @Test
    void postsAgainAtBothGatewaysUnderTheSameKeyAndTellsOfTheFirst202() throws InterruptedException {
        List<Integer> ports = List.of(gateway(this::accept), gateway(this::accept));

        run(ports, 1, new Habit(List.of(patient(0, 0), patient(1, 1), patient(1, 0)), false));

        assertEquals(
                List.of(1, 1, 2), posts.stream().map(PostLine::gateway).sorted().toList());
        assertEquals(Set.of("key-0 {\"n\":0}"), Set.copyOf(received));
        assertEquals(1, purchases.size());
        assertEquals("/v1/orders/ID-key-0?ticket=t", purchases.element().links().status());
    }

    @Test
    void goesOnAtTheOtherGatewayUntilItHasAnAnswer() throws InterruptedException {
        List<Integer> ports = List.of(
                gateway(request -> request.response().setStatusCode(503).end("{\"type\":\"https://x/overloaded\"}")),
                gateway(this::accept));

        run(ports, 5, new Habit(List.of(patient(0, 0)), false));

        assertEquals(5, purchases.size());
        assertTrue(purchases.stream().allMatch(purchase -> purchase.gateway() == 2));
        assertEquals(
                5,
                posts.stream().filter(post -> "overloaded".equals(post.error())).count());
    }

    @Test
    void readsNothingOfWhatItCutsAndSoPostsAgain() throws InterruptedException {
        List<Integer> ports = List.of(gateway(this::accept));

        run(
                ports,
                3,
                new Habit(
                        List.of(
                                new Posting(0, 0, Patience.DROPS_THE_ANSWER, 0),
                                new Posting(1, 0, Patience.STOPS_HALFWAY, 1)),
                        false));

        assertEquals(6, posts.stream().filter(post -> post.httpStatus() == 0).count());
        assertEquals(3, purchases.size());
        assertEquals(6, received.size(), "three whose answer was dropped, three more, none that was cut halfway");
    }

    @Test
    void waitsForNoAnswerThatTakesTooLong() throws InterruptedException {
        AtomicInteger requests = new AtomicInteger();
        List<Integer> ports = List.of(gateway(request -> {
            if (requests.getAndIncrement() > 0) {
                accept(request);
            }
        }));

        run(ports, 1, new Habit(List.of(new Posting(0, 0, Patience.HANGS_UP, 20)), false));

        assertEquals(
                List.of("0 cut by the buyer", "202 null"),
                posts.stream()
                        .map(post -> post.httpStatus() + " " + post.error())
                        .toList());
    }

    @Test
    void reusesItsKeyForAnotherBodyOnceTheOrderIsStored() throws InterruptedException {
        Set<String> keys = ConcurrentHashMap.newKeySet();
        List<Integer> ports = List.of(gateway(request -> {
            if (keys.add(request.getHeader("Idempotency-Key"))) {
                accept(request);
            } else {
                request.body().onSuccess(body -> {
                    received.add(body.toString());
                    request.response().setStatusCode(422).end("{\"type\":\"https://x/idempotency-key-reused\"}");
                });
            }
        }));

        run(ports, 1, new Habit(List.of(patient(0, 0)), true));

        assertEquals(List.of("key-0 {\"n\":0}", "{\"gift\":true,\"n\":0}"), List.copyOf(received));
        assertEquals(
                List.of(false, true), posts.stream().map(PostLine::otherBody).collect(Collectors.toList()));
    }

    private static Posting patient(long afterMillis, int gateway) {
        return Posting.patient(afterMillis, gateway);
    }

    private void accept(HttpServerRequest request) {
        String key = request.getHeader("Idempotency-Key");
        request.body().onSuccess(body -> {
            received.add(key + " " + body);
            request.response()
                    .setStatusCode(202)
                    .end("{\"orderId\":\"ID-" + key + "\",\"position\":1,\"etaSeconds\":0.5,\"links\":{\"status\":"
                            + "\"/v1/orders/ID-" + key + "?ticket=t\",\"events\":\"/e\"}}");
        });
    }

    private int gateway(Handler<HttpServerRequest> handler) {
        return vertx.createHttpServer()
                .requestHandler(handler)
                .listen(0, "127.0.0.1")
                .await()
                .actualPort();
    }

    private void run(List<Integer> ports, int buyers, Habit habit) throws InterruptedException {
        long secondNanos = TimeUnit.SECONDS.toNanos(1);
        BuyerCrowd.Options options = new BuyerCrowd.Options(ports, 8, 5 * secondNanos, 20 * secondNanos);
        OrderSource source = new OrderSource() {
            @Override
            public byte[] body(int order) {
                return ("{\"n\":" + order + "}").getBytes(UTF_8);
            }

            @Override
            public String idempotencyKey(int order) {
                return "key-" + order;
            }
        };
        try (BuyerCrowd crowd = new BuyerCrowd(
                options,
                ArrivalSchedule.of(buyers, buyer -> buyer * 1_000_000L),
                source,
                buyer -> habit,
                RunClock.anchored(System::nanoTime, 1_000_000),
                this)) {
            crowd.run();
        }
    }
}
