package io.sluice.worker.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.contract.FleetRecord.Cause;
import io.sluice.contract.FleetRecord.Control;
import io.sluice.contract.FleetRecord.Mode;
import io.sluice.contract.FleetRecord.Pace;
import org.junit.jupiter.api.Test;

class RateInForceTest {
    private static final Control SCHEDULED = ModelFleet.control(1_000, Mode.FIXED, "UTC; 12:00-13:00=3000");
    private static final Control ADAPTIVE = ModelFleet.control(1_000, Mode.ADAPTIVE, "");

    private final RateInForce rate = new RateInForce();

    private static Pace pace(double perSecond) {
        return new Pace(perSecond, false, "a", Cause.PROBE, "test", 0);
    }

    @Test
    void isUnknownUntilTheConductorHasSpoken() {
        rate.read(ADAPTIVE);
        assertEquals(0, rate.perSecond(), "never the cap, blindly");
        rate.read(pace(50));
        assertEquals(50, rate.perSecond());
    }

    @Test
    void neverExceedsTheCapWhileAdaptiveButMayInAWindow() {
        rate.read(ADAPTIVE);
        rate.read(pace(3_000));
        assertEquals(1_000, rate.perSecond());
        rate.read(SCHEDULED);
        rate.read(pace(3_000));
        assertEquals(3_000, rate.perSecond());
    }

    @Test
    void theOperatorsWordVoidsThePaceAndTheFleetGoesOnNeverAboveIt() {
        rate.read(SCHEDULED);
        rate.read(pace(3_000));
        rate.read(ModelFleet.control(800, Mode.FIXED, "UTC; 12:00-13:00=50"));
        assertEquals(800, rate.perSecond());
        rate.read(pace(50));
        assertEquals(50, rate.perSecond());
        rate.read(ModelFleet.control(900, Mode.FIXED, "UTC; 12:00-13:00=60"));
        assertEquals(50, rate.perSecond());
    }

    @Test
    void goesOnAtTheOperatorsRateWhenThatIsLeftToTheAdaptiveMode() {
        rate.read(ModelFleet.control(400, Mode.FIXED, ""));
        rate.read(ADAPTIVE);
        assertEquals(400, rate.perSecond());
        assertEquals(400, rate.knownPerSecond());
    }

    @Test
    void aPaceCountsForNothingWhereTheOperatorSaidTheRate() {
        rate.read(ModelFleet.control(400, Mode.RECOMMEND, ""));
        rate.read(pace(3_000));
        rate.read(new Pace(200, true, "a", Cause.PROBE, "advice", 0));
        assertEquals(400, rate.perSecond());
        rate.read(ADAPTIVE);
        rate.read(new Pace(200, true, "a", Cause.PROBE, "advice", 0));
        assertEquals(400, rate.perSecond(), "advice is never followed");
    }

    @Test
    void whatWasSaidBeforeOneCameIsKnownButNotFollowed() {
        rate.recall(SCHEDULED);
        rate.recall(pace(3_000));
        assertEquals(0, rate.perSecond(), "it may have been last night's");
        assertEquals(3_000, rate.knownPerSecond());
        rate.read(pace(900));
        assertEquals(900, rate.perSecond());
    }

    @Test
    void aPauseIsAPauseInEveryMode() {
        rate.read(pace(10));
        rate.read(new Control(1_000, true, Mode.ADAPTIVE, "", false, "operator", "stop", 0));
        rate.read(pace(100));
        assertEquals(0, rate.perSecond());
        assertEquals(100, rate.knownPerSecond());
    }
}
