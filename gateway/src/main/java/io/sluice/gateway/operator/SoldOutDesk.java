package io.sluice.gateway.operator;

import io.sluice.contract.FleetRecord.SoldOut;
import io.sluice.contract.SoldOutSkus;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where an operator says which SKUs are sold out or back again, for the whole fleet, and asks which are. What a person says
 * counts whatever was said before, and until somebody says otherwise: the downstream may close a SKU again that an operator
 * brought back. Changes of one gateway are made one after the other. Thread-safe.
 */
public final class SoldOutDesk {
    /** A page of them; more is for a report, not for an answer. */
    public static final int SHOWN_MAX = 1_000;

    private static final Logger log = LoggerFactory.getLogger(SoldOutDesk.class);

    private final SoldOutSkus soldOut;
    private final ControlLog controlLog;
    private final LongSupplier wallMillisClock;

    /**
     * What is sold out.
     *
     * @param count how many SKUs
     * @param shown the first {@link #SHOWN_MAX} of them, in alphabetical order, as it was said
     */
    public record Report(int count, List<SoldOut> shown) {}

    public SoldOutDesk(SoldOutSkus soldOut, ControlLog controlLog, LongSupplier wallMillisClock) {
        this.soldOut = soldOut;
        this.controlLog = controlLog;
        this.wallMillisClock = wallMillisClock;
    }

    /** All that is sold out now. */
    public Report report() {
        List<SoldOut> all = soldOut.said();
        return new Report(
                all.size(),
                all.stream()
                        .sorted(Comparator.comparing(SoldOut::sku))
                        .limit(SHOWN_MAX)
                        .toList());
    }

    /** By which word this SKU is sold out, or null if it is not. */
    public @Nullable SoldOut holds(String sku) {
        return soldOut.said(sku);
    }

    /** Tells the fleet that a SKU is gone. Blocks until that is certain, or for a bounded time: then returns false. */
    public boolean close(String sku, String by, @Nullable String reason) {
        return tell(new SoldOut(
                sku, true, SoldOut.ALL, by, reason == null ? "sold out" : reason, wallMillisClock.getAsLong()));
    }

    /** Tells the fleet that a SKU is back. Blocks likewise. */
    public boolean restock(String sku, String by) {
        return tell(new SoldOut(sku, false, SoldOut.ALL, by, "restocked", wallMillisClock.getAsLong()));
    }

    private synchronized boolean tell(SoldOut word) {
        boolean told = controlLog.tell(word);
        log.info("{} said ({}): {}", word.by(), told ? "confirmed" : "not confirmed", word);
        return told;
    }
}
