package io.sluice.loadtest.verdict;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * The highest rate that may be seen of a fleet whose rate is changed. A new rate may hold as soon as its record was sent,
 * since readers may know of it before the writer does; an old one until a second after the new one was durable, which is
 * the time that a change is promised to take. Stateless.
 */
final class RateAllowed {
    static final long CHANGE_MICROS_MAX = 1_000_000;

    private RateAllowed() {}

    /** A rate that may hold in [from, until). */
    private record Era(long fromMicros, long untilMicros, double ratePerSecond) {}

    static StepLine of(FleetFacts facts) {
        List<Era> eras = new ArrayList<>();
        long fromMicros = 0;
        double rate = facts.rateAtStart();
        for (FleetFacts.RateChange change : facts.rateChanges()) {
            eras.add(new Era(fromMicros, change.durableMicros() + CHANGE_MICROS_MAX, rate));
            fromMicros = change.sentMicros();
            rate = change.ratePerSecond();
        }
        eras.add(new Era(fromMicros, Long.MAX_VALUE, rate));
        TreeSet<Long> moments = new TreeSet<>();
        eras.forEach(era -> {
            moments.add(era.fromMicros());
            moments.add(era.untilMicros());
        });
        moments.remove(Long.MAX_VALUE);
        return StepLine.of(moments.stream()
                .map(moment -> new StepLine.Step(moment, highest(eras, moment)))
                .toList());
    }

    private static double highest(List<Era> eras, long micros) {
        return eras.stream()
                .filter(era -> era.fromMicros() <= micros && micros < era.untilMicros())
                .mapToDouble(Era::ratePerSecond)
                .max()
                .orElseThrow();
    }
}
