package io.sluice.loadtest.merge;

import io.sluice.loadtest.verdict.Histories;
import io.sluice.loadtest.verdict.OrderLine;
import io.sluice.loadtest.verdict.RunFacts;
import io.sluice.loadtest.verdict.UnreadableHistoryException;
import java.nio.file.Path;
import java.util.List;

/**
 * What one driver left.
 *
 * @param orders on the broker's clock where the driver's offset is known
 * @param offsetMicros what was added to its stamps; 0 where it is not known
 */
record DriverFolder(String name, RunFacts facts, List<OrderLine> orders, long offsetMicros, boolean isOffsetKnown) {
    DriverFolder {
        orders = List.copyOf(orders);
    }

    static DriverFolder read(Path directory) throws UnreadableHistoryException {
        ClockOffset offset = ClockOffset.read(directory);
        long micros = offset.micros().orElse(0);
        List<OrderLine> orders = Histories.readOrders(directory).stream()
                .map(order -> shifted(order, micros))
                .toList();
        return new DriverFolder(
                directory.toString(),
                RunFacts.read(directory),
                orders,
                micros,
                offset.micros().isPresent());
    }

    private static OrderLine shifted(OrderLine order, long micros) {
        return new OrderLine(
                order.scheduledAtMicros() + micros,
                order.sentAtMicros() + micros,
                order.answeredAtMicros() + micros,
                order.httpStatus(),
                order.orderId(),
                order.position(),
                order.etaSeconds(),
                order.error());
    }

    long fromMicros() {
        return orders.stream().mapToLong(OrderLine::scheduledAtMicros).min().orElse(0);
    }

    long toMicros() {
        return orders.stream().mapToLong(OrderLine::answeredAtMicros).max().orElse(0);
    }
}
