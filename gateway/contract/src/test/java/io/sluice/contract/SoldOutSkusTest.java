package io.sluice.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.FleetRecord.SoldOut;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SoldOutSkusTest {
    private final SoldOutSkus skus = new SoldOutSkus();

    private static SoldOut gone(String sku, long knows) {
        return new SoldOut(sku, true, knows, "worker-1", "409", 1);
    }

    private static SoldOut back(String sku) {
        return new SoldOut(sku, false, SoldOut.ALL, "ada", "restocked", 1);
    }

    @Test
    void whatIsGoneIsSoldOutUntilItIsBack() {
        assertTrue(skus.isEmpty());
        assertTrue(skus.apply(gone("a", -1), 5));
        assertTrue(skus.has("a"));
        assertEquals(Set.of("a"), skus.skus());
        assertTrue(skus.apply(back("a"), 6));
        assertFalse(skus.has("a"));
        assertTrue(skus.isEmpty());
        assertTrue(skus.apply(gone("a", 6), 7), "gone again, by a call that started after it was back");
        assertTrue(skus.has("a"));
    }

    @Test
    void anOrderIsSoldOutIfAllOfItIs() {
        skus.apply(gone("a", -1), 1);
        assertTrue(skus.hasAll(List.of("a")));
        assertFalse(skus.hasAll(List.of("a", "b")));
        assertFalse(skus.hasAll(List.of()), "nothing is known of it");
        skus.apply(gone("b", -1), 2);
        assertTrue(skus.hasAll(List.of("b", "a")));
    }

    @Test
    void lateNewsOfATimeBeforeTheReturnChangesNothing() {
        skus.apply(gone("a", -1), 5);
        skus.apply(back("a"), 6);
        assertFalse(skus.apply(gone("a", -1), 7), "its call started before it was back");
        assertFalse(skus.has("a"));
        assertTrue(skus.apply(gone("a", 6), 8), "its call started when that was known");
    }

    @Test
    void aPersonMayCloseWhateverWasSaidBefore() {
        skus.apply(back("a"), 6);
        assertTrue(skus.apply(gone("a", SoldOut.ALL), 7));
        assertTrue(skus.has("a"));
    }

    @Test
    void aReaderOfTheCompactedLogFindsTheSame() {
        // Of gone@5, back@6 and the late gone@7, compaction keeps the last of each key: 6 and 7, and may drop gone@5.
        skus.apply(back("a"), 6);
        skus.apply(gone("a", -1), 7);
        assertFalse(skus.has("a"));
        // Of back@6 and gone@9, which knew of it, nothing is dropped; read in order they say gone.
        skus.apply(gone("a", 6), 9);
        assertTrue(skus.has("a"));
    }

    @Test
    void anOldWordReadAgainChangesNothing() {
        skus.apply(gone("a", -1), 5);
        skus.apply(back("a"), 6);
        assertFalse(skus.apply(gone("a", -1), 5));
        assertFalse(skus.apply(back("a"), 6));
        assertFalse(skus.has("a"));
    }

    @Test
    void moreThanIsSensibleIsLeftOut() {
        for (int i = 0; i < SoldOutSkus.SKUS_MAX; i++) {
            skus.apply(back("sku-" + i), i);
        }
        assertFalse(skus.apply(gone("one-more", -1), SoldOutSkus.SKUS_MAX));
        assertTrue(skus.isEmpty());
    }
}
