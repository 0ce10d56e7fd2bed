package io.sluice.worker.dispatch;

import io.sluice.contract.Order;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Orders of one partition that a test puts in. */
final class FakeFeed implements OrderFeed {
    private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);

    private final TreeMap<Long, QueuedOrder> waiting = new TreeMap<>();
    private final Set<QueuedOrder> lost = new HashSet<>();
    private final List<Boolean> farAhead = new ArrayList<>();
    private Runnable onArrival = () -> {};
    private long nextOffset;
    private long nextToSkim;

    QueuedOrder add(String id) {
        return add(id, 0);
    }

    QueuedOrder add(String id, long acceptedAtMillis, String... skus) {
        Order order = new Order(id, "key", null, List.of(skus), BODY, acceptedAtMillis, null);
        QueuedOrder queued = new QueuedOrder(order, 7, nextOffset++);
        waiting.put(queued.offset(), queued);
        onArrival.run();
        return queued;
    }

    /** The partition of the order goes to another worker. */
    void lose(QueuedOrder order) {
        lost.add(order);
    }

    int waiting() {
        return waiting.size();
    }

    /** Whether to look far ahead, as it was last told. */
    boolean looksFarAhead() {
        return farAhead.get(farAhead.size() - 1);
    }

    @Override
    public @Nullable QueuedOrder take(Predicate<QueuedOrder> wanted) {
        return has(wanted) ? waiting.pollFirstEntry().getValue() : null;
    }

    @Override
    public boolean has(Predicate<QueuedOrder> wanted) {
        return !waiting.isEmpty() && wanted.test(waiting.firstEntry().getValue());
    }

    @Override
    public boolean skim(Predicate<QueuedOrder> unwanted, int looksMax) {
        int looks = 0;
        while (looks < looksMax && take(unwanted) != null) {
            looks++;
        }
        Iterator<QueuedOrder> unseen = waiting.tailMap(nextToSkim).values().iterator();
        for (; looks < looksMax && unseen.hasNext(); looks++) {
            QueuedOrder order = unseen.next();
            nextToSkim = order.offset() + 1;
            if (unwanted.test(order)) {
                unseen.remove();
            }
        }
        return looks == looksMax;
    }

    @Override
    public void skimAnew() {
        nextToSkim = 0;
    }

    @Override
    public @Nullable QueuedOrder withdraw(int partition, String orderId) {
        return waiting.values().stream()
                .filter(order -> order.order().id().equals(orderId))
                .findFirst()
                .map(order -> waiting.remove(order.offset()))
                .orElse(null);
    }

    @Override
    public void lookFarAhead(boolean far) {
        farAhead.add(far);
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
