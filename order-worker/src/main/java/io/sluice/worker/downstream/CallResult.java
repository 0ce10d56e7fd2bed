package io.sluice.worker.downstream;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What came of one call.
 *
 * @param kind what it means for the order
 * @param status the HTTP status, 0 if there was no answer
 * @param reason what the downstream said, at most 2 KiB, or what went wrong; null where there is nothing to say
 * @param retryAfterMillis how long the downstream asked to be left alone, 0 if it did not
 * @param soldOut SKUs of which the downstream has none left; empty if it did not say so
 */
public record CallResult(Kind kind, int status, @Nullable String reason, long retryAfterMillis, List<String> soldOut) {

    /** Every result is one of these; the names in lower case are metric labels. */
    public enum Kind {
        /** 2xx: taken. */
        CONFIRMED,
        /** 409 and other 4xx: never to be taken. */
        REJECTED,
        /** 429 or 503: too much at the moment. */
        OVERLOADED,
        /** Another answer that may be different next time: 408, 425, other 5xx. */
        ERROR,
        /** No answer in time; it may have been taken all the same. */
        TIMED_OUT,
        /** No connection, or one that broke. */
        UNREACHABLE;

        /** Whether the order is settled by it. */
        public boolean isFinal() {
            return this == CONFIRMED || this == REJECTED;
        }

        /** The metric label. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A result without an HTTP answer. */
    static CallResult unanswered(Kind kind, String reason) {
        return new CallResult(kind, 0, reason, 0, List.of());
    }
}
