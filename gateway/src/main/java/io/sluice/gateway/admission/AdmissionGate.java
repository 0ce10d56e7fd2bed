package io.sluice.gateway.admission;

import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;

/**
 * Decides whether an order may be taken now, from four questions in turn: are we stopping, does Kafka answer, is there
 * room, would the buyer wait too long. Every question is a few memory reads, so a refusal costs next to nothing just
 * when there are most of them. Thread-safe.
 */
public final class AdmissionGate {
    private static final int WAIT_RETRY_SECONDS_MAX = 60;

    private final InFlightLimit inFlight;
    private final BooleanSupplier kafkaStalled;
    private final DoubleSupplier predictedWaitSeconds;
    private final double waitSecondsMax;
    private final DoubleSupplier random;
    private volatile boolean stopping;

    /**
     * @param predictedWaitSeconds wait of an order that is taken now; NaN if nobody can tell, which refuses nobody
     * @param random from 0 to 1, spreads the time after which the refused return
     */
    public AdmissionGate(
            InFlightLimit inFlight,
            BooleanSupplier kafkaStalled,
            DoubleSupplier predictedWaitSeconds,
            double waitSecondsMax,
            DoubleSupplier random) {
        this.inFlight = inFlight;
        this.kafkaStalled = kafkaStalled;
        this.predictedWaitSeconds = predictedWaitSeconds;
        this.waitSecondsMax = waitSecondsMax;
        this.random = random;
    }

    /** Asks for an order with a body of this size. */
    public Admission admit(int bodyBytes) {
        if (stopping) {
            return refusal(Refusal.Reason.STOPPING, 1, 2);
        }
        if (kafkaStalled.getAsBoolean()) {
            return refusal(Refusal.Reason.KAFKA_UNREACHABLE, 2, 5);
        }
        Permit permit = inFlight.tryAcquire(bodyBytes);
        if (permit == null) {
            return refusal(Refusal.Reason.OVERLOADED, 1, 3);
        }
        double excessSeconds = predictedWaitSeconds.getAsDouble() - waitSecondsMax;
        if (excessSeconds > 0) {
            permit.release();
            int seconds = (int) Math.min(WAIT_RETRY_SECONDS_MAX, Math.ceil(excessSeconds));
            return refusal(Refusal.Reason.WAIT_TOO_LONG, Math.max(2, seconds), seconds + 5);
        }
        return permit;
    }

    /** From now on every order is refused; there is no way back. */
    public void stop() {
        stopping = true;
    }

    public boolean isStopping() {
        return stopping;
    }

    private Refusal refusal(Refusal.Reason reason, int secondsMin, int secondsMax) {
        return new Refusal(reason, secondsMin + (int) (random.getAsDouble() * (secondsMax - secondsMin + 1)));
    }
}
