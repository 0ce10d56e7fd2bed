package io.sluice.gateway.intake;

import io.sluice.contract.OrderRecords;
import java.util.ArrayList;
import java.util.List;

/**
 * Gathers what an order is for, each SKU once and all of them or none: an order of which a part is not known must not pass
 * for sold out. A list, as most orders have a few; it never grows beyond what may travel with an order. Not thread-safe.
 */
final class OrderSkus {
    private static final int EXPECTED = 4;

    private List<String> skus = List.of();
    private boolean incomplete;

    void add(String sku) {
        if (incomplete || skus.contains(sku)) {
            return;
        }
        if (skus.size() == OrderRecords.SKUS_MAX || Unicode.hasLoneSurrogate(sku)) {
            incomplete = true;
            return;
        }
        if (skus.isEmpty()) {
            skus = new ArrayList<>(EXPECTED);
        }
        skus.add(sku);
    }

    /** There is one more, and nobody can tell which. */
    void missing() {
        incomplete = true;
    }

    /** All of them; empty if they are not all known or may not travel with an order. */
    List<String> list() {
        return incomplete || !OrderRecords.mayCarry(skus) ? List.of() : skus;
    }
}
