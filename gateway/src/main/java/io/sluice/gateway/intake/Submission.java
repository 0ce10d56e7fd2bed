package io.sluice.gateway.intake;

import io.sluice.gateway.admission.Quota;
import io.sluice.gateway.admission.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the posting of an order ended.
 *
 * @param receipt only with {@link Kind#ACCEPTED} and {@link Kind#REPLAYED}
 * @param defects only with {@link Kind#INVALID}
 * @param detail a sentence for a developer, where the kind alone does not say it
 * @param retryAfterSeconds 0 where trying again is no use
 * @param quota what the client has left of its rate; null if it has no limit or spent nothing
 */
public record Submission(
        Kind kind,
        @Nullable Receipt receipt,
        List<Defect> defects,
        @Nullable String detail,
        int retryAfterSeconds,
        @Nullable Quota quota) {

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
        /** All of it is sold out. */
        SOLD_OUT("sold_out"),
        STOPPING("refused_stopping"),
        KAFKA_UNREACHABLE("refused_kafka_unreachable"),
        OVERLOADED("refused_overloaded"),
        WAIT_TOO_LONG("refused_wait_too_long"),
        /** Kafka might delete it before it is tried. */
        RETENTION_EXHAUSTED("refused_retention_exhausted"),
        /** Its client posts more than it may. */
        RATE_LIMITED("refused_rate_limited"),
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

    static Submission accepted(Receipt receipt, @Nullable Quota quota) {
        return new Submission(Kind.ACCEPTED, receipt, List.of(), null, 0, quota);
    }

    static Submission invalid(List<Defect> defects) {
        return new Submission(Kind.INVALID, null, defects, null, 0, null);
    }

    static Submission notJson(String detail) {
        return new Submission(Kind.NOT_JSON, null, List.of(), detail, 0, null);
    }

    static Submission of(Kind kind, int retryAfterSeconds) {
        return new Submission(kind, null, List.of(), null, retryAfterSeconds, null);
    }

    static Submission refused(Refusal refusal) {
        return new Submission(
                kind(refusal.reason()),
                null,
                List.of(),
                refusal.detail(),
                refusal.retryAfterSeconds(),
                refusal.quota());
    }

    private static Kind kind(Refusal.Reason reason) {
        return switch (reason) {
            case SOLD_OUT -> Kind.SOLD_OUT;
            case STOPPING -> Kind.STOPPING;
            case KAFKA_UNREACHABLE -> Kind.KAFKA_UNREACHABLE;
            case OVERLOADED -> Kind.OVERLOADED;
            case WAIT_TOO_LONG -> Kind.WAIT_TOO_LONG;
            case RETENTION_EXHAUSTED -> Kind.RETENTION_EXHAUSTED;
            case RATE_LIMITED -> Kind.RATE_LIMITED;
        };
    }

    /** What whoever posts the same order again is told. A failure is told alike. */
    Submission again() {
        return kind == Kind.ACCEPTED ? new Submission(Kind.REPLAYED, receipt, defects, detail, 0, null) : this;
    }
}
