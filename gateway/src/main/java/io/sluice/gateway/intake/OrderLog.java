package io.sluice.gateway.intake;

import io.sluice.contract.Order;
import io.vertx.core.Future;

/**
 * Where orders become durable. Belongs to one event loop: what it returns completes there. Never throws, never blocks,
 * and every append completes in a bounded time.
 */
public interface OrderLog {

    /** Stores the order; the answer tells whether it is durable, is certainly not stored, or nobody can tell. */
    Future<Appended> append(Order order);

    /**
     * How an append ended.
     *
     * @param partition where the order lies; only with {@link Kind#STORED}
     * @param offset where it lies in the partition; only with {@link Kind#STORED}
     */
    record Appended(Kind kind, int partition, long offset) {
        public static final Appended NOT_SENT = new Appended(Kind.NOT_SENT, -1, -1);
        public static final Appended NOT_CONFIRMED = new Appended(Kind.NOT_CONFIRMED, -1, -1);

        public static Appended stored(int partition, long offset) {
            return new Appended(Kind.STORED, partition, offset);
        }

        /** The three ways an append can end. */
        public enum Kind {
            /** Acknowledged by all replicas in sync. */
            STORED,
            /** It never left this process. */
            NOT_SENT,
            /** It was sent and no acknowledgement came: it may be stored, once. */
            NOT_CONFIRMED
        }
    }
}
