package io.sluice.worker.dispatch;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.DoubleSupplier;

/**
 * When an order that got no final answer is tried again: after a wait that doubles with each attempt up to a bound,
 * spread by a fifth so that a burst of failures does not come back as one. Pure but for the randomness given to it.
 */
public final class RetryPolicy {
    private static final double SPREAD = 0.2;

    private final Options options;
    private final DoubleSupplier random;

    /**
     * The bounds of trying again.
     *
     * @param attemptsMax calls for one order before it is given up
     * @param backoff the wait after the first
     * @param backoffMax the longest wait
     */
    public record Options(int attemptsMax, Duration backoff, Duration backoffMax) {}

    /** @param random numbers from 0 to 1 */
    public RetryPolicy(Options options, DoubleSupplier random) {
        this.options = options;
        this.random = random;
    }

    /**
     * How long to wait before the next call, or empty to give up.
     *
     * @param attempts calls made so far
     * @param retryAfterMillis what the downstream asked for; never answered with an earlier call
     */
    public OptionalLong waitNanos(int attempts, long retryAfterMillis) {
        if (attempts >= options.attemptsMax()) {
            return OptionalLong.empty();
        }
        double doubled = (double) options.backoff().toNanos() * Math.pow(2, attempts - 1);
        double bounded = Math.min(doubled, (double) options.backoffMax().toNanos());
        double spread = bounded * (1 - SPREAD + 2 * SPREAD * random.getAsDouble());
        return OptionalLong.of(
                Math.max((long) spread, Duration.ofMillis(retryAfterMillis).toNanos()));
    }
}
