package io.sluice.loadtest.verdict;

import java.nio.file.Path;
import java.util.List;

/**
 * What tells how a gateway bore its watchers. Immutable.
 *
 * @param orders what those were told who posted at a fixed rate
 * @param deliveries each order's end, as its watcher heard of it
 * @param samples what the gateway used, in order of time
 */
public record WatchHistories(List<OrderLine> orders, List<DeliveryLine> deliveries, List<LoadSample> samples) {
    public WatchHistories {
        orders = List.copyOf(orders);
        deliveries = List.copyOf(deliveries);
        samples = List.copyOf(samples);
    }

    /** Reads the three files in a directory. */
    public static WatchHistories read(Path directory) throws UnreadableHistoryException {
        return new WatchHistories(
                Histories.lines(directory.resolve(Histories.ORDERS_FILE), OrderLine.HEADER, OrderLine::parse),
                Histories.lines(directory.resolve(DeliveryLine.FILE), DeliveryLine.HEADER, DeliveryLine::parse),
                Histories.lines(directory.resolve(LoadSample.FILE), LoadSample.HEADER, LoadSample::parse));
    }

    /** Delays of the ends of orders whose stream was open before. */
    public Quantiles delayMillis() {
        return Quantiles.of(deliveries.stream().filter(DeliveryLine::isLive).mapToDouble(DeliveryLine::delayMillis));
    }

    /** From the moment an order was due to its 202, in this time. */
    public Quantiles acceptMillis(WatchFacts.Phase phase) {
        return Quantiles.latencyMillis(orders, order -> order.accepted() && phase.has(order.scheduledAtMicros()));
    }
}
