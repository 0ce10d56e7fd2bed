package io.sluice.gateway.kafka;

import io.sluice.contract.Cancellation;
import io.sluice.contract.Order;
import io.sluice.gateway.queue.Ticket;
import io.sluice.gateway.status.CancellationLog;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Buyers' wishes in the cancellations topic. Looks at the order first: whoever makes up a ticket must not be able to fill the topic,
 * and the worker needs to know of an order that it has not fetched yet what only its record tells. Through a producer of its own, as a full queue of
 * orders must not be in the way. Thread-safe.
 */
public final class KafkaCancellationLog implements CancellationLog {
    private static final Logger log = LoggerFactory.getLogger(KafkaCancellationLog.class);

    private final Producer<byte[], byte[]> producer;
    private final String topic;
    private final int partitions;
    private final OrderPeek peek;
    private final LongSupplier wallMillisClock;

    KafkaCancellationLog(
            Producer<byte[], byte[]> producer,
            String topic,
            int partitions,
            OrderPeek peek,
            LongSupplier wallMillisClock) {
        this.producer = producer;
        this.topic = topic;
        this.partitions = partitions;
        this.peek = peek;
        this.wallMillisClock = wallMillisClock;
    }

    /** A log over a producer and a consumer of its own. */
    public static KafkaCancellationLog open(
            ClientProperties properties,
            String topic,
            String ordersTopic,
            int partitions,
            LongSupplier wallMillisClock) {
        return new KafkaCancellationLog(
                new KafkaProducer<>(
                        properties.controlProducer("cancellations"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer()),
                topic,
                partitions,
                OrderPeek.open(properties, ordersTopic),
                wallMillisClock);
    }

    public void start() {
        peek.start();
    }

    @Override
    public CompletionStage<Noted> note(String orderId, Ticket ticket) {
        if (ticket.partition() >= partitions) {
            return CompletableFuture.completedFuture(Noted.NO_SUCH_ORDER);
        }
        return peek.at(ticket.partition(), ticket.offset())
                .thenCompose(found -> append(found.filter(order -> order.id().equals(orderId)), ticket))
                .exceptionally(failure -> isTurnedAway(failure) ? Noted.TOO_MANY : Noted.NOT_SENT);
    }

    private static boolean isTurnedAway(Throwable failure) {
        return failure instanceof RejectedExecutionException
                || failure.getCause() instanceof RejectedExecutionException;
    }

    private CompletionStage<Noted> append(Optional<Order> found, Ticket ticket) {
        if (found.isEmpty()) {
            return CompletableFuture.completedFuture(Noted.NO_SUCH_ORDER);
        }
        Order order = found.get();
        Cancellation wish = new Cancellation(
                order.id(),
                ticket.partition(),
                ticket.offset(),
                order.acceptedAtMillis(),
                Order.fingerprint(order.body()),
                wallMillisClock.getAsLong());
        CompletableFuture<Noted> noted = new CompletableFuture<>();
        try {
            // The callback tells all that this future would.
            var unused = producer.send(wish.encode(topic), (stored, failure) -> {
                if (failure != null) {
                    log.warn("a cancellation is not confirmed: {}", failure.toString());
                }
                noted.complete(failure == null ? Noted.NOTED : Noted.NOT_CONFIRMED);
            });
        } catch (KafkaException e) {
            log.warn("a cancellation is not sent: {}", e.toString());
            noted.complete(Noted.NOT_SENT);
        }
        return noted;
    }

    /** Ends; what is not confirmed stays so. */
    public void close() {
        peek.stop();
        producer.close(Duration.ZERO);
    }
}
