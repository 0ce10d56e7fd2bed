package io.sluice.gateway.intake;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Future;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The orders with an idempotency key that this gateway took lately or is taking now. Only a shortcut: what is forgotten
 * here, or was taken by another gateway, is appended again under the same order id and has one effect all the same.
 * Shared by all event loops. Thread-safe.
 */
public final class RecentOrders {
    private static final int ORDERS_MAX = 100_000;
    private static final Duration KEPT = Duration.ofMinutes(10);

    private final Cache<String, Recent> orders =
            Caffeine.newBuilder().maximumSize(ORDERS_MAX).expireAfterWrite(KEPT).build();

    /** One posting: a fingerprint of its body, and how it ended or will end. */
    record Recent(long fingerprint, Future<Submission> submission) {}

    /** Notes that this posting takes the order, unless another one does already: then returns that one. */
    @Nullable Recent claim(String orderId, Recent mine) {
        return orders.asMap().putIfAbsent(orderId, mine);
    }

    /** Forgets a posting that failed, so that the next one tries again. */
    void forget(String orderId, Recent mine) {
        orders.asMap().remove(orderId, mine);
    }
}
