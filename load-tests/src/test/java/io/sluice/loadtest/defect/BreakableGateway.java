package io.sluice.loadtest.defect;

import io.sluice.contract.Order;
import io.sluice.contract.OrderId;
import io.sluice.contract.OrderRecords;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The least that is a gateway: HTTP in, a real Kafka out, a 202 when the broker has it. Small on purpose, so that its one
 * {@link Defect} is plainly the only one. A proxy that breaks the real gateway's answers was not taken: it cannot answer
 * before an acknowledgement that it does not see. Its state is confined to one event loop.
 */
final class BreakableGateway implements AutoCloseable {
    /** Short, so that a broker's absence is felt within a test; what is not acknowledged by then has failed. */
    private static final int DELIVERY_MILLIS = 1_000;

    private static final int REQUEST_MILLIS = 700;
    private static final int LOST_EVERY = 10_000;
    private static final int SPOILT_EVERY = 5_000;
    private static final int WRONG_WAIT_SECONDS = 60;

    private final Defect defect;
    private final String topic;
    private final IntSupplier settled;
    private final double ratePerSecond;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Context loop;
    private final HttpServer server;
    private final CountDownLatch firstFailure = new CountDownLatch(1);
    private int arrived;
    private String previousId = "";

    /**
     * @param settled orders that have ended, for the position
     * @param ratePerSecond what the waiting time is computed with
     */
    BreakableGateway(
            Vertx vertx,
            String bootstrapServers,
            String topic,
            Defect defect,
            IntSupplier settled,
            double ratePerSecond) {
        this.defect = defect;
        this.topic = topic;
        this.settled = settled;
        this.ratePerSecond = ratePerSecond;
        this.producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "acks", "all",
                        "request.timeout.ms", REQUEST_MILLIS,
                        "delivery.timeout.ms", DELIVERY_MILLIS,
                        "reconnect.backoff.max.ms", 200),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        // Or the first order would keep the event loop waiting for it.
        producer.partitionsFor(topic);
        this.loop = vertx.getOrCreateContext();
        this.server = vertx.createHttpServer(new HttpServerOptions().setTcpNoDelay(true))
                .requestHandler(request -> request.body().onSuccess(body -> take(request, body)))
                .listen(0, "127.0.0.1")
                .await();
    }

    int port() {
        return server.actualPort();
    }

    /** Returns when Kafka has failed to take an order. */
    void awaitFailure() throws InterruptedException {
        firstFailure.await();
    }

    private void take(HttpServerRequest request, Buffer body) {
        loop.runOnContext(now -> take(request, body, request.getHeader("Idempotency-Key")));
    }

    private void take(HttpServerRequest request, Buffer body, String key) {
        int number = arrived++;
        String id = OrderId.derived("test", key);
        String toldId = isSpoilt(number, Defect.TELLS_ANOTHERS_ID, SPOILT_EVERY) ? previousId : id;
        previousId = id;
        int position = Math.max(0, number - settled.getAsInt());
        double etaSeconds = position / ratePerSecond + (defect == Defect.TELLS_A_WRONG_WAIT ? WRONG_WAIT_SECONDS : 0);
        Buffer accepted = new JsonObject()
                .put("orderId", toldId)
                .put("status", "queued")
                .put("position", position)
                .put("etaSeconds", etaSeconds)
                .toBuffer();
        if (isSpoilt(number, Defect.LOSES_SOME, LOST_EVERY)) {
            answer(request, 202, accepted);
            return;
        }
        boolean early = defect == Defect.ANSWERS_BEFORE_THE_ACK;
        if (early) {
            answer(request, 202, accepted);
        }
        store(id, key, body, stored -> {
            if (!early) {
                answer(request, stored ? 202 : 503, stored ? accepted : Buffer.buffer(notConfirmed()));
            }
        });
        if (isSpoilt(number, Defect.STORES_TWICE, SPOILT_EVERY)) {
            store(OrderId.random(), key, body, stored -> {});
        }
    }

    /** Never the first ones: there the order before would be missing. */
    private boolean isSpoilt(int number, Defect which, int every) {
        return defect == which && number % every == every / 2;
    }

    /** What follows an acknowledgement, or its failure, on the event loop. */
    private interface Stored {
        void accept(boolean stored);
    }

    private void store(String id, String key, Buffer body, Stored then) {
        Order order = new Order(id, key, null, List.of(), body.getBytes(), System.currentTimeMillis(), null);
        var unused = producer.send(OrderRecords.encode(topic, order), (metadata, failure) -> {
            if (failure != null) {
                firstFailure.countDown();
            }
            loop.runOnContext(now -> then.accept(failure == null));
        });
    }

    private static String notConfirmed() {
        return "{\"type\":\"https://sluice.example/problems/not-confirmed\",\"status\":503}";
    }

    private void answer(HttpServerRequest request, int status, Buffer body) {
        request.response().setStatusCode(status).end(body);
    }

    /** Takes no more orders; what Kafka will have of them it has afterwards. */
    @Override
    public void close() {
        server.close().await();
        producer.close();
    }
}
