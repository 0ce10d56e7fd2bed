package io.sluice.gateway.kafka;

import io.sluice.contract.Order;
import io.sluice.contract.OrderRecords;
import io.sluice.gateway.intake.OrderLog;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The order log of one event loop. Acknowledgements come in on the producer's thread, many at a time; they are handed
 * over together, as waking a loop costs more than answering an order. Both queues hold no more than the in-flight limit
 * lets in. Confined to its event loop, except {@link #oldestWaitNanos}.
 */
final class LoopOrderLog implements OrderLog {
    private static final Logger log = LoggerFactory.getLogger(LoopOrderLog.class);
    private static final long NONE = Long.MIN_VALUE;
    private static final long COMPLAINT_INTERVAL_NANOS = 1_000_000_000;

    private final Producer<byte[], byte[]> producer;
    private final String topic;
    private final Executor loop;
    private final LongSupplier nanoClock;
    /** In the order of sending; answered ones stay until those before them are answered, too. */
    private final ArrayDeque<Append> sent = new ArrayDeque<>();

    private final Queue<Append> answered = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean handOver = new AtomicBoolean();
    private volatile long oldestSentNanos = NONE;
    private long complainedNanos = NONE;

    LoopOrderLog(Producer<byte[], byte[]> producer, String topic, Executor loop, LongSupplier nanoClock) {
        this.producer = producer;
        this.topic = topic;
        this.loop = loop;
        this.nanoClock = nanoClock;
    }

    @Override
    public Future<Appended> append(Order order) {
        Append append = new Append(nanoClock.getAsLong());
        try {
            // The callback tells all that this future would.
            java.util.concurrent.Future<RecordMetadata> unused =
                    producer.send(OrderRecords.encode(topic, order), append);
        } catch (RuntimeException e) {
            complain("the producer does not take orders", e);
            return Future.succeededFuture(Appended.NOT_SENT);
        }
        if (append.failedInSend) {
            complain("an order was not sent", append.failure);
            return Future.succeededFuture(Appended.NOT_SENT);
        }
        sent.add(append);
        if (sent.size() == 1) {
            oldestSentNanos = append.sentNanos;
        }
        return append.promise.future();
    }

    /** How long the oldest unanswered order has been waiting; 0 if there is none. Thread-safe. */
    long oldestWaitNanos(long nowNanos) {
        long oldest = oldestSentNanos;
        return oldest == NONE ? 0 : nowNanos - oldest;
    }

    private void completeAnswered() {
        // Before taking: whoever adds from here on schedules another turn.
        handOver.set(false);
        for (Append append = answered.poll(); append != null; append = answered.poll()) {
            append.complete();
        }
        boolean moved = false;
        while (!sent.isEmpty() && sent.peek().completed) {
            sent.remove();
            moved = true;
        }
        if (moved) {
            Append oldest = sent.peek();
            oldestSentNanos = oldest == null ? NONE : oldest.sentNanos;
        }
    }

    /** Once a second is enough: when one order fails, thousands do. The metrics count them. */
    private void complain(String what, @Nullable Exception why) {
        long now = nanoClock.getAsLong();
        if (complainedNanos == NONE || now - complainedNanos > COMPLAINT_INTERVAL_NANOS) {
            complainedNanos = now;
            log.warn("{}: {}", what, String.valueOf(why));
        }
    }

    /** One order on its way. */
    private final class Append implements Callback {
        private final Promise<Appended> promise = Promise.promise();
        private final Thread loopThread = Thread.currentThread();
        private final long sentNanos;
        private Appended answer = Appended.NOT_CONFIRMED;
        private @Nullable Exception failure;
        private boolean failedInSend;
        private boolean completed;

        private Append(long sentNanos) {
            this.sentNanos = sentNanos;
        }

        @Override
        public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception failure) {
            if (Thread.currentThread() == loopThread) {
                // Still inside send: it was turned away before it went anywhere.
                this.failure = failure;
                failedInSend = true;
                return;
            }
            if (failure == null && metadata != null) {
                answer = Appended.stored(metadata.partition(), metadata.offset());
            } else {
                this.failure = failure;
            }
            answered.add(this);
            if (handOver.compareAndSet(false, true)) {
                loop.execute(LoopOrderLog.this::completeAnswered);
            }
        }

        private void complete() {
            completed = true;
            if (failure != null) {
                complain("an order was not confirmed", failure);
            }
            promise.complete(answer);
        }
    }
}
