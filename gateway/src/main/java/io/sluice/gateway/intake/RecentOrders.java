package io.sluice.gateway.intake;

import io.sluice.contract.OrderId;
import io.sluice.contract.OrderOutcome;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The orders with an idempotency key that this gateway took lately, is taking now, or whose outcome it holds, whoever took
 * them. Only a shortcut: what is not known here is appended again under the same order id and has one effect all the same.
 *
 * <p>Two generations, of which the older one is dropped when the younger one is full. A cache that keeps what is asked for
 * often, as most do, drops in a crowd just the orders that came last, and it is those that are posted again.
 *
 * <p>Shared by all event loops. Thread-safe, by one lock that is held for a few probes.
 */
public final class RecentOrders {
    /** Of each generation: the latest so many that were taken are always known, and never more than twice as many. */
    static final int ORDERS_MAX = 50_000;

    private final Function<String, @Nullable OrderOutcome> outcomes;
    /** No more than the in-flight limit lets in. */
    private final Map<String, Recent> underWay = new HashMap<>();

    private ReceiptTable young = generation();
    private ReceiptTable old = generation();

    /** @param outcomes how an order ended, null where that is not known */
    public RecentOrders(Function<String, @Nullable OrderOutcome> outcomes) {
        this.outcomes = outcomes;
    }

    private static ReceiptTable generation() {
        return new ReceiptTable(ORDERS_MAX, ThreadLocalRandom.current().nextLong());
    }

    /** One posting: a fingerprint of its body, 0 if nobody noted it, and how it ended or will end. */
    record Recent(long fingerprint, Future<Submission> submission) {
        /** Of an order that was taken. */
        private static Recent taken(long fingerprint, Receipt receipt) {
            return new Recent(fingerprint, Future.succeededFuture(Submission.accepted(receipt, null)));
        }

        /** Whether a body with this fingerprint may be the same. */
        boolean mayBe(long bodyFingerprint) {
            return fingerprint == 0 || fingerprint == bodyFingerprint;
        }
    }

    /**
     * Notes that this posting takes the order, unless another one does or did already: then returns that one. Who gets null has to
     * tell how it {@link #ended}.
     */
    synchronized @Nullable Recent claim(String orderId, Recent mine) {
        Recent known = known(orderId);
        if (known == null) {
            underWay.put(orderId, mine);
        }
        return known;
    }

    private @Nullable Recent known(String orderId) {
        Recent now = underWay.get(orderId);
        if (now != null) {
            return now;
        }
        long high = OrderId.high(orderId);
        long low = OrderId.low(orderId);
        for (ReceiptTable generation : List.of(young, old)) {
            int slot = generation.find(high, low);
            if (slot != ReceiptTable.NONE) {
                return Recent.taken(generation.fingerprint(slot), generation.receipt(slot, orderId));
            }
        }
        OrderOutcome outcome = outcomes.apply(orderId);
        // All that is needed of its posting came along with the outcome.
        return outcome == null ? null : Recent.taken(outcome.fingerprint(), Receipt.of(outcome));
    }

    /**
     * The posting that claimed this order has ended.
     *
     * @param receipt null if the order was not taken: then the next posting tries again
     */
    synchronized void ended(String orderId, @Nullable Receipt receipt) {
        Recent posting = underWay.remove(orderId);
        if (posting == null || receipt == null) {
            return;
        }
        if (young.isFull()) {
            ReceiptTable oldest = old;
            oldest.clear();
            old = young;
            young = oldest;
        }
        young.add(posting.fingerprint(), receipt);
    }
}
