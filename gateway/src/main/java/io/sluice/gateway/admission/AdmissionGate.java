package io.sluice.gateway.admission;

import io.sluice.contract.Order;
import io.sluice.contract.SoldOutSkus;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether an order may be taken now, from seven questions in turn: is all of it sold out, are we stopping, does Kafka
 * answer, is there room, would the buyer wait too long, would Kafka delete the order before it is tried, is its client over
 * its rate. Every question is a few memory reads, so a refusal costs next to nothing just when there are most of them. The
 * rate comes last, so that nobody pays for an order that was refused. Thread-safe.
 */
public final class AdmissionGate {
    private static final int RETRY_SECONDS_MAX = 60;

    private final InFlightLimit inFlight;
    private final Outlook outlook;
    private final double waitSecondsMax;
    private final SoldOutSkus soldOut;
    private final @Nullable ClientRates rates;
    private final DoubleSupplier random;
    private volatile boolean stopping;

    /**
     * @param rates null where clients have no limit
     * @param random from 0 to 1, spreads the time after which the refused return
     */
    public AdmissionGate(
            InFlightLimit inFlight,
            Outlook outlook,
            double waitSecondsMax,
            SoldOutSkus soldOut,
            @Nullable ClientRates rates,
            DoubleSupplier random) {
        this.inFlight = inFlight;
        this.outlook = outlook;
        this.waitSecondsMax = waitSecondsMax;
        this.soldOut = soldOut;
        this.rates = rates;
        this.random = random;
    }

    /** Asks for this order. */
    public Admission admit(Order order) {
        if (soldOut.hasAll(order.skus())) {
            return new Refusal(Refusal.Reason.SOLD_OUT, 0, "Sold out: " + String.join(", ", order.skus()) + ".", null);
        }
        if (stopping) {
            return refusal(Refusal.Reason.STOPPING, 1, 2);
        }
        if (outlook.isKafkaStalled()) {
            return refusal(Refusal.Reason.KAFKA_UNREACHABLE, 2, 5);
        }
        Permit permit = inFlight.tryAcquire(order.body().length);
        if (permit == null) {
            return refusal(Refusal.Reason.OVERLOADED, 1, 3);
        }
        Refusal refusal = refusalByWait();
        if (refusal == null && rates != null) {
            refusal = refusalByRate(rates, order, permit);
        }
        if (refusal != null) {
            permit.release();
            return refusal;
        }
        return permit;
    }

    private @Nullable Refusal refusalByWait() {
        double waitSeconds = outlook.waitSeconds();
        double retentionSeconds = outlook.retentionSeconds();
        if (waitSeconds > waitSecondsMax) {
            return refusal(Refusal.Reason.WAIT_TOO_LONG, waitSeconds - waitSecondsMax, null);
        }
        double lateSeconds = RetentionHeadroom.excessSeconds(retentionSeconds, waitSeconds);
        if (lateSeconds > 0) {
            return refusal(
                    Refusal.Reason.RETENTION_EXHAUSTED,
                    lateSeconds,
                    "This order would wait longer than Kafka keeps it for certain.");
        }
        if (RetentionHeadroom.excessSeconds(retentionSeconds, outlook.oldestAgeSeconds()) > 0) {
            return refusal(
                    Refusal.Reason.RETENTION_EXHAUSTED,
                    RETRY_SECONDS_MAX,
                    "The oldest orders have waited nearly as long as Kafka keeps them.");
        }
        return null;
    }

    private static @Nullable Refusal refusalByRate(ClientRates limited, Order order, Permit permit) {
        // Where clients are not known each customer counts as one.
        String client = order.client() == null ? order.key() : order.client();
        Quota quota = limited.take(client);
        if (quota.nextSeconds() > 0) {
            return new Refusal(Refusal.Reason.RATE_LIMITED, quota.nextSeconds(), null, quota);
        }
        permit.charged(quota, () -> limited.giveBack(client));
        return null;
    }

    /** From now on every order is refused; there is no way back. */
    public void stop() {
        stopping = true;
    }

    public boolean isStopping() {
        return stopping;
    }

    /** To come back when the excess is over, as far as that is foreseeable. */
    private Refusal refusal(Refusal.Reason reason, double excessSeconds, @Nullable String detail) {
        int seconds = (int) Math.min(RETRY_SECONDS_MAX, Math.ceil(excessSeconds));
        return new Refusal(reason, spread(Math.max(2, seconds), seconds + 5), detail, null);
    }

    private Refusal refusal(Refusal.Reason reason, int secondsMin, int secondsMax) {
        return new Refusal(reason, spread(secondsMin, secondsMax), null, null);
    }

    private int spread(int secondsMin, int secondsMax) {
        return secondsMin + (int) (random.getAsDouble() * (secondsMax - secondsMin + 1));
    }
}
