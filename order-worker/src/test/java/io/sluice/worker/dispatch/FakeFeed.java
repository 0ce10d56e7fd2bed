package io.sluice.worker.dispatch;

import io.sluice.contract.Order;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Orders that a test puts in. */
final class FakeFeed implements OrderFeed {
    private final Deque<QueuedOrder> waiting = new ArrayDeque<>();
    private final Set<QueuedOrder> lost = new HashSet<>();
    private Runnable onArrival = () -> {};
    private long nextOffset;

    QueuedOrder add(String id) {
        return add(id, 0);
    }

    QueuedOrder add(String id, long acceptedAtMillis) {
        byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
        QueuedOrder order =
                new QueuedOrder(new Order(id, "key", null, List.of(), body, acceptedAtMillis, null), 7, nextOffset++);
        waiting.addLast(order);
        onArrival.run();
        return order;
    }

    /** The partition of the order goes to another worker. */
    void lose(QueuedOrder order) {
        lost.add(order);
    }

    @Override
    public @Nullable QueuedOrder take() {
        return waiting.pollFirst();
    }

    @Override
    public boolean hasOrders() {
        return !waiting.isEmpty();
    }

    @Override
    public boolean holds(QueuedOrder order) {
        return !lost.contains(order);
    }

    @Override
    public void onArrival(Runnable listener) {
        onArrival = listener;
    }
}
