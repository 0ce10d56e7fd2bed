package io.sluice.gateway.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.FleetRecord.SoldOut;
import io.sluice.contract.Order;
import io.sluice.contract.OrderId;
import io.sluice.contract.SoldOutSkus;
import io.sluice.gateway.admission.Refusal.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdmissionGateTest {
    private final InFlightLimit inFlight = new InFlightLimit(new InFlightLimit.Bounds(1, 1_000));
    private boolean stalled;
    private double waitSeconds;
    private double random;
    private double retentionSeconds = Double.NaN;
    private double oldestAgeSeconds;
    private long nanos;
    private final SoldOutSkus soldOut = new SoldOutSkus();
    private final AdmissionGate gate =
            new AdmissionGate(inFlight, new World(), 900, soldOut, new ClientRates(2, () -> nanos), () -> random);

    @Test
    void admitsWhenNothingSpeaksAgainstIt() {
        waitSeconds = 900;

        assertInstanceOf(Permit.class, gate.admit(order()));
        assertEquals(1, inFlight.orders());
    }

    @Test
    void admitsWhenNobodyCanPredictTheWait() {
        waitSeconds = Double.NaN;

        assertInstanceOf(Permit.class, gate.admit(order()));
    }

    @Test
    void refusesWhileKafkaIsAway() {
        stalled = true;

        assertEquals(Reason.KAFKA_UNREACHABLE, refusal().reason());
        assertEquals(0, inFlight.orders());
    }

    @Test
    void refusesWhatFindsNoRoom() {
        gate.admit(order());

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

    @Test
    void refusesWhatIsAllSoldOutWhateverElseIsTheMatter() {
        soldOut.apply(new SoldOut("A", true, -1, "w", "409", 0), 0);
        gate.stop();

        assertEquals(new Refusal(Reason.SOLD_OUT, 0, "Sold out: A.", null), refusal());
    }

    @Test
    void refusesWhatKafkaWouldNotKeepUntilItsTurn() {
        retentionSeconds = 600;
        waitSeconds = 540;
        assertInstanceOf(Permit.class, gate.admit(order()));
        waitSeconds = 541;
        inFlight.release(10);

        Refusal refusal = refusal();
        assertEquals(Reason.RETENTION_EXHAUSTED, refusal.reason());
        assertEquals("This order would wait longer than Kafka keeps it for certain.", refusal.detail());
        assertEquals(0, inFlight.orders());
    }

    @Test
    void refusesEverythingWhenKafkaIsAboutToDeleteTheOldest() {
        retentionSeconds = 600;
        waitSeconds = Double.NaN;
        oldestAgeSeconds = 541;

        Refusal refusal = refusal();
        assertEquals(Reason.RETENTION_EXHAUSTED, refusal.reason());
        assertEquals("The oldest orders have waited nearly as long as Kafka keeps them.", refusal.detail());
    }

    @Test
    void saysThatTheWaitIsTooLongWhereBothAre() {
        retentionSeconds = 600;
        waitSeconds = Double.POSITIVE_INFINITY;

        assertEquals(Reason.WAIT_TOO_LONG, refusal().reason());
    }

    @Test
    void holdsEachClientToItsRateAndLetsNoneSpendOnARefusal() {
        stalled = true;
        refusal();
        refusal();
        stalled = false;
        for (int i = 0; i < 2; i++) {
            Permit permit = assertInstanceOf(Permit.class, gate.admit(order()));
            permit.release();
        }

        Refusal refusal = refusal();
        assertEquals(Reason.RATE_LIMITED, refusal.reason());
        assertEquals(1, refusal.retryAfterSeconds());
        assertEquals(0, inFlight.orders());
        assertInstanceOf(Permit.class, gate.admit(order("someone else")));
    }

    @Test
    void givesBackWhatWasSpentOnAnOrderThatIsNotStored() {
        for (int i = 0; i < 3; i++) {
            Permit permit = assertInstanceOf(Permit.class, gate.admit(order()));
            assertEquals(1, permit.quota().ordersLeft());
            permit.release();
            permit.refund();
        }
    }

    private static Order order() {
        return order("c");
    }

    private static Order order(String customer) {
        return new Order(OrderId.random(), customer, null, List.of("A"), new byte[10], 0, null);
    }

    /** As the test has it. */
    private final class World implements Outlook {
        @Override
        public boolean isKafkaStalled() {
            return stalled;
        }

        @Override
        public double waitSeconds() {
            return waitSeconds;
        }

        @Override
        public double retentionSeconds() {
            return retentionSeconds;
        }

        @Override
        public double oldestAgeSeconds() {
            return oldestAgeSeconds;
        }
    }

    private Refusal refusal() {
        return assertInstanceOf(Refusal.class, gate.admit(order()));
    }
}
