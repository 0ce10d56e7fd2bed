package io.sluice.loadtest.fleet;

import io.sluice.loadtest.verdict.OutcomeLine;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Which orders have an outcome, a bit for each place in the orders topic. Bounded by the orders of a run. Thread-safe. */
final class SettledOrders {
    private final List<BitSet> offsetsByPartition = new ArrayList<>();
    private int count;

    synchronized void settled(OutcomeLine outcome) {
        while (offsetsByPartition.size() <= outcome.partition()) {
            offsetsByPartition.add(new BitSet());
        }
        BitSet offsets = offsetsByPartition.get(outcome.partition());
        int offset = Math.toIntExact(outcome.offset());
        if (!offsets.get(offset)) {
            offsets.set(offset);
            count++;
        }
    }

    synchronized int count() {
        return count;
    }
}
