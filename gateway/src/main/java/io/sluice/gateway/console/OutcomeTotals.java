package io.sluice.gateway.console;

import io.sluice.contract.OrderOutcome;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How many orders ended how, as far as this gateway has read, those from before its start among them. Thread-safe. */
public final class OutcomeTotals {
    private final Map<OrderOutcome.Kind, LongAdder> byKind = new EnumMap<>(OrderOutcome.Kind.class);

    public OutcomeTotals() {
        for (OrderOutcome.Kind kind : OrderOutcome.Kind.values()) {
            byKind.put(kind, new LongAdder());
        }
    }

    /** One more. */
    public void settled(OrderOutcome.Kind kind) {
        LongAdder total = byKind.get(kind);
        if (total != null) {
            total.increment();
        }
    }

    /** By the word of the outcome. */
    public Map<String, Long> totals() {
        Map<String, Long> totals = new HashMap<>();
        byKind.forEach((kind, total) -> totals.put(kind.word(), total.sum()));
        return totals;
    }
}
