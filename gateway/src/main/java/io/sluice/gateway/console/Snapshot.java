package io.sluice.gateway.console;

import io.sluice.contract.FleetRecord.Lease;
import io.sluice.gateway.queue.FleetReport;
import io.sluice.gateway.queue.Forecast;
import java.util.List;

/**
 * How all of it stands at one moment. Bounded: of partitions and workers it has the busiest, and says how many there are.
 * Immutable.
 *
 * @param point the second that ends here
 * @param state what the queue does
 * @param holdMillis how much longer the order system wants quiet; 0 if it does not
 * @param drainedAtMillis when the backlog ends, milliseconds since 1970, or {@link Forecast#UNKNOWN}
 * @param oldestSeconds age of the oldest unsettled order; 0 if there is none, NaN before the brokers have told
 * @param headroomSeconds until Kafka deletes it; NaN if nobody knows, or never
 * @param fleet what the fleet log says
 * @param workers the live workers with the largest shares, by id
 * @param partitionCount how many partitions there are
 * @param partitions those with the most unsettled orders, by number
 */
public record Snapshot(
        Point point,
        Forecast.State state,
        long holdMillis,
        long drainedAtMillis,
        double oldestSeconds,
        double headroomSeconds,
        FleetReport fleet,
        List<Lease> workers,
        int partitionCount,
        List<PartitionLag> partitions) {

    /**
     * What one partition holds.
     *
     * @param partition its number
     * @param orders not settled; NaN before the brokers have told
     * @param seconds age of the oldest of them; NaN before it was looked at
     */
    public record PartitionLag(int partition, double orders, double seconds) {}
}
