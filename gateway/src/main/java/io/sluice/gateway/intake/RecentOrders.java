package io.sluice.gateway.intake;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.sluice.contract.OrderOutcome;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The orders with an idempotency key that this gateway took lately, is taking now, or whose outcome it holds, whoever took
 * them. Only a shortcut: what is not known here is appended again under the same order id and has one effect all the same.
 * Shared by all event loops. Thread-safe.
 */
public final class RecentOrders {
    private static final int ORDERS_MAX = 100_000;
    private static final Duration KEPT = Duration.ofMinutes(10);

    private final Cache<String, Recent> orders =
            Caffeine.newBuilder().maximumSize(ORDERS_MAX).expireAfterWrite(KEPT).build();

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
        Recent known = orders.getIfPresent(orderId);
        if (known != null) {
            return known;
        }
        OrderOutcome outcome = outcomes.apply(orderId);
        return outcome != null ? Recent.of(outcome) : orders.asMap().putIfAbsent(orderId, mine);
    }

    /** Forgets a posting that failed, so that the next one tries again. */
    void forget(String orderId, Recent mine) {
        orders.asMap().remove(orderId, mine);
    }
}
