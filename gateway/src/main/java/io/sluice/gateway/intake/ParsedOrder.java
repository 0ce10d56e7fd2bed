package io.sluice.gateway.intake;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a body turned out to be: an order with a key, or JSON that is no order, or no JSON.
 *
 * @param key the order key; null unless the body is an order
 * @param skus what it is for, as it may travel with the order
 * @param defects what keeps it from being an order
 * @param syntaxError what keeps it from being JSON, or null
 */
record ParsedOrder(
        @Nullable String key,
        List<String> skus,
        List<Defect> defects,
        @Nullable String syntaxError) {
    static ParsedOrder order(String key, List<String> skus) {
        return new ParsedOrder(key, skus, List.of(), null);
    }

    static ParsedOrder defective(List<Defect> defects) {
        return new ParsedOrder(null, List.of(), List.copyOf(defects), null);
    }

    static ParsedOrder notJson(String syntaxError) {
        return new ParsedOrder(null, List.of(), List.of(), syntaxError);
    }
}
