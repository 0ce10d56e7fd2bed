package io.sluice.worker.downstream;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The {@code Sluice-Sold-Out} field of an answer: SKUs, comma-separated, on one line or several. Pure. */
final class SoldOutField {
    /** More in one answer are no news of an order but a catalogue; the next answers bring the rest. */
    private static final int SKUS_MAX = 64;

    private static final int SKU_CHARS_MAX = 64;

    private SoldOutField() {}

    /** What it names, each once; what cannot be a SKU is left out. */
    static List<String> skus(Collection<String> lines) {
        Set<String> skus = new LinkedHashSet<>();
        for (String line : lines) {
            for (String part : line.split(",", -1)) {
                String sku = part.strip();
                if (!sku.isEmpty() && sku.length() <= SKU_CHARS_MAX && skus.size() < SKUS_MAX) {
                    skus.add(sku);
                }
            }
        }
        return List.copyOf(skus);
    }
}
