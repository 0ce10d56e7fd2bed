package io.sluice.loadtest.defect;

import io.sluice.contract.MalformedRecordException;
import io.sluice.contract.Order;
import io.sluice.contract.OrderOutcome;
import io.sluice.contract.OrderRecords;
import io.sluice.contract.OutcomeRecords;
import io.sluice.contract.Topics;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The least that is a worker: each order is posted to the order system once, and its outcome stored. It knows no rate, as
 * a test of what becomes of orders needs none and would only take longer. Started and closed by one thread.
 */
final class PlainWorker implements AutoCloseable {
    private static final int CALLS_MAX = 64;
    private static final int CONNECTIONS_MAX = 16;
    private static final Duration POLL_MAX = Duration.ofMillis(50);
    private static final long SETTLED_NANOS_MAX = TimeUnit.SECONDS.toNanos(60);

    private final Topics topics;
    private final int downstreamPort;
    private final HttpClient client;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Semaphore calls = new Semaphore(CALLS_MAX);
    private final Thread thread = new Thread(this::drain, "plain-worker");
    private int settled;
    private volatile boolean stopping;

    PlainWorker(Vertx vertx, String bootstrapServers, Topics topics, int partitions, int downstreamPort) {
        this.topics = topics;
        this.downstreamPort = downstreamPort;
        this.client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(CONNECTIONS_MAX));
        Map<String, Object> servers = Map.of("bootstrap.servers", bootstrapServers, "reconnect.backoff.max.ms", 200);
        this.producer = new KafkaProducer<>(servers, new ByteArraySerializer(), new ByteArraySerializer());
        this.consumer = new KafkaConsumer<>(servers, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> all = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topics.orders(), partition))
                .toList();
        consumer.assign(all);
        consumer.seekToBeginning(all);
        thread.start();
    }

    private void drain() {
        try (consumer) {
            while (!stopping) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL_MAX)) {
                    calls.acquireUninterruptibly();
                    call(record);
                }
            }
        } catch (MalformedRecordException e) {
            throw new AssertionError("the gateway stored what is no order", e);
        }
    }

    private void call(ConsumerRecord<byte[], byte[]> record) throws MalformedRecordException {
        Order order = OrderRecords.decode(record);
        client.request(HttpMethod.POST, downstreamPort, "127.0.0.1", "/orders")
                .compose(request -> request.putHeader("Content-Type", "application/json")
                        .putHeader("Idempotency-Key", order.id())
                        .putHeader("Sluice-Attempt", "1")
                        .send(Buffer.buffer(order.body())))
                .compose(response -> response.body().map(body -> response.statusCode()))
                .onComplete(called -> settle(order, record, called.succeeded() ? called.result() : 0));
    }

    private void settle(Order order, ConsumerRecord<byte[], byte[]> record, int status) {
        OrderOutcome.Kind kind =
                switch (status) {
                    case 200, 201 -> OrderOutcome.Kind.CONFIRMED;
                    case 409 -> OrderOutcome.Kind.REJECTED;
                    default -> OrderOutcome.Kind.FAILED;
                };
        OrderOutcome outcome = new OrderOutcome(
                order.id(),
                kind,
                null,
                1,
                order.acceptedAtMillis(),
                System.currentTimeMillis(),
                0,
                record.partition(),
                record.offset());
        var unused = producer.send(OutcomeRecords.encode(topics.orderOutcomes(), outcome), (metadata, failure) -> {
            calls.release();
            settledOne();
        });
    }

    private synchronized void settledOne() {
        settled++;
        notifyAll();
    }

    /** Orders that have ended. */
    synchronized int settled() {
        return settled;
    }

    /** Returns when so many orders have ended. */
    synchronized void awaitSettled(long orders) throws InterruptedException {
        long endNanos = System.nanoTime() + SETTLED_NANOS_MAX;
        while (settled < orders) {
            long leftMillis = TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
            if (leftMillis <= 0) {
                throw new AssertionError(settled + " of " + orders + " stored orders were settled in time");
            }
            wait(leftMillis);
        }
    }

    @Override
    public void close() {
        stopping = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close();
        client.close().await();
    }
}
