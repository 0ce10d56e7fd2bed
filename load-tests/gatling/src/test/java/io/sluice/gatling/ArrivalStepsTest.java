package io.sluice.gatling;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.loadtest.drive.ArrivalSchedule;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ArrivalStepsTest {
    private static List<String> steps(ArrivalSchedule schedule) {
        return ArrivalSteps.of(schedule).stream()
                .map(step -> step.asScala().toString())
                .toList();
    }

    @Test
    void aRateThatIsHeldIsOneStep() {
        assertEquals(
                List.of("ConstantRateOpenInjection(40.0,3 seconds)"),
                steps(ArrivalSchedule.constant(40, Duration.ofSeconds(3))));
    }

    @Test
    void aRampRisesFromSecondToSecond() {
        assertEquals(
                List.of(
                        "ConstantRateOpenInjection(10.0,1 second)",
                        "ConstantRateOpenInjection(30.0,1 second)",
                        "ConstantRateOpenInjection(50.0,1 second)"),
                steps(ArrivalSchedule.ramp(0, 60, Duration.ofSeconds(3))));
    }

    @Test
    void nobodyIsLostInPartsOfASecondOrComesInAPause() {
        ArrivalSchedule schedule = ArrivalSchedule.constant(100, Duration.ofMillis(1_500))
                .then(ArrivalSchedule.constant(10, Duration.ofMillis(100)), Duration.ofSeconds(4));

        assertEquals(
                List.of(
                        "ConstantRateOpenInjection(100.0,1 second)",
                        "ConstantRateOpenInjection(50.0,1 second)",
                        "NothingForOpenInjection(2 seconds)",
                        "ConstantRateOpenInjection(1.0,1 second)"),
                steps(schedule));
    }

    @Test
    void nobodyNeedsNoStep() {
        assertEquals(List.of(), steps(ArrivalSchedule.of(0, order -> 0)));
    }
}
