package io.sluice.loadtest.downstream;

import java.util.List;

/**
 * What the order system decided about an order.
 *
 * @param kind the decision
 * @param replayed whether it was decided at an earlier call
 * @param soldOut with {@link Kind#SOLD_OUT}: SKUs of the order of which no piece is left
 * @param reason for people; empty where the kind says it all
 */
record Answer(Kind kind, boolean replayed, List<String> soldOut, String reason) {

    /** The decisions, each with the HTTP status that tells it. */
    enum Kind {
        /** Stock taken, order written. */
        CONFIRMED(201),
        /** Not all pieces are there, so none was taken. */
        SOLD_OUT(409),
        MALFORMED(400),
        /** The idempotency key belongs to an order with another body. */
        KEY_REUSED(422),
        /** Too much to do. */
        OVERLOADED(503),
        /** Our fault. */
        BROKEN(500);

        private final int status;

        Kind(int status) {
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    static Answer of(Kind kind, String reason) {
        return new Answer(kind, false, List.of(), reason);
    }

    static Answer confirmed() {
        return of(Kind.CONFIRMED, "");
    }

    static Answer soldOut(List<String> soldOut, String reason) {
        return new Answer(Kind.SOLD_OUT, false, List.copyOf(soldOut), reason);
    }

    Answer asReplay() {
        return new Answer(kind, true, soldOut, reason);
    }

    /** Whether this very call took stock and wrote the order. */
    boolean tookEffect() {
        return kind == Kind.CONFIRMED && !replayed;
    }
}
