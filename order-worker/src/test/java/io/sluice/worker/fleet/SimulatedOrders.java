package io.sluice.worker.fleet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;

/**
 * The orders topic and the group that reads it: which partition is whose, as Kafka's sticky assignor would have it some time
 * after the members changed, and what waits in each. Not thread-safe.
 */
final class SimulatedOrders {
    private final PartitionBacklog[] partitions;
    private final double[] arrivalsPerSecond;
    private final TreeMap<String, List<Integer>> held = new TreeMap<>();
    private double arrivedToMillis;

    SimulatedOrders(int partitionCount, double nowMillis) {
        partitions = new PartitionBacklog[partitionCount];
        Arrays.setAll(partitions, ignored -> new PartitionBacklog());
        arrivalsPerSecond = new double[partitionCount];
        arrivedToMillis = nowMillis;
    }

    int count() {
        return partitions.length;
    }

    PartitionBacklog partition(int number) {
        return partitions[number];
    }

    void setArrivals(int partition, double ordersPerSecond) {
        arrivalsPerSecond[partition] = ordersPerSecond;
    }

    /** Lets the orders come that have been accepted until now. */
    void arriveUntil(double nowMillis) {
        for (int i = 0; i < partitions.length; i++) {
            double orders = arrivalsPerSecond[i] * (nowMillis - arrivedToMillis) / 1_000;
            partitions[i].arrived(arrivedToMillis, nowMillis, orders);
        }
        arrivedToMillis = nowMillis;
    }

    void join(String member) {
        held.putIfAbsent(member, new ArrayList<>());
        assign();
    }

    void remove(String member) {
        held.remove(member);
        assign();
    }

    /** Everybody keeps what it has up to an even number; the rest goes to those who have least. */
    private void assign() {
        List<Integer> free = new ArrayList<>();
        for (int i = 0; i < partitions.length; i++) {
            free.add(i);
        }
        if (held.isEmpty()) {
            return;
        }
        int even = (partitions.length + held.size() - 1) / held.size();
        for (List<Integer> mine : held.values()) {
            while (mine.size() > even) {
                mine.remove(mine.size() - 1);
            }
            free.removeAll(mine);
        }
        for (int partition : free) {
            List<Integer> least = Collections.min(held.values(), (a, b) -> Integer.compare(a.size(), b.size()));
            least.add(partition);
        }
    }

    /** The member's partition whose head is the oldest, or null if nothing waits. */
    PartitionBacklog oldest(String member) {
        PartitionBacklog oldest = null;
        double oldestMillis = Double.POSITIVE_INFINITY;
        for (int i : held.getOrDefault(member, List.of())) {
            double headMillis = partitions[i].headMillis();
            if (headMillis < oldestMillis) {
                oldest = partitions[i];
                oldestMillis = headMillis;
            }
        }
        return oldest;
    }

    long backlog(String member) {
        long waiting = 0;
        for (int i : held.getOrDefault(member, List.of())) {
            waiting += (long) partitions[i].waiting();
        }
        return waiting;
    }

    /** Between the oldest and the newest head, of partitions in which more than a little waits. */
    double headSpreadMillis(double littleOrders) {
        double oldest = Double.POSITIVE_INFINITY;
        double newest = Double.NEGATIVE_INFINITY;
        for (PartitionBacklog partition : partitions) {
            if (partition.waiting() > littleOrders) {
                oldest = Math.min(oldest, partition.headMillis());
                newest = Math.max(newest, partition.headMillis());
            }
        }
        return Math.max(0, newest - oldest);
    }

    double oldestHeadMillis() {
        double oldest = Double.POSITIVE_INFINITY;
        for (PartitionBacklog partition : partitions) {
            oldest = Math.min(oldest, partition.headMillis());
        }
        return oldest;
    }
}
