package io.sluice.loadtest.verdict;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Each order's fate, the three histories laid side by side.
 *
 * @param accepted orders that a client was told are stored
 * @param settled accepted orders with an outcome
 * @param confirmed accepted orders whose outcome says that the downstream took them
 * @param lost accepted orders without an outcome, or said to be confirmed without an effect at the downstream
 * @param duplicateEffects orders that had more than one effect at the downstream
 * @param unanswered requests that got no HTTP answer
 * @param repeatedCalls calls beyond the first for each order; harmless, as the downstream knows the order's id
 * @param duplicateOutcomes outcomes beyond the first for each order; harmless where they agree
 * @param refusedByStatus answers that were not 202, by status
 * @param contradictions what one history says and another denies, in words, the first {@value #CONTRADICTIONS_SHOWN}
 * @param contradictionCount how many there are in all
 */
public record Reconciliation(
        int accepted,
        int settled,
        int confirmed,
        int lost,
        int duplicateEffects,
        int unanswered,
        int repeatedCalls,
        int duplicateOutcomes,
        Map<Integer, Integer> refusedByStatus,
        List<String> contradictions,
        int contradictionCount) {
    private static final int CONTRADICTIONS_SHOWN = 20;

    public Reconciliation {
        refusedByStatus = Map.copyOf(refusedByStatus);
        contradictions = List.copyOf(contradictions);
    }

    static Reconciliation of(Histories histories) {
        return new Ledger(histories).close();
    }

    /** What is known of one order. */
    private static final class Fate {
        int told;
        int calls;
        int effects;
        int outcomes;
        String status = "";
        int attempts;
        boolean disagreeing;

        boolean isConfirmed() {
            return status.equals("confirmed");
        }

        boolean isLost() {
            return outcomes == 0 || (isConfirmed() && effects == 0);
        }
    }

    /** Gathers the fates, then judges each. Confined to one thread. */
    private static final class Ledger {
        private final Map<String, Fate> fates = new HashMap<>();
        private final Map<Integer, Integer> refusedByStatus = new TreeMap<>();
        private final List<String> contradictions = new ArrayList<>();
        private int contradictionCount;
        private int unanswered;
        private int unsure;

        Ledger(Histories histories) {
            histories.orders().forEach(this::told);
            histories.calls().forEach(this::called);
            histories.outcomes().forEach(this::settled);
        }

        private Fate fate(String orderId) {
            return fates.computeIfAbsent(orderId, id -> new Fate());
        }

        private void told(OrderLine order) {
            String orderId = order.orderId();
            if (order.accepted() && orderId != null) {
                fate(orderId).told++;
            } else if (order.unanswered()) {
                unanswered++;
                unsure++;
            } else {
                refusedByStatus.merge(order.httpStatus(), 1, Integer::sum);
                unsure += order.leavesDoubt() ? 1 : 0;
            }
        }

        private void called(CallLine call) {
            if (call.orderId().isEmpty()) {
                contradict("a call at " + call.receivedAtMicros() + " µs names no order");
                return;
            }
            Fate fate = fate(call.orderId());
            fate.calls++;
            fate.effects += call.effect() ? 1 : 0;
        }

        private void settled(OutcomeLine outcome) {
            Fate fate = fate(outcome.orderId());
            fate.disagreeing |= fate.outcomes > 0 && !fate.status.equals(outcome.status());
            fate.outcomes++;
            fate.status = outcome.status();
            fate.attempts = outcome.attempts();
        }

        private void contradict(String what) {
            contradictionCount++;
            if (contradictions.size() < CONTRADICTIONS_SHOWN) {
                contradictions.add(what);
            }
        }

        Reconciliation close() {
            int accepted = 0;
            int settled = 0;
            int confirmed = 0;
            int lost = 0;
            int duplicateEffects = 0;
            int repeatedCalls = 0;
            int duplicateOutcomes = 0;
            int strangers = 0;
            for (Map.Entry<String, Fate> entry : fates.entrySet()) {
                Fate fate = entry.getValue();
                if (fate.told > 0) {
                    accepted++;
                    settled += fate.outcomes > 0 ? 1 : 0;
                    confirmed += fate.isConfirmed() ? 1 : 0;
                    lost += fate.isLost() ? 1 : 0;
                } else {
                    strangers++;
                }
                duplicateEffects += fate.effects > 1 ? 1 : 0;
                repeatedCalls += Math.max(0, fate.calls - 1);
                duplicateOutcomes += Math.max(0, fate.outcomes - 1);
                compare(entry.getKey(), fate);
            }
            for (int stranger = unsure; stranger < strangers; stranger++) {
                contradict("an order was called or settled that no client was told of or left in doubt about");
            }
            return new Reconciliation(
                    accepted,
                    settled,
                    confirmed,
                    lost,
                    duplicateEffects,
                    unanswered,
                    repeatedCalls,
                    duplicateOutcomes,
                    refusedByStatus,
                    contradictions,
                    contradictionCount);
        }

        private void compare(String orderId, Fate fate) {
            if (fate.told > 1) {
                contradict(orderId + " was told to " + fate.told + " different requests");
            }
            if (fate.disagreeing) {
                contradict(orderId + " has outcomes that disagree");
            }
            if (fate.outcomes > 0 && !fate.isConfirmed() && fate.effects > 0) {
                contradict(orderId + " is said to be " + fate.status + " but had an effect");
            }
            if (fate.status.equals("rejected") && fate.attempts > 0 && fate.calls == 0) {
                contradict(orderId + " is said to be rejected but was never called");
            }
        }
    }
}
