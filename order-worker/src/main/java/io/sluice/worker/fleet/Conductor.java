package io.sluice.worker.fleet;

import io.sluice.contract.DrainSchedule;
import io.sluice.contract.FleetRecord.Activity;
import io.sluice.contract.FleetRecord.Cause;
import io.sluice.contract.FleetRecord.Control;
import io.sluice.contract.FleetRecord.Lease;
import io.sluice.contract.FleetRecord.Mode;
import io.sluice.contract.FleetRecord.Pace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says the rate of the moment for the whole fleet, where the operator left it to the schedule or to the adaptive mode. The
 * live worker with the lowest id does it, so nobody is elected: when it dies, the next one finds itself the lowest as soon
 * as that lease has run out, and goes on from the last pace in the log. While views differ two may speak; everyone, the two
 * included, follows what the log has last, and the wrong one falls silent with the next lease that it reads.
 *
 * <p>A pace counts as said when it is read back: one that was lost, or overruled by another record, is said again. Confined
 * to the thread that follows the log; time comes in.
 */
public final class Conductor {
    private static final long SPAN_NANOS_MIN = 100_000_000L;
    private static final String OWN_LIFE = "";

    private final String worker;
    private final double floorPerSecond;
    private final PaceLine pace;
    private final PaceLine advice;
    private Set<String> listeners = Set.of();
    private FleetActivity activity = new FleetActivity();
    private @Nullable AdaptiveRate adaptive;
    private Mode adaptiveMode = Mode.FIXED;
    private String scheduleText = "";
    private DrainSchedule schedule = DrainSchedule.none();

    /** @param floorPerSecond the lowest rate of the adaptive mode */
    public Conductor(String worker, double floorPerSecond) {
        this.worker = worker;
        this.floorPerSecond = floorPerSecond;
        pace = new PaceLine(worker, false);
        advice = new PaceLine(worker, true);
    }

    /**
     * What to append to the log now: nothing unless this worker is the conductor and there is something to say.
     *
     * @param rate what the log has said so far
     * @param own what this worker's calls have come to
     * @param nowMillis the calendar's time, milliseconds since 1970
     */
    public List<Pace> speak(FleetRate rate, Activity own, long nowNanos, long nowMillis) {
        Control control = rate.control();
        if (control == null || !(control.isConducted() || control.mode() == Mode.RECOMMEND)) {
            fallSilent();
            return List.of();
        }
        List<Lease> peers = rate.livePeers(nowNanos);
        boolean isLowest = peers.stream().allMatch(peer -> worker.compareTo(peer.worker()) <= 0);
        if (!isLowest || !rate.hasLease(nowNanos)) {
            fallSilent();
            return List.of();
        }
        boolean unheard = greet(peers);
        double calendarPerSecond = calendarPerSecond(control, nowMillis);
        AdaptiveRate found = seek(rate, control, calendarPerSecond, own, peers, nowNanos);
        double known = rate.pacePerSecond();
        if (found != null && control.mode() == Mode.ADAPTIVE) {
            return said(
                    pace.next(found.perSecond(), found.cause(), found.reason(), known, unheard, nowNanos, nowMillis));
        }
        List<Pace> paces = new ArrayList<>();
        if (control.isConducted()) {
            paces.addAll(said(
                    pace.next(calendarPerSecond, Cause.SCHEDULE, "schedule", known, unheard, nowNanos, nowMillis)));
        }
        if (found != null) {
            double advised = advice.saidPerSecond();
            paces.addAll(said(advice.next(
                    found.perSecond(), found.cause(), found.reason(), advised, unheard, nowNanos, nowMillis)));
        }
        return paces;
    }

    private static List<Pace> said(@Nullable Pace pace) {
        return pace == null ? List.of() : List.of(pace);
    }

    private void fallSilent() {
        adaptive = null;
        pace.fallSilent();
        advice.fallSilent();
        listeners = Set.of();
    }

    /** Whether somebody is there who was not there before, and may have heard nothing of what was said. */
    private boolean greet(List<Lease> peers) {
        Set<String> lives = new HashSet<>();
        peers.forEach(peer -> lives.add(life(peer)));
        boolean unheard = !listeners.containsAll(lives);
        listeners = lives;
        return unheard;
    }

    private double calendarPerSecond(Control control, long nowMillis) {
        if (!control.schedule().equals(scheduleText)) {
            scheduleText = control.schedule();
            schedule = DrainSchedule.orNone(scheduleText);
        }
        return schedule.rateAt(nowMillis, control.ratePerSecond());
    }

    /** The adaptive mode's rate as of now, or null if it is not asked for. */
    private @Nullable AdaptiveRate seek(
            FleetRate rate, Control control, double calendarPerSecond, Activity own, List<Lease> peers, long nowNanos) {
        if (control.mode() == Mode.FIXED) {
            adaptive = null;
            return null;
        }
        boolean recommends = control.mode() == Mode.RECOMMEND;
        double capPerSecond = recommends ? calendarPerSecond : Math.min(calendarPerSecond, control.ratePerSecond());
        AdaptiveRate seeking = adaptive;
        if (seeking == null || adaptiveMode != control.mode()) {
            double known = recommends ? calendarPerSecond : rate.knownPerSecond();
            seeking = new AdaptiveRate(known, floorPerSecond, capPerSecond, nowNanos);
            adaptive = seeking;
            adaptiveMode = control.mode();
            activity = new FleetActivity();
        }
        seeking.capAt(capPerSecond, nowNanos);
        CallSpan span = measure(own, peers, nowNanos);
        if (span != null && recommends) {
            seeking.seeOnly(span, nowNanos);
        } else if (span != null) {
            seeking.see(span, nowNanos);
        }
        return seeking;
    }

    private @Nullable CallSpan measure(Activity own, List<Lease> peers, long nowNanos) {
        Set<String> lives = new HashSet<>(listeners);
        lives.add(OWN_LIFE);
        activity.keep(lives);
        activity.see(OWN_LIFE, nowNanos, own, nowNanos);
        peers.forEach(peer -> activity.see(life(peer), peer.sequence(), peer.activity(), nowNanos));
        return activity.next(SPAN_NANOS_MIN);
    }

    private static String life(Lease lease) {
        return lease.worker() + "/" + lease.incarnation();
    }
}
