package io.sluice.loadtest.drive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.loadtest.verdict.OrderLine;
import io.sluice.loadtest.verdict.ShownLine;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against gateways of a few lines, over real HTTP. */
final class QueueWatchersTest {
    private static final String SETTLED = "{\"status\":\"confirmed\",\"settledAt\":\"2026-11-25T00:00:00Z\"}";
    private static final Purchase PURCHASE =
            new Purchase(17, 1, new OrderLine(1, 2, 3, 202, "ID", 9, 0.1, null), "ID", new Links("/status", "/events"));

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<ShownLine> shown = new LinkedBlockingQueue<>();

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    @Test
    void asksOneGatewayAfterTheOtherUntilTheEnd() throws InterruptedException {
        AtomicInteger looks = new AtomicInteger();
        Handler<HttpServerRequest> status = request -> request.response()
                .end(
                        looks.incrementAndGet() < 3
                                ? "{\"status\":\"queued\",\"position\":5,\"etaSeconds\":0.1}"
                                : SETTLED);

        List<String> lines = follow(List.of(gateway(status), gateway(status)), false);

        assertEquals(List.of("1 post queued 9", "2 poll queued 5", "1 poll queued 5", "2 poll confirmed -1"), lines);
    }

    @Test
    void followsTheEventsToTheEnd() throws InterruptedException {
        int port = gateway(request -> request.response()
                .setChunked(true)
                .end("id: at-4\nevent: position\ndata: {\"status\":\"queued\",\"position\":4}\n\n"
                        + "id: settled\nevent: settled\ndata: " + SETTLED + "\n\n"));

        assertEquals(List.of("1 post queued 9", "1 sse queued 4", "1 sse confirmed -1"), follow(List.of(port), true));
    }

    @Test
    void comesBackWithTheLastIdWhereTheStreamIsCut() throws InterruptedException {
        int port = gateway(request -> {
            boolean isBack = "at-4".equals(request.getHeader("Last-Event-ID"));
            String event = isBack
                    ? "id: settled\nevent: settled\ndata: " + SETTLED + "\n\n"
                    : "id: at-4\nevent: position\ndata: {\"status\":\"queued\",\"position\":4}\n\n";
            request.response().setChunked(true).end(event);
        });

        assertEquals(List.of("1 post queued 9", "1 sse queued 4", "1 sse confirmed -1"), follow(List.of(port), true));
    }

    @Test
    void notesAGatewayThatKnowsNothingAndGoesOn() throws InterruptedException {
        int ignorant = gateway(request -> request.response().setStatusCode(404).end("{}"));
        int knowing = gateway(request -> request.response().end(SETTLED));

        List<String> lines = follow(List.of(knowing, ignorant), false);

        assertEquals(List.of("1 post queued 9", "2 poll http-404 -1", "1 poll confirmed -1"), lines);
    }

    private List<String> follow(List<Integer> ports, boolean byEvents) throws InterruptedException {
        List<String> lines = new ArrayList<>();
        try (QueueWatchers watchers = new QueueWatchers(
                ports.stream().map(GatewayAddress::local).toList(),
                RunClock.anchored(System::nanoTime, 1_000_000),
                new SplittableRandom(1),
                shown::add)) {
            watchers.follow(PURCHASE, byEvents);
            ShownLine line;
            do {
                line = shown.poll(10, TimeUnit.SECONDS);
                assertTrue(line != null, () -> "nothing more was shown after " + lines);
                lines.add(line.gateway() + " " + line.channel() + " " + line.status() + " " + line.position());
            } while (!line.status().equals("confirmed"));
        }
        assertEquals(0, shown.size());
        return lines;
    }

    private int gateway(Handler<HttpServerRequest> handler) {
        return vertx.createHttpServer()
                .requestHandler(handler)
                .listen(0, "127.0.0.1")
                .await()
                .actualPort();
    }
}
