package io.sluice.gateway.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.gateway.admission.Refusal.Reason;
import org.junit.jupiter.api.Test;

class AdmissionGateTest {
    private final InFlightLimit inFlight = new InFlightLimit(new InFlightLimit.Bounds(1, 1_000));
    private boolean stalled;
    private double waitSeconds;
    private double random;
    private final AdmissionGate gate = new AdmissionGate(inFlight, () -> stalled, () -> waitSeconds, 900, () -> random);

    @Test
    void admitsWhenNothingSpeaksAgainstIt() {
        waitSeconds = 900;

        assertInstanceOf(Permit.class, gate.admit(10));
        assertEquals(1, inFlight.orders());
    }

    @Test
    void admitsWhenNobodyCanPredictTheWait() {
        waitSeconds = Double.NaN;

        assertInstanceOf(Permit.class, gate.admit(10));
    }

    @Test
    void refusesWhileKafkaIsAway() {
        stalled = true;

        assertEquals(Reason.KAFKA_UNREACHABLE, refusal().reason());
        assertEquals(0, inFlight.orders());
    }

    @Test
    void refusesWhatFindsNoRoom() {
        gate.admit(10);

        assertEquals(Reason.OVERLOADED, refusal().reason());
    }

    @Test
    void refusesWhomItWouldKeepWaitingAndHoldsNoRoomForHim() {
        waitSeconds = 930;

        assertEquals(Reason.WAIT_TOO_LONG, refusal().reason());
        assertEquals(0, inFlight.orders());
    }

    @Test
    void refusesEverybodyOnceStopped() {
        stalled = true;
        gate.stop();

        assertEquals(Reason.STOPPING, refusal().reason());
        assertTrue(gate.isStopping());
    }

    @Test
    void spreadsTheTimeToComeBackByTheExcessAndByChance() {
        waitSeconds = 930;
        assertEquals(30, refusal().retryAfterSeconds());
        random = 0.999;
        assertEquals(35, refusal().retryAfterSeconds());
        waitSeconds = 1_000_000;
        assertEquals(65, refusal().retryAfterSeconds());
    }

    private Refusal refusal() {
        return assertInstanceOf(Refusal.class, gate.admit(10));
    }
}
