package io.sluice.loadtest.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AdaptiveVerdictTest {
    private static final long START_MICROS = 1_700_000_000_000_000L;
    private static final List<StepLine.Step> CAPACITY = List.of(
            new StepLine.Step(START_MICROS, 1_000),
            new StepLine.Step(START_MICROS + 40_000_000, 500),
            new StepLine.Step(START_MICROS + 80_000_000, 1_000));

    private final List<CallLine> calls = new ArrayList<>();

    @Test
    void findsNothingWrongWithAFleetThatFollows() {
        call(0, 10, 400, 200);
        call(10, 41, 980, 200);
        call(41, 90, 490, 200);
        call(90, 120, 970, 200);

        AdaptiveVerdict verdict = judge();

        assertEquals(List.of(), verdict.failures());
        assertEquals(10, verdict.phases().get(0).reachedSeconds(), 1);
        assertEquals(1, verdict.phases().get(1).reachedSeconds(), 0.3);
        assertEquals(10, verdict.phases().get(2).reachedSeconds(), 1);
        assertEquals(0.98, verdict.phases().get(1).goodShare(), 0.02);
    }

    @Test
    void seesACapacityThatIsNotFoundInTime() {
        call(0, 35, 900, 200);
        call(35, 40, 1_000, 200);
        call(40, 80, 480, 200);
        call(80, 120, 1_000, 200);

        assertEquals(1, judge().failures().size());
        assertTrue(judge().failures().get(0).startsWith("a capacity of 1,000/s was found after 34."));
    }

    @Test
    void seesAStepDownThatIsFollowedTooLate() {
        call(0, 45, 1_000, 200);
        call(45, 80, 480, 200);
        call(80, 120, 1_000, 200);

        assertTrue(
                judge().failures().get(0).contains("a capacity of 500/s was respected after 5.0 s"),
                () -> judge().failures().toString());
    }

    @Test
    void seesOverloadOnceTheCapacityIsFoundButNotWhileItIsSought() {
        call(0, 5, 1_000, 503);
        call(5, 40, 1_000, 200);
        call(40, 41, 1_000, 503);
        call(41, 80, 480, 200);
        call(80, 120, 1_000, 200);

        assertEquals(0, judge().overloadedShare(), 0.0001);

        call(20, 25, 200, 503);
        AdaptiveVerdict verdict = judge();

        assertTrue(verdict.overloadedShare() > 0.005);
        assertFalse(verdict.clean());
    }

    @Test
    void doesNotTakeOverloadAnswersForGoodOnes() {
        call(0, 120, 1_000, 503);

        assertTrue(Double.isInfinite(judge().phases().get(0).reachedSeconds()));
    }

    private AdaptiveVerdict judge() {
        return AdaptiveVerdict.judge(CAPACITY, calls, START_MICROS + 120_000_000);
    }

    private void call(int fromSeconds, int toSeconds, int perSecond, int status) {
        for (int i = 0; i < (toSeconds - fromSeconds) * perSecond; i++) {
            long micros = START_MICROS + fromSeconds * 1_000_000L + i * 1_000_000L / perSecond;
            calls.add(new CallLine(micros, "X" + calls.size(), 1, status, status == 200));
        }
    }
}
