package io.sluice.contract;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How an order ended.
 *
 * @param orderId the order
 * @param kind how it ended
 * @param reason what the downstream or Sluice said about it, at most 2 KiB; null where there is nothing to say
 * @param attempts calls made for it, 0 if it ended without one
 * @param acceptedAtMillis when the gateway took the order, milliseconds since 1970
 * @param settledAtMillis when it ended, on the worker's wall clock
 * @param fingerprint {@link Order#fingerprint} of its body; 0 if nobody noted it
 * @param orderPartition where the order lies in the orders topic
 * @param orderOffset where the order lies in its partition
 * @param replay {@link Order#replay} of what ended. The last outcome of an order holds, so that of a replay replaces the
 *     failure before
 */
public record OrderOutcome(
        String orderId,
        Kind kind,
        @Nullable String reason,
        int attempts,
        long acceptedAtMillis,
        long settledAtMillis,
        long fingerprint,
        int orderPartition,
        long orderOffset,
        int replay) {

    /** The end of an order as it was posted. */
    public OrderOutcome(
            String orderId,
            Kind kind,
            @Nullable String reason,
            int attempts,
            long acceptedAtMillis,
            long settledAtMillis,
            long fingerprint,
            int orderPartition,
            long orderOffset) {
        this(
                orderId,
                kind,
                reason,
                attempts,
                acceptedAtMillis,
                settledAtMillis,
                fingerprint,
                orderPartition,
                orderOffset,
                0);
    }

    /** The ends of an order. The names in lower case are the API's status words. */
    public enum Kind {
        /** The downstream took it. */
        CONFIRMED,
        /** The downstream will never take it; sold out, for one. */
        REJECTED,
        /** Its deadline passed before it was its turn. */
        EXPIRED,
        /** The buyer took it back while it was queued. */
        CANCELLED,
        /** Given up after all attempts; it lies in the dead-letter topic. */
        FAILED;

        private static final Map<String, Kind> BY_WORD =
                Stream.of(values()).collect(Collectors.toUnmodifiableMap(Kind::word, kind -> kind));

        private final String word = Words.of(this);

        /** The word in records, status answers and metric labels. */
        public String word() {
            return word;
        }

        static Kind ofWord(String word) throws MalformedRecordException {
            Kind kind = BY_WORD.get(word);
            return kind == null ? Words.require(Kind.class, "outcome", word) : kind;
        }
    }
}
