package io.sluice.gateway.operator;

import io.sluice.contract.Order;
import io.sluice.gateway.operator.LetterShelf.Shelved;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which letters may be put back, and under which number. Stateless. */
public final class ReplayRule {
    /**
     * An order that died again after being put back so often will die once more: somebody has to look at it first, and then
     * insist. Without this a scheduled replay would call a broken order for ever.
     */
    public static final int REPLAYS_MAX = 3;

    private ReplayRule() {}

    /** Why a letter is not put back. The names in lower case with dashes are what the API says. */
    public enum Refusal {
        /** There is no letter at this place, or no more. */
        NOT_FOUND,
        /** It was not read, as the bounds of one question were reached. */
        NOT_READ,
        /** It is no order. */
        MALFORMED,
        /** It was put back. */
        REPLAYED,
        /** Its order was put back from another letter, so this one tells what was and is over. */
        SUPERSEDED,
        /** Its order died again and again. */
        REPLAYED_TOO_OFTEN;

        /** What the API says. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * What is to become of a letter.
     *
     * @param number under which to put it back; 0 if it is not
     * @param refusal why not, or null
     */
    record Verdict(int number, @Nullable Refusal refusal) {}

    /**
     * The number is one above that of the letter: who puts it back again because nobody said that it was, comes to the same,
     * and workers drop it. Who insists gets one above all that are known of the order, as what was used would be dropped.
     */
    static Verdict of(Shelved shelved, boolean force) {
        Order order = shelved.letter().order();
        if (order == null) {
            return refused(Refusal.MALFORMED);
        }
        int last = Math.max(shelved.lastReplay(), order.replay());
        if (!force && shelved.mark() != null) {
            return refused(Refusal.REPLAYED);
        }
        if (!force && last > order.replay()) {
            return refused(Refusal.SUPERSEDED);
        }
        boolean tooOften = force ? last >= Order.REPLAYS_MAX : last >= REPLAYS_MAX;
        return tooOften ? refused(Refusal.REPLAYED_TOO_OFTEN) : new Verdict(last + 1, null);
    }

    private static Verdict refused(Refusal refusal) {
        return new Verdict(0, refusal);
    }
}
