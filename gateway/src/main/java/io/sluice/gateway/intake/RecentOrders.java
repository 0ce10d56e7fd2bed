package io.sluice.gateway.intake;

import io.sluice.contract.OrderOutcome;
import io.vertx.core.Future;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The orders with an idempotency key that this gateway took lately, is taking now, or whose outcome it holds, whoever took
 * them. Only a shortcut: what is not known here is appended again under the same order id and has one effect all the same.
 *
 * <p>Two generations, of which the older one is dropped when the younger one is full. A cache that keeps what is asked for
 * often, as most do, drops in a crowd just the orders that came last, and it is those that are posted again.
 *
 * <p>Shared by all event loops. Thread-safe.
 */
public final class RecentOrders {
    /** Of each generation: the latest so many are always known, and never more than twice as many. */
    static final int ORDERS_MAX = 50_000;

    private volatile Map<String, Recent> young = new ConcurrentHashMap<>();
    private volatile Map<String, Recent> old = new ConcurrentHashMap<>();
    private final Function<String, @Nullable OrderOutcome> outcomes;

    /** @param outcomes how an order ended, null where that is not known */
    public RecentOrders(Function<String, @Nullable OrderOutcome> outcomes) {
        this.outcomes = outcomes;
    }

    /** One posting: a fingerprint of its body, 0 if nobody noted it, and how it ended or will end. */
    record Recent(long fingerprint, Future<Submission> submission) {
        /** Of an order that has ended: all that is needed of its posting came along with the outcome. */
        static Recent of(OrderOutcome outcome) {
            return new Recent(
                    outcome.fingerprint(), Future.succeededFuture(Submission.accepted(Receipt.of(outcome), null)));
        }

        /** Whether a body with this fingerprint may be the same. */
        boolean mayBe(long bodyFingerprint) {
            return fingerprint == 0 || fingerprint == bodyFingerprint;
        }
    }

    /** Notes that this posting takes the order, unless another one does or did already: then returns that one. */
    @Nullable Recent claim(String orderId, Recent mine) {
        Map<String, Recent> ours = young;
        Recent known = ours.get(orderId);
        if (known == null) {
            known = old.get(orderId);
        }
        if (known != null) {
            return known;
        }
        OrderOutcome outcome = outcomes.apply(orderId);
        if (outcome != null) {
            return Recent.of(outcome);
        }
        Recent first = ours.putIfAbsent(orderId, mine);
        if (ours.size() >= ORDERS_MAX) {
            grow(ours);
        }
        return first;
    }

    /** Two that find it full at once make one new generation. */
    private synchronized void grow(Map<String, Recent> full) {
        if (young == full) {
            old = full;
            young = new ConcurrentHashMap<>();
        }
    }

    /** Forgets a posting that failed, so that the next one tries again. */
    void forget(String orderId, Recent mine) {
        young.remove(orderId, mine);
        old.remove(orderId, mine);
    }
}
