package io.sluice.worker.dispatch;

import io.sluice.contract.SoldOutSkus;
import java.util.List;

/**
 * What workers tell each other about the downstream: that it wants quiet, and what is sold out. Thread-safe, returns at once.
 */
public interface FleetNews {
    /** The downstream asked for quiet ({@code Retry-After}). */
    void tellHold(long millis);

    /**
     * The downstream has none of these left.
     *
     * @param knows {@link #readOffset} of when the call started that was told so
     */
    void tellSoldOut(List<String> skus, long knows);

    /** How far the news have been read, the last one included; -1 if none has. */
    long readOffset();

    /** What is sold out, as of what has been read. */
    SoldOutSkus soldOut();

    /** What to call when something has gone or come back; called from any thread, has to return at once. */
    void onSoldOutChange(Runnable listener);
}
