package io.sluice.loadtest.downstream;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that writes orders into the book, all that wait in one transaction, and answers them once it is durable.
 * What waits is bounded. {@link #offer} is thread-safe and never blocks.
 */
final class OrderDesk implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OrderDesk.class);
    private static final int WAITING_MAX = 10_000;
    private static final int BATCH_MAX = 256;
    private static final long IDLE_MILLIS = 50;
    private static final long GATHER_NANOS = 5_000_000;
    private static final long CLOSE_MILLIS_MAX = 10_000;

    private final OrderBook book;
    private final Consumer<List<Decided>> decided;
    private final BlockingQueue<Submitted> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final Thread thread;
    private volatile boolean closing;

    /** @param decided is told, on the desk's thread, what is durable; must not block */
    OrderDesk(OrderBook book, Consumer<List<Decided>> decided) {
        this.book = book;
        this.decided = decided;
        this.thread = new Thread(this::workUntilClosed, "order-desk");
    }

    /** An order that waits; {@code ticket} is the caller's and comes back with the answer. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Submitted(Ticket ticket, byte[] body) {}

    /** An order that is decided. */
    record Decided(Ticket ticket, Answer answer) {}

    /** What the caller wants back with the answer. */
    interface Ticket {
        Call call();
    }

    void start() {
        thread.start();
    }

    /** Whether there was room for it; if not, nothing was done. */
    boolean offer(Ticket ticket, byte[] body) {
        return !closing && waiting.offer(new Submitted(ticket, body));
    }

    private void workUntilClosed() {
        List<Submitted> batch = new ArrayList<>(BATCH_MAX);
        try {
            while (!closing || !waiting.isEmpty()) {
                Submitted first = waiting.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    // Group commit: answers are due after the base latency anyway, and one transaction is cheaper.
                    LockSupport.parkNanos(GATHER_NANOS);
                    waiting.drainTo(batch, BATCH_MAX - 1);
                    decided.accept(placeAll(batch));
                    batch.clear();
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the desk: the database would not like it", e);
        }
    }

    private List<Decided> placeAll(List<Submitted> batch) {
        List<Decided> answers = new ArrayList<>(batch.size());
        try {
            for (Submitted order : batch) {
                Call call = order.ticket().call();
                answers.add(
                        new Decided(order.ticket(), book.place(call.orderId(), order.body(), call.receivedMicros())));
            }
            book.commit();
            return answers;
        } catch (SQLException e) {
            log.error("{} order(s) were not written", batch.size(), e);
            return undo(batch);
        }
    }

    private List<Decided> undo(List<Submitted> batch) {
        try {
            book.rollback();
        } catch (SQLException e) {
            log.error("and could not be undone", e);
        }
        Answer broken = Answer.of(Answer.Kind.BROKEN, "the database failed; nothing was done");
        return batch.stream().map(order -> new Decided(order.ticket(), broken)).toList();
    }

    /** Finishes what waits and closes the book. */
    @Override
    public void close() {
        closing = true;
        try {
            thread.join(CLOSE_MILLIS_MAX);
            if (thread.isAlive()) {
                throw new IllegalStateException("the order desk did not finish within " + CLOSE_MILLIS_MAX + " ms");
            }
            book.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            throw new IllegalStateException("the order book cannot be closed: " + e.getMessage(), e);
        }
    }
}
