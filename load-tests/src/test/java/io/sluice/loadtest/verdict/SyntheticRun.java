package io.sluice.loadtest.verdict;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A run made by arithmetic, clean until a test spoils it: a crowd of 6,000 orders in 3 s is drained at exactly 1,000 a
 * second. Confined to one test.
 */
final class SyntheticRun {
    static final long START_MICROS = 1_700_000_000_000_000L;
    static final int ORDERS = 6_000;
    static final int RATE = 1_000;

    final List<OrderLine> orders = new ArrayList<>();
    final List<CallLine> calls = new ArrayList<>();
    final List<OutcomeLine> outcomes = new ArrayList<>();
    final List<RunFacts.Fault> faults = new ArrayList<>();
    int ordersMeant = ORDERS;

    SyntheticRun() {
        for (int i = 0; i < ORDERS; i++) {
            long dueMicros = START_MICROS + i * 500L;
            long calledMicros = START_MICROS + 10_000 + i * 1_000L;
            double etaSeconds = (calledMicros - dueMicros) / 1e6;
            orders.add(
                    new OrderLine(dueMicros, dueMicros + 100, dueMicros + 5_000, 202, id(i), i / 2, etaSeconds, null));
            calls.add(new CallLine(calledMicros, id(i), 1, 200, true));
            outcomes.add(new OutcomeLine(
                    id(i), "confirmed", 1, dueMicros / 1000, (calledMicros + 20_000) / 1000, i % 12, i / 12));
        }
    }

    static String id(int order) {
        return String.format("ORDER%021d", order);
    }

    RunFacts facts() {
        return new RunFacts("synthetic", RATE, 3, ordersMeant, "arithmetic", faults, List.of());
    }

    Histories histories() {
        return new Histories(orders, calls, outcomes);
    }

    Verdict judge() {
        return Verdict.judge(facts(), histories());
    }

    /** Shifts the calls of some orders in time. */
    void delayCalls(int from, int to, long micros) {
        Map<Integer, CallLine> shifted = new TreeMap<>();
        for (int i = from; i < to; i++) {
            CallLine call = calls.get(i);
            shifted.put(i, new CallLine(call.receivedAtMicros() + micros, call.orderId(), 1, 200, true));
        }
        shifted.forEach(calls::set);
    }
}
