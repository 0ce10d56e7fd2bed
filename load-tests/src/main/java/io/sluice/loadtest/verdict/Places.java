package io.sluice.loadtest.verdict;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The places that watchers were shown, each held against the one before: a place that grows is what no buyer forgives.
 *
 * @param watchers buyers that were shown anything
 * @param shown places shown in all
 * @param settled watchers that saw the end
 * @param grewAtOneGateway how often a place was larger than the one before, both told by the same gateway
 * @param grewBetweenGateways the same where another gateway had told the one before
 * @param unknown answers of a gateway that knew nothing of the order
 * @param wrongEnds watchers that saw another end than the outcomes topic has
 * @param examples the first {@value #EXAMPLES_MAX} places that grew, in words
 */
record Places(
        int watchers,
        int shown,
        int settled,
        int grewAtOneGateway,
        int grewBetweenGateways,
        int unknown,
        int wrongEnds,
        List<String> examples) {
    private static final int EXAMPLES_MAX = 5;

    Places {
        examples = List.copyOf(examples);
    }

    static Places of(List<ShownLine> shown, List<OutcomeLine> outcomes) {
        Map<String, String> ends = new HashMap<>();
        outcomes.forEach(outcome -> ends.put(outcome.orderId(), outcome.status()));
        Map<Integer, ShownLine> last = new HashMap<>();
        List<String> examples = new ArrayList<>();
        int[] grew = new int[2];
        int unknown = 0;
        int settled = 0;
        int wrongEnds = 0;
        for (ShownLine line : shown) {
            if (line.isRefused()) {
                unknown++;
                continue;
            }
            ShownLine before = last.put(line.buyer(), line);
            if (line.isSettled()) {
                settled++;
                wrongEnds += line.status().equals(ends.get(line.orderId())) ? 0 : 1;
            } else if (before != null && hasGrown(before, line)) {
                grew[before.gateway() == line.gateway() ? 0 : 1]++;
                if (examples.size() < EXAMPLES_MAX) {
                    examples.add(words(before, line));
                }
            }
        }
        return new Places(last.size(), shown.size(), settled, grew[0], grew[1], unknown, wrongEnds, examples);
    }

    private static boolean hasGrown(ShownLine before, ShownLine after) {
        return before.isSettled() || (before.place() >= 0 && after.place() > before.place());
    }

    private static String words(ShownLine before, ShownLine after) {
        return Ruling.text(
                "%s: %s %d by gateway-%d (%s), %.0f ms later %s %d by gateway-%d (%s)",
                after.orderId(),
                before.status(),
                before.place(),
                before.gateway(),
                before.channel(),
                (after.shownAtMicros() - before.shownAtMicros()) / 1e3,
                after.status(),
                after.place(),
                after.gateway(),
                after.channel());
    }
}
