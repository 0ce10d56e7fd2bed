package io.sluice.gateway.queue;

import io.sluice.contract.DrainSchedule;
import io.sluice.contract.FleetRecord;
import io.sluice.contract.FleetRecord.Control;
import io.sluice.contract.FleetRecord.Lease;
import io.sluice.contract.FleetRecord.Mode;
import io.sluice.contract.FleetRecord.Pace;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The fleet as its log tells it. A worker counts as live for one and a half times its promise after a record of it was
 * read here: no clock but our own is needed, and a worker that left fades as fast as one that died. Pure: time comes in
 * as an argument, the wall clock only for what goes by the calendar. Confined to one thread at a time.
 */
public final class FleetView {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long CURVE_MILLIS_MAX = 3_600_000;
    /** Found as high as it may be: what the downstream would take beyond is not known. */
    private static final double AT_CAP = 0.999;

    private final Map<String, Heard> workers = new HashMap<>();
    private final RecentChanges changes = new RecentChanges();
    private @Nullable Control control;
    private DrainSchedule schedule = DrainSchedule.none();
    private @Nullable Pace pace;
    private @Nullable Pace advice;
    private boolean paceIsNewer;
    private long holdUntilNanos;
    private boolean held;
    private DrainCurve scheduled = DrainCurve.NONE;
    private DrainCurve curve = DrainCurve.NONE;
    private long scheduledFromMillis;
    private boolean curveIsOld = true;

    private record Heard(Lease lease, long sinceNanos) {
        boolean isLive(long nowNanos) {
            return nowNanos - sinceNanos < lease.ttlMillis() * NANOS_PER_MILLI * 3 / 2;
        }
    }

    /** Takes in the next record of the log, read now. */
    public void apply(FleetRecord record, long nowNanos) {
        if (record instanceof Lease lease) {
            // One entry for each worker, so the newest incarnation replaces the one before.
            workers.put(lease.worker(), new Heard(lease, nowNanos));
        } else if (record instanceof Control latest) {
            if (control == null || !latest.initial()) {
                control(latest);
            }
        } else if (record instanceof Pace latest) {
            pace(latest);
        } else if (record instanceof FleetRecord.Hold hold) {
            holdUntilNanos = nowNanos + hold.millis() * NANOS_PER_MILLI;
            held = true;
        }
    }

    private void control(Control latest) {
        control = latest;
        changes.add(latest);
        paceIsNewer = false;
        curveIsOld = true;
        scheduled = DrainCurve.NONE;
        schedule = DrainSchedule.orNone(latest.schedule());
    }

    private void pace(Pace latest) {
        changes.add(latest);
        if (latest.advice()) {
            advice = latest;
        } else {
            pace = latest;
            paceIsNewer = true;
            curveIsOld = true;
        }
    }

    /** What all of it comes to now. Forgets the workers that are gone. */
    public DrainState state(long nowNanos, long nowMillis) {
        workers.values().removeIf(heard -> !heard.isLive(nowNanos));
        held = held && holdUntilNanos - nowNanos > 0;
        long holdMillis = held ? (holdUntilNanos - nowNanos) / NANOS_PER_MILLI : 0;
        Control told = control;
        if (told == null) {
            return new DrainState(0, false, workers.size(), holdMillis, DrainCurve.NONE);
        }
        draw(told, nowMillis);
        return new DrainState(ratePerSecond(told, nowMillis), told.paused(), workers.size(), holdMillis, curve);
    }

    /** The same for an operator. */
    public FleetReport report(long nowNanos, long nowMillis) {
        double ratePerSecond = state(nowNanos, nowMillis).workingRatePerSecond();
        List<Lease> live = workers.values().stream()
                .map(Heard::lease)
                .sorted(Comparator.comparing(Lease::worker))
                .toList();
        Control told = control;
        boolean advises = told != null && told.mode() == Mode.RECOMMEND;
        return new FleetReport(
                told, advises ? advice : null, ratePerSecond, live, binding(live), changes.newestFirst());
    }

    /** By share; by head where nobody has any. */
    private static @Nullable String binding(List<Lease> live) {
        Map<String, Long> weights = new TreeMap<>();
        live.forEach(lease -> weights.merge(lease.activity().brake(), lease.share() + 1, Long::sum));
        return weights.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(null);
    }

    private double ratePerSecond(Control told, long nowMillis) {
        Pace followed = pace;
        // One that was said before the operator spoke is about another schedule.
        boolean counts = told.mode() == Mode.ADAPTIVE || (paceIsNewer && !schedule.isEmpty());
        return followed != null && counts ? told.ratePerSecond(followed) : scheduled.rateAt(nowMillis);
    }

    private void draw(Control told, long nowMillis) {
        boolean outOfDate = !schedule.isEmpty()
                && (nowMillis < scheduledFromMillis || nowMillis - scheduledFromMillis > CURVE_MILLIS_MAX);
        if (!curveIsOld && !outOfDate) {
            return;
        }
        if (outOfDate || scheduled == DrainCurve.NONE) {
            scheduled = DrainCurve.of(schedule, told.ratePerSecond(), nowMillis);
            scheduledFromMillis = nowMillis;
        }
        curve = scheduled;
        Pace followed = pace;
        if (followed != null && told.mode() == Mode.ADAPTIVE) {
            boolean atCap = followed.ratePerSecond() >= AT_CAP * scheduled.rateAt(nowMillis);
            curve = scheduled.cappedAt(atCap ? told.ratePerSecond() : told.ratePerSecond(followed));
        }
        curveIsOld = false;
    }
}
