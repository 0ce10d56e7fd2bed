package io.sluice.loadtest.drive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.loadtest.verdict.OrderLine;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against a gateway of a few lines, over real HTTP. */
final class SlowClientsTest {
    private final Vertx vertx = Vertx.vertx();
    private final LinkedBlockingQueue<OrderLine> told = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<String> received = new LinkedBlockingQueue<>();

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    private SlowClients clients(boolean answering) {
        int port = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    received.add(request.getHeader("Idempotency-Key") + " " + body);
                    if (answering) {
                        request.response().setStatusCode(202).end("{\"orderId\":\"01ORDER\"}");
                    }
                }))
                .listen(0, "127.0.0.1")
                .await()
                .actualPort();
        OrderSource source = new OrderSource() {
            @Override
            public byte[] body(int order) {
                return "{}".getBytes(UTF_8);
            }

            @Override
            public String idempotencyKey(int order) {
                return "slow-" + order;
            }
        };
        return new SlowClients(
                List.of(GatewayAddress.local(port)),
                new SlowClients.Pace(32, 1),
                source,
                RunClock.anchored(System::nanoTime, 1_700_000_000_000_000L),
                told::add);
    }

    @Test
    void anOrderArrivesWholeThoughAFewBytesAtATime() throws InterruptedException {
        try (SlowClients clients = clients(true)) {
            clients.start(1);
            OrderLine line = told.poll(20, TimeUnit.SECONDS);

            assertTrue(line != null && line.accepted());
            assertEquals("slow-0 {}", received.poll(1, TimeUnit.SECONDS));
        }
    }

    @Test
    void whoSentAWholeOrderAndLeavesHasNoAnswer() throws InterruptedException {
        try (SlowClients clients = clients(false)) {
            clients.start(1);
            assertEquals("slow-0 {}", received.poll(20, TimeUnit.SECONDS));
        }
        OrderLine line = told.poll();

        assertTrue(line != null && line.unanswered());
    }
}
