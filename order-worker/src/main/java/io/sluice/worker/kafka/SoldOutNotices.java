package io.sluice.worker.kafka;

import io.sluice.contract.FleetRecord.SoldOut;
import io.sluice.contract.SoldOutSkus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * What is sold out: what the downstream told this worker, on its way into the fleet log, and what has come of all that the
 * log says.
 *
 * <p>A SKU that is gone brings the same answer from every call under way. It is said once, and not again until the word has
 * been read back or is known to be lost. What is dropped here, as it does not fit or comes in between, the next answer brings
 * again. Thread-safe; {@link #read} belongs to the thread that follows the log.
 */
final class SoldOutNotices {
    static final int UNSAID_MAX = 1_000;
    static final int UNREAD_MAX = 64;

    private final String worker;
    private final LongSupplier wallClockMillis;
    private final SoldOutSkus skus = new SoldOutSkus();
    private final Map<String, Long> unsaid = new LinkedHashMap<>();
    private final Set<String> unread = new HashSet<>();

    SoldOutNotices(String worker, LongSupplier wallClockMillis) {
        this.worker = worker;
        this.wallClockMillis = wallClockMillis;
    }

    /** What is sold out now. */
    SoldOutSkus skus() {
        return skus;
    }

    /**
     * The downstream has none of these.
     *
     * @param knows how far the log was read when the call started that was told so; of several the latest knows best
     */
    synchronized void heard(Collection<String> gone, long knows) {
        for (String sku : gone) {
            boolean fits = unsaid.size() < UNSAID_MAX || unsaid.containsKey(sku);
            if (fits && !unread.contains(sku) && !skus.has(sku)) {
                unsaid.merge(sku, knows, Math::max);
            }
        }
    }

    /** What is to be said now, each word once. */
    synchronized List<SoldOut> toSay() {
        List<SoldOut> words = new ArrayList<>();
        Iterator<Map.Entry<String, Long>> notices = unsaid.entrySet().iterator();
        while (notices.hasNext() && unread.size() < UNREAD_MAX) {
            Map.Entry<String, Long> notice = notices.next();
            notices.remove();
            // Somebody else may have said it by now.
            if (!skus.has(notice.getKey())) {
                unread.add(notice.getKey());
                words.add(new SoldOut(
                        notice.getKey(),
                        true,
                        notice.getValue(),
                        worker,
                        "told by the order system",
                        wallClockMillis.getAsLong()));
            }
        }
        return words;
    }

    /** The log did not take the word. */
    synchronized void lost(SoldOut word) {
        unread.remove(word.sku());
    }

    /** The log says this at this offset; true if something has gone or come back by it. */
    synchronized boolean read(SoldOut said, long offset) {
        if (said.soldOut() && said.by().equals(worker)) {
            unread.remove(said.sku());
        }
        return skus.apply(said, offset);
    }
}
