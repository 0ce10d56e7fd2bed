package io.sluice.gateway.intake;

import io.sluice.contract.Order;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An order log in memory: answers at once as told, or when the test says so. Thread-safe. */
public final class FakeOrderLog implements OrderLog {
    private final BlockingQueue<Order> appended = new LinkedBlockingQueue<>();
    private final BlockingQueue<Promise<Appended>> held = new LinkedBlockingQueue<>();
    private volatile boolean holding;
    private volatile Appended.Kind answer = Appended.Kind.STORED;
    private long nextOffset;

    @Override
    public synchronized Future<Appended> append(Order order) {
        if (holding) {
            Promise<Appended> promise = Promise.promise();
            // First, as whoever takes the order may end its append at once.
            held.add(promise);
            appended.add(order);
            return promise.future();
        }
        appended.add(order);
        return Future.succeededFuture(next());
    }

    private synchronized Appended next() {
        return switch (answer) {
            case STORED -> Appended.stored(0, nextOffset++);
            case NOT_SENT -> Appended.NOT_SENT;
            case NOT_CONFIRMED -> Appended.NOT_CONFIRMED;
        };
    }

    /** How the next appends end. */
    public void answer(Appended.Kind kind) {
        answer = kind;
    }

    /** From now on appends wait for {@link #release}. */
    public void hold() {
        holding = true;
    }

    /** Ends the append that has waited longest. */
    public void release() {
        held.remove().complete(next());
    }

    /** Ends the append that has waited longest as only a bug would. */
    public void fail() {
        held.remove().fail(new IllegalStateException("a bug"));
    }

    /** The next order that was appended; fails if none comes. */
    public Order take() throws InterruptedException {
        Order order = appended.poll(5, TimeUnit.SECONDS);
        if (order == null) {
            throw new AssertionError("no order was appended");
        }
        return order;
    }

    public int untaken() {
        return appended.size();
    }
}
