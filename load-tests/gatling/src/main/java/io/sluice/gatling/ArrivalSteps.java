package io.sluice.gatling;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.nothingFor;

import io.gatling.javaapi.core.OpenInjectionStep;
import io.sluice.loadtest.drive.ArrivalSchedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A scenario's arrivals as steps of Gatling's open model. Whatever the step, Gatling thinks in whole seconds: it spreads those of
 * each second evenly over its milliseconds, forgets what a duration has beyond them, and lets nobody come in a step that
 * is shorter. So each second is given as many orders as the schedule has in it, and neighbours that are alike are one
 * step. Rejected: {@code rampUsersPerSec} for a ramp, which does the same and rounds the number of orders down. Stateless.
 */
final class ArrivalSteps {
    private ArrivalSteps() {}

    static List<OpenInjectionStep> of(ArrivalSchedule schedule) {
        int[] perSecond = perSecond(schedule);
        List<OpenInjectionStep> steps = new ArrayList<>();
        int from = 0;
        for (int second = 1; second <= perSecond.length; second++) {
            if (second == perSecond.length || perSecond[second] != perSecond[from]) {
                steps.add(step(perSecond[from], Duration.ofSeconds(second - from)));
                from = second;
            }
        }
        return steps;
    }

    private static OpenInjectionStep step(int perSecond, Duration duration) {
        return perSecond == 0
                ? nothingFor(duration)
                : constantUsersPerSec(perSecond).during(duration);
    }

    /** How many orders are due in each second. */
    private static int[] perSecond(ArrivalSchedule schedule) {
        int[] perSecond = new int[schedule.orders() == 0 ? 0 : second(schedule, schedule.orders() - 1) + 1];
        for (int order = 0; order < schedule.orders(); order++) {
            perSecond[second(schedule, order)]++;
        }
        return perSecond;
    }

    private static int second(ArrivalSchedule schedule, int order) {
        return (int) TimeUnit.NANOSECONDS.toSeconds(schedule.dueNanos(order));
    }
}
