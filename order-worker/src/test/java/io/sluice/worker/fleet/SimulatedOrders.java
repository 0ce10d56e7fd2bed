package io.sluice.worker.fleet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
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
        join(List.of(member));
    }

    /** All of these come at once. */
    void join(List<String> members) {
        members.forEach(member -> held.putIfAbsent(member, new ArrayList<>()));
        assign();
    }

    void remove(String member) {
        held.remove(member);
        assign();
    }

    /** Everybody keeps what it has up to an even number; the rest goes to those who have least, by name. */
    private void assign() {
        if (held.isEmpty()) {
            return;
        }
        BitSet free = new BitSet();
        free.set(0, partitions.length);
        int even = (partitions.length + held.size() - 1) / held.size();
        for (List<Integer> mine : held.values()) {
            while (mine.size() > even) {
                mine.remove(mine.size() - 1);
            }
            mine.forEach(free::clear);
        }
        Comparator<Map.Entry<String, List<Integer>>> bySize =
                Comparator.comparingInt(entry -> entry.getValue().size());
        PriorityQueue<Map.Entry<String, List<Integer>>> least =
                new PriorityQueue<>(bySize.thenComparing(Map.Entry.comparingByKey()));
        least.addAll(held.entrySet());
        for (int partition = free.nextSetBit(0); partition >= 0; partition = free.nextSetBit(partition + 1)) {
            Map.Entry<String, List<Integer>> next = least.remove();
            next.getValue().add(partition);
            least.add(next);
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

    double waiting() {
        return Arrays.stream(partitions).mapToDouble(PartitionBacklog::waiting).sum();
    }

    /** Partitions in which nothing waits. */
    long empty() {
        return Arrays.stream(partitions)
                .filter(partition -> !partition.hasOrder())
                .count();
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
