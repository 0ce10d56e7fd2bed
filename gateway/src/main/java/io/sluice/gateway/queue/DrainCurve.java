package io.sluice.gateway.queue;

import io.sluice.contract.DrainSchedule;
import io.sluice.contract.DrainSchedule.Stretch;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The fleet's rate over the days to come, added up once so that the ETA of an order costs one binary search: asking the
 * schedule itself costs calendar arithmetic for every change on the way. Reaches a month ahead. Immutable.
 */
public final class DrainCurve {
    /** Instead of a time where there is none. */
    public static final long UNKNOWN = -1;

    /** Nothing is ever drained. */
    public static final DrainCurve NONE = level(0);

    private static final long REACH_MILLIS = 31 * 86_400_000L;

    private final double levelPerSecond;
    private final List<Stretch> stretches;
    /** What is drained before each stretch, and in the end before none: one entry more than there are stretches. */
    private final double[] ordersBefore;

    private DrainCurve(double levelPerSecond, List<Stretch> stretches) {
        this.levelPerSecond = levelPerSecond;
        this.stretches = stretches;
        ordersBefore = new double[stretches.size() + 1];
        for (int i = 0; i < stretches.size(); i++) {
            Stretch stretch = stretches.get(i);
            ordersBefore[i + 1] = ordersBefore[i] + stretch.orders(stretch.untilMillis());
        }
    }

    /** One rate for ever. */
    public static DrainCurve level(double ratePerSecond) {
        return new DrainCurve(ratePerSecond, List.of());
    }

    /** What the schedule says from this moment on. */
    public static DrainCurve of(DrainSchedule schedule, double basePerSecond, long fromMillis) {
        if (schedule.isEmpty()) {
            return level(basePerSecond);
        }
        List<Stretch> stretches = new ArrayList<>();
        long atMillis = fromMillis;
        while (atMillis < fromMillis + REACH_MILLIS) {
            Stretch stretch = schedule.stretchAt(atMillis, basePerSecond);
            stretches.add(stretch);
            atMillis = stretch.untilMillis();
        }
        return new DrainCurve(0, List.copyOf(stretches));
    }

    /** The same, nowhere above this rate. A ramp that crosses it is drawn a little too low. */
    DrainCurve cappedAt(double ratePerSecond) {
        return new DrainCurve(
                Math.min(levelPerSecond, ratePerSecond),
                stretches.stream()
                        .map(stretch -> new Stretch(
                                stretch.fromMillis(),
                                stretch.untilMillis(),
                                Math.min(stretch.fromRatePerSecond(), ratePerSecond),
                                Math.min(stretch.untilRatePerSecond(), ratePerSecond)))
                        .toList());
    }

    /** Whether the rate may change by the calendar. */
    boolean isScheduled() {
        return !stretches.isEmpty();
    }

    /** Calls a second at this moment, which is taken for the first or the last one known if it lies beyond. */
    double rateAt(long epochMillis) {
        if (stretches.isEmpty()) {
            return levelPerSecond;
        }
        Stretch stretch = stretches.get(index(epochMillis));
        return stretch.ratePerSecond(within(stretch, epochMillis));
    }

    /** Milliseconds from this moment on until so many orders are drained and the next may start; or {@link #UNKNOWN}. */
    long drainedAfterMillis(long orders, long fromMillis) {
        if (stretches.isEmpty()) {
            return levelPerSecond <= 0 ? UNKNOWN : Math.round(orders * 1000.0 / levelPerSecond);
        }
        int now = index(fromMillis);
        Stretch stretch = stretches.get(now);
        double drained = ordersBefore[now] + stretch.orders(within(stretch, fromMillis));
        int last = stretchThatBrings(drained + orders, now);
        if (last == stretches.size()) {
            return UNKNOWN;
        }
        if (last == now && orders <= 0) {
            return 0;
        }
        OptionalLong atMillis = stretches.get(last).drainedAtMillis(drained + orders - ordersBefore[last]);
        return atMillis.isEmpty() ? UNKNOWN : Math.max(0, atMillis.getAsLong() - fromMillis);
    }

    /** The first stretch from this one on that drains anything and reaches this sum; how many there are if none does. */
    private int stretchThatBrings(double orders, int from) {
        int low = from;
        int high = stretches.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            boolean enough = ordersBefore[middle + 1] >= orders && ordersBefore[middle + 1] > ordersBefore[from];
            if (enough) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private int index(long epochMillis) {
        int low = 0;
        int high = stretches.size() - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (stretches.get(middle).untilMillis() > epochMillis) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private static long within(Stretch stretch, long epochMillis) {
        return Math.max(stretch.fromMillis(), Math.min(stretch.untilMillis(), epochMillis));
    }
}
