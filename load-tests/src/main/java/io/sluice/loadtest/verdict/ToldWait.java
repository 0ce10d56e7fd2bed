package io.sluice.loadtest.verdict;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An order whose wait was predicted, and what it came to.
 *
 * @param waitedSeconds from its acceptance to its end
 */
public record ToldWait(OrderLine order, double waitedSeconds) {
    /** All of a run, in the order of its orders; who was told nothing, or has no end, is not among them. */
    public static List<ToldWait> of(Histories histories) {
        Map<String, OutcomeLine> outcomes = new HashMap<>();
        histories.outcomes().forEach(outcome -> outcomes.putIfAbsent(outcome.orderId(), outcome));
        List<ToldWait> told = new ArrayList<>();
        for (OrderLine order : histories.orders()) {
            OutcomeLine outcome = outcomes.get(order.orderId());
            if (outcome != null && !Double.isNaN(order.etaSeconds())) {
                told.add(new ToldWait(order, outcome.waitSeconds()));
            }
        }
        return told;
    }

    /** How far off the prediction was. */
    public double errorSeconds() {
        return Math.abs(order.etaSeconds() - waitedSeconds);
    }
}
