package io.sluice.contract;

import io.sluice.contract.FleetRecord.SoldOut;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which SKUs are sold out, from all that the fleet log says about them, the same for every reader.
 *
 * <p>A call that was under way while a SKU came back may be told afterwards that it is gone: late news of an earlier time.
 * So each word about a SKU being gone says how far the log was read when its call started, and counts only if the SKU has not
 * come back beyond that. Words about going and about coming back have keys of their own, so compaction
 * keeps the latest of both, and a reader who comes later finds the same.
 *
 * <p>Written by one thread, read by all without a lock.
 */
public final class SoldOutSkus {
    /** More than this many SKUs at one time are no flash sale; the rest is left to the downstream to refuse. */
    static final int SKUS_MAX = 100_000;

    private final Map<String, Word> words = new HashMap<>();
    private final Map<String, SoldOut> closed = new ConcurrentHashMap<>();

    /** The last word about one SKU being gone, and where the last one about its return lies. */
    private static final class Word {
        private @Nullable SoldOut gone;
        private long goneOffset = -1;
        private long returnOffset = -1;

        private boolean isClosed() {
            return gone != null && goneOffset > returnOffset && gone.knows() >= returnOffset;
        }
    }

    /**
     * Takes in what the log says at this offset; true if that changes anything.
     *
     * @param offset where the log has it
     */
    public boolean apply(SoldOut said, long offset) {
        Word word = words.get(said.sku());
        if (word == null) {
            if (words.size() >= SKUS_MAX) {
                return false;
            }
            word = new Word();
            words.put(said.sku(), word);
        }
        boolean before = word.isClosed();
        if (!said.soldOut()) {
            word.returnOffset = Math.max(word.returnOffset, offset);
        } else if (offset > word.goneOffset && (said.knows() >= word.returnOffset)) {
            word.gone = said;
            word.goneOffset = offset;
        }
        SoldOut gone = word.gone;
        if (gone != null && word.isClosed()) {
            closed.put(said.sku(), gone);
        } else {
            closed.remove(said.sku());
        }
        return before != word.isClosed();
    }

    /** Whether nothing is sold out: the answer most of the time, and then nobody needs to look at an order. */
    public boolean isEmpty() {
        return closed.isEmpty();
    }

    /** Whether this SKU is sold out. */
    public boolean has(String sku) {
        return closed.containsKey(sku);
    }

    /** Whether there is anything in the order, and all of it is sold out. */
    public boolean hasAll(Collection<String> skus) {
        return !closed.isEmpty() && !skus.isEmpty() && closed.keySet().containsAll(skus);
    }

    /** What is sold out, in alphabetical order. */
    public Set<String> skus() {
        return new TreeSet<>(closed.keySet());
    }

    /** The words by which it is. */
    public List<SoldOut> said() {
        return List.copyOf(closed.values());
    }

    /** The word by which this SKU is sold out, or null if it is not. */
    public @Nullable SoldOut said(String sku) {
        return closed.get(sku);
    }

    /** How many SKUs are sold out. */
    public int size() {
        return closed.size();
    }
}
