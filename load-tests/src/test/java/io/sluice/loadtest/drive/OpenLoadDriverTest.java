package io.sluice.loadtest.drive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.loadtest.verdict.OrderLine;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against a gateway of a few lines, over real HTTP. */
final class OpenLoadDriverTest {
    private static final String ACCEPTED =
            "{\"orderId\":\"01ORDER\",\"status\":\"queued\",\"position\":7,\"etaSeconds\":1.5}";

    private static final OrderSource SOURCE = new OrderSource() {
        @Override
        public byte[] body(int order) {
            return ("{\"n\":" + order + "}").getBytes(UTF_8);
        }

        @Override
        public String idempotencyKey(int order) {
            return "key-" + order;
        }
    };

    private final Vertx vertx = Vertx.vertx();
    private final ConcurrentLinkedQueue<OrderLine> lines = new ConcurrentLinkedQueue<>();

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    @Test
    void sendsEachOrderOnceWithAKeyOfItsOwn() throws InterruptedException {
        Set<String> keys = ConcurrentHashMap.newKeySet();
        int port = gateway(request -> request.body().onSuccess(body -> {
            keys.add(request.getHeader("Idempotency-Key") + " " + body);
            request.response().setStatusCode(202).end(ACCEPTED);
        }));

        run(port, 200, 16, Duration.ofSeconds(5));

        assertEquals(200, lines.size());
        assertEquals(200, keys.size());
        assertTrue(keys.contains("key-42 {\"n\":42}"));
    }

    @Test
    void notesWhatTheClientWasTold() throws InterruptedException {
        int port = gateway(request -> request.response().setStatusCode(202).end(ACCEPTED));

        run(port, 1, 1, Duration.ofSeconds(5));

        OrderLine line = lines.element();
        assertEquals("01ORDER", line.orderId());
        assertEquals(7, line.position());
        assertEquals(1.5, line.etaSeconds());
        assertNull(line.error());
    }

    @Test
    void isNotStoppedByAWaitThatNobodyKnows() throws InterruptedException {
        int port = gateway(request -> request.response()
                .setStatusCode(202)
                .end("{\"orderId\":\"01ORDER\",\"status\":\"queued\",\"position\":null,\"etaSeconds\":null}"));

        run(port, 1, 1, Duration.ofSeconds(5));

        OrderLine line = lines.element();
        assertEquals("01ORDER", line.orderId());
        assertEquals(-1, line.position());
        assertTrue(Double.isNaN(line.etaSeconds()));
    }

    @Test
    void notesTheTypeOfARefusal() throws InterruptedException {
        int port = gateway(request -> request.response()
                .setStatusCode(503)
                .end("{\"type\":\"https://sluice.io/problems/overloaded\",\"status\":503}"));

        run(port, 3, 2, Duration.ofSeconds(5));

        assertEquals(
                Set.of("503 overloaded"),
                lines.stream()
                        .map(line -> line.httpStatus() + " " + line.error())
                        .collect(Collectors.toSet()));
    }

    @Test
    void countsAStallFromWhenEachOrderWasDue() throws InterruptedException {
        // The only connection is held for 300 ms by the first order; all that were due meanwhile waited, and say so.
        int port = gateway(request -> vertx.setTimer(
                request.getHeader("Idempotency-Key").equals("key-0") ? 300 : 1,
                id -> request.response().setStatusCode(202).end(ACCEPTED)));

        run(port, 20, 1, Duration.ofSeconds(5));

        List<OrderLine> waited = lines.stream()
                .filter(line -> line.answeredAtMicros() - line.scheduledAtMicros() > 200_000)
                .toList();
        assertTrue(waited.size() >= 10, () -> waited.size() + " of 20 orders tell of the stall");
        assertTrue(
                lines.stream().allMatch(line -> line.sentAtMicros() - line.scheduledAtMicros() < 200_000),
                "the stall is the gateway's, not the driver's");
    }

    @Test
    void givesUpOnAnAnswerThatNeverComes() throws InterruptedException {
        int port = gateway(request -> {});

        run(port, 5, 2, Duration.ofMillis(300));

        assertEquals(5, lines.stream().filter(OrderLine::unanswered).count());
        assertEquals(Set.of("timed out"), lines.stream().map(OrderLine::error).collect(Collectors.toSet()));
    }

    @Test
    void saysWhyThereIsNoAnswer() throws InterruptedException {
        int port = gateway(request -> request.connection().close());

        run(port, 4, 2, Duration.ofSeconds(5));

        assertEquals(4, lines.stream().filter(OrderLine::unanswered).count());
        assertTrue(lines.stream().allMatch(line -> line.error() != null));
    }

    @Test
    void failsEveryOrderWhereNobodyListens() throws InterruptedException {
        int port = gateway(request -> {});
        vertx.close().await();

        run(port, 10, 2, Duration.ofSeconds(5));

        assertEquals(10, lines.stream().filter(OrderLine::unanswered).count());
    }

    @Test
    void whoIsRefusedComesAgainUnderTheSameKeyUntilItIsServed() throws InterruptedException {
        Set<String> once = ConcurrentHashMap.newKeySet();
        int port = gateway(request -> {
            boolean isFirst = once.add(request.getHeader("Idempotency-Key"));
            request.response().setStatusCode(isFirst ? 503 : 202).end(isFirst ? "{}" : ACCEPTED);
        });

        List<Posted> posted = run(List.of(port), 10, new Again(TimeUnit.MILLISECONDS.toNanos(5), 3));

        assertEquals(20, posted.size());
        assertEquals(10, once.size());
        for (int buyer = 0; buyer < 10; buyer++) {
            int who = buyer;
            List<OrderLine> own = posted.stream()
                    .filter(post -> post.buyer() == who)
                    .map(Posted::line)
                    .toList();
            assertEquals(
                    List.of(503, 202), own.stream().map(OrderLine::httpStatus).toList());
            assertTrue(
                    own.get(1).scheduledAtMicros() >= own.get(0).answeredAtMicros() + 5_000,
                    "it is due again when it comes again");
        }
    }

    @Test
    void comesAgainSoManyTimesAndNotAtAllWhereNothingWouldChange() throws InterruptedException {
        int refusing = gateway(request -> request.response().setStatusCode(503).end("{}"));
        int soldOut = gateway(request -> request.response().setStatusCode(409).end("{}"));
        Again again = new Again(TimeUnit.MILLISECONDS.toNanos(1), 4);

        assertEquals(15, run(List.of(refusing), 3, again).size());
        assertEquals(3, run(List.of(soldOut), 3, again).size());
    }

    @Test
    void buyersTakeTheGatewaysInTurn() throws InterruptedException {
        int port = gateway(request -> request.response().setStatusCode(202).end(ACCEPTED));
        int other = gateway(request -> request.response().setStatusCode(202).end(ACCEPTED));

        List<Posted> posted = run(List.of(port, other), 10, Again.NEVER);

        assertEquals(5, posted.stream().filter(post -> post.gateway() == 2).count());
        assertTrue(posted.stream().allMatch(post -> post.gateway() == post.buyer() % 2 + 1));
    }

    private List<Posted> run(List<Integer> ports, int orders, Again again) throws InterruptedException {
        ConcurrentLinkedQueue<Posted> posted = new ConcurrentLinkedQueue<>();
        OpenLoadDriver.Options options = new OpenLoadDriver.Options(
                ports.stream().map(GatewayAddress::local).toList(),
                "/v1/orders",
                16,
                TimeUnit.SECONDS.toNanos(5),
                again);
        try (OpenLoadDriver driver = OpenLoadDriver.telling(
                options,
                ArrivalSchedule.of(orders, order -> TimeUnit.MILLISECONDS.toNanos(order)),
                SOURCE,
                RunClock.anchored(System::nanoTime, 1_700_000_000_000_000L),
                posted::add)) {
            driver.run();
        }
        return List.copyOf(posted);
    }

    private int gateway(Handler<HttpServerRequest> handler) {
        HttpServer server = vertx.createHttpServer()
                .requestHandler(handler)
                .listen(0, "127.0.0.1")
                .await();
        return server.actualPort();
    }

    private void run(int port, int orders, int connections, Duration timeout) throws InterruptedException {
        OpenLoadDriver.Options options =
                new OpenLoadDriver.Options("127.0.0.1", port, "/v1/orders", connections, timeout.toNanos());
        ArrivalSchedule schedule = ArrivalSchedule.of(orders, order -> TimeUnit.MILLISECONDS.toNanos(order));
        try (OpenLoadDriver driver = new OpenLoadDriver(
                options, schedule, SOURCE, RunClock.anchored(System::nanoTime, 1_700_000_000_000_000L), lines::add)) {
            driver.run();
        }
    }
}
