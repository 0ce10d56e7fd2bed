package io.sluice.gateway.intake;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the posting of an order ended.
 *
 * @param receipt only with {@link Kind#ACCEPTED} and {@link Kind#REPLAYED}
 * @param defects only with {@link Kind#INVALID}
 * @param detail a sentence for a developer, where the kind alone does not say it
 * @param retryAfterSeconds 0 where trying again is no use
 */
public record Submission(
        Kind kind,
        @Nullable Receipt receipt,
        List<Defect> defects,
        @Nullable String detail,
        int retryAfterSeconds) {

    /** Every way a posting can end, with its label in {@code sluice_orders_total}. */
    public enum Kind {
        /** Durable. */
        ACCEPTED("accepted"),
        /** Was durable already: the same order posted again. */
        REPLAYED("replayed"),
        /** The body is not JSON. */
        NOT_JSON("invalid"),
        /** The body is JSON, but not an order. */
        INVALID("invalid"),
        /** The idempotency key belongs to another order of this buyer. */
        KEY_REUSED("key_reused"),
        STOPPING("refused_stopping"),
        KAFKA_UNREACHABLE("refused_kafka_unreachable"),
        OVERLOADED("refused_overloaded"),
        WAIT_TOO_LONG("refused_wait_too_long"),
        /** Sent, and not acknowledged in time. */
        NOT_CONFIRMED("unconfirmed");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    static Submission accepted(Receipt receipt) {
        return new Submission(Kind.ACCEPTED, receipt, List.of(), null, 0);
    }

    static Submission invalid(List<Defect> defects) {
        return new Submission(Kind.INVALID, null, defects, null, 0);
    }

    static Submission notJson(String detail) {
        return new Submission(Kind.NOT_JSON, null, List.of(), detail, 0);
    }

    static Submission of(Kind kind, int retryAfterSeconds) {
        return new Submission(kind, null, List.of(), null, retryAfterSeconds);
    }

    /** What whoever posts the same order again is told. A failure is told alike. */
    Submission again() {
        return kind == Kind.ACCEPTED ? new Submission(Kind.REPLAYED, receipt, defects, detail, 0) : this;
    }
}
