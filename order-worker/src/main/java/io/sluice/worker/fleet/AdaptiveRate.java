package io.sluice.worker.fleet;

import io.sluice.contract.FleetRecord.Cause;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Seeks the rate that the downstream sustains, for the whole fleet, between a floor and a cap.
 *
 * <p>There is a standing backlog, so the downstream's bandwidth can be probed as BBR probes a path's: raise the rate a
 * little for a moment; if goodput follows and latency stays at its base, that is the new rate; if latency rises, a queue is
 * building up, and what is answered meanwhile <em>is</em> the capacity (Cardwell et al., "BBR: Congestion-Based Congestion
 * Control", ACM Queue 2016). After that the rate stays below the capacity until the queue is gone. From an unknown start
 * it doubles, and timeouts and errors halve it (Jacobson, "Congestion Avoidance and Control", SIGCOMM 1988). These are
 * signals of their own and never latency samples: a limiter that averages a timeout into its round trips takes a dead
 * downstream for a slow one and raises its limit (Netflix concurrency-limits, issue 137). 429 and 503 say it plainly and
 * cut at once. Nothing is learnt upwards from a time in which something else than the rate held orders back.
 *
 * <p>Alternative rejected: a gradient of latencies alone (Vegas, Netflix' Gradient2) holds a standing queue by design and
 * is blind to a downstream that refuses without becoming slow. Pure; time comes in. Not thread-safe.
 */
final class AdaptiveRate {
    private static final long SECOND = 1_000_000_000L;

    /** From saying a rate until measurements show it: it has to be read, and the calls before it be answered. */
    private static final long SETTLE_NANOS = 120_000_000L;

    private static final long WINDOW_NANOS = 250_000_000L;
    private static final double WINDOW_LATENCIES = 3;
    private static final double ANSWERED_MIN = 4;
    private static final double ADVICE_ANSWERED_MIN = 40;
    private static final double ADVICE_PART_MIN = 0.05;

    private static final double DRAIN_FACTOR = 0.8;
    private static final double DRAIN_EXTRA_NANOS = 20e6;
    private static final long DRAIN_NANOS_MAX = SECOND;

    private static final double OVERLOAD_FACTOR = 0.9;
    private static final double RECOVERED_PART_MIN = 0.97;
    private static final long PROBE_NANOS = SECOND;
    private static final long PROBE_EVERY_NANOS = 5 * SECOND;
    private static final double PROBE_STEP = 0.05;
    private static final double PROBE_STEP_MAX = 0.5;
    private static final double PROBE_STEP_PER_SECOND_MIN = 2;

    private final double floorPerSecond;
    private final CallHistory calls = new CallHistory();
    private final DrainTrial trial = new DrainTrial();

    private Phase phase;
    private double capPerSecond;
    private double ratePerSecond;
    private Cause cause = Cause.START;
    private String reason;
    private long changedNanos;
    private long phaseEndsNanos;

    /** The rate that was found good; while probing and draining the one to come back to. */
    private double foundPerSecond;

    /** Whether the rate is another conductor's, and nothing is known of it yet. */
    private boolean isResumed;

    private double probeStep = PROBE_STEP;
    private long nextProbeNanos;
    private long overloadedNanos;
    private long failedNanos;

    private enum Phase {
        SLOW_START,
        CRUISE,
        PROBE,
        DRAIN,
        HOLD
    }

    /**
     * Begins.
     *
     * @param knownPerSecond a rate that held until now, or 0 to start from the floor
     */
    AdaptiveRate(double knownPerSecond, double floorPerSecond, double capPerSecond, long nowNanos) {
        this.floorPerSecond = floorPerSecond;
        this.capPerSecond = capPerSecond;
        isResumed = knownPerSecond > 0;
        phase = isResumed ? Phase.CRUISE : Phase.SLOW_START;
        reason = isResumed ? "carries on" : "slow start";
        ratePerSecond = bounded(knownPerSecond);
        foundPerSecond = ratePerSecond;
        changedNanos = nowNanos;
        nextProbeNanos = nowNanos + SECOND;
        overloadedNanos = nowNanos - SECOND;
        failedNanos = nowNanos - SECOND;
    }

    /** Calls a second by the whole fleet. */
    double perSecond() {
        return ratePerSecond;
    }

    /** Why it is this rate. */
    Cause cause() {
        return cause;
    }

    /** The same for people to read. */
    String reason() {
        return reason;
    }

    /** The cap may have been moved. */
    void capAt(double perSecond, long nowNanos) {
        if (perSecond > capPerSecond && ratePerSecond == capPerSecond && phase == Phase.CRUISE) {
            // It was the cap that ended the search, not the downstream.
            phase = Phase.SLOW_START;
        }
        capPerSecond = perSecond;
        foundPerSecond = bounded(foundPerSecond);
        if (bounded(ratePerSecond) != ratePerSecond) {
            become(ratePerSecond, Cause.CAP, "the cap", nowNanos);
        }
    }

    /** Takes in what became known since the last time, at least 100 ms of it. */
    void see(CallSpan span, long nowNanos) {
        calls.add(span);
        if (span.fromNanos() - changedNanos >= settleNanos()) {
            // Just after a rise only the quickest calls are answered, and their mean is no floor.
            calls.latencyFloor().see(span);
        }
        if (span.overloaded() > 0) {
            overloaded(span, nowNanos);
            return;
        }
        if (isFailing(nowNanos)) {
            failedNanos = nowNanos;
            phase = Phase.SLOW_START;
            become(ratePerSecond / 2, Cause.ERRORS, "errors", nowNanos);
            return;
        }
        CallSpan settled = calls.latest(changedNanos + settleNanos(), windowNanos(), ANSWERED_MIN);
        switch (phase) {
            case SLOW_START -> slowStart(settled, nowNanos);
            case CRUISE -> cruise(settled, nowNanos);
            case PROBE -> probe(settled, nowNanos);
            case DRAIN -> drain(settled, nowNanos);
            case HOLD -> holdOn(settled, nowNanos);
        }
    }

    /**
     * Takes in the same where the fleet does not follow, but goes at the cap: what is answered while the downstream is in
     * trouble is what it sustains, and without trouble for a while nothing is known against the cap.
     */
    void seeOnly(CallSpan span, long nowNanos) {
        calls.add(span);
        calls.latencyFloor().see(span);
        CallSpan recent = calls.latest(changedNanos, WINDOW_NANOS, ADVICE_ANSWERED_MIN);
        if (recent == null || recent.nanos() < WINDOW_NANOS) {
            return;
        }
        if (recent.overloaded() > 0) {
            advise(recent.answeredPerSecond(), Cause.OVERLOAD, "overloaded: 429 or 503", nowNanos);
        } else if (recent.fails()) {
            advise(ratePerSecond / 2, Cause.ERRORS, "errors", nowNanos);
        } else if (isSlow(recent) && isPressed(recent)) {
            advise(
                    recent.answeredPerSecond(),
                    Cause.LATENCY,
                    "latency rises at " + said(recent.startedPerSecond()),
                    nowNanos);
        } else if (ratePerSecond < capPerSecond && nowNanos - phaseEndsNanos >= 0 && isPressed(recent)) {
            become(capPerSecond, Cause.RECOVERY, "no trouble", nowNanos);
        }
    }

    private void advise(double perSecond, Cause cause, String why, long nowNanos) {
        phaseEndsNanos = nowNanos + 2 * PROBE_EVERY_NANOS;
        if (Math.abs(perSecond - ratePerSecond) > ADVICE_PART_MIN * ratePerSecond) {
            become(perSecond, cause, why, nowNanos);
        }
    }

    private void overloaded(CallSpan span, long nowNanos) {
        // Calls started before the cut may still be turned away.
        if (span.fromNanos() - overloadedNanos < settleNanos() + WINDOW_NANOS) {
            return;
        }
        overloadedNanos = nowNanos;
        double goodput = calls.goodput(Long.MIN_VALUE, windowNanos());
        foundPerSecond = bounded(phase == Phase.PROBE ? Math.max(goodput, foundPerSecond) : goodput);
        isResumed = false;
        probeStep = PROBE_STEP;
        // Twice as long as otherwise: a downstream that refuses without slowing down first is told by refusals only.
        nextProbeNanos = nowNanos + 2 * PROBE_EVERY_NANOS;
        enter(Phase.HOLD, SECOND, nowNanos);
        become(Math.min(ratePerSecond, OVERLOAD_FACTOR * goodput), Cause.OVERLOAD, "overloaded: 429 or 503", nowNanos);
    }

    private boolean isFailing(long nowNanos) {
        CallSpan since = calls.latest(failedNanos, WINDOW_NANOS, Double.POSITIVE_INFINITY);
        return nowNanos - failedNanos >= SECOND && since != null && since.fails();
    }

    private void slowStart(@Nullable CallSpan settled, long nowNanos) {
        if (settled == null) {
            return;
        }
        if (isSlow(settled) && isPressed(settled)) {
            backOff(Math.max(settledGoodput(), ratePerSecond / 2), nowNanos);
        } else if (settled.nanos() >= WINDOW_NANOS && settled.isBoundBy(ratePerSecond) && !settled.fails()) {
            if (settled.answeredPerSecond() >= DRAIN_FACTOR * ratePerSecond - 2) {
                double doubled = bounded(2 * ratePerSecond);
                enter(doubled == ratePerSecond ? Phase.CRUISE : Phase.SLOW_START, 0, nowNanos);
                foundPerSecond = doubled;
                become(doubled, Cause.START, "slow start", nowNanos);
            } else if (nowNanos - changedNanos > 2 * SECOND) {
                foundPerSecond = bounded(settledGoodput());
                enter(Phase.CRUISE, 0, nowNanos);
                become(foundPerSecond, Cause.PROBE, "goodput stays at " + said(foundPerSecond), nowNanos);
            }
        }
    }

    private void cruise(@Nullable CallSpan settled, long nowNanos) {
        if (settled == null) {
            return;
        }
        if (isSlow(settled)) {
            if (isPressed(settled)) {
                double toPerSecond = Math.max(ratePerSecond / 2, Math.min(ratePerSecond, settledGoodput()));
                if (toPerSecond < RECOVERED_PART_MIN * ratePerSecond) {
                    // It may have been a hiccup: what was good until now is tried again soon.
                    nextProbeNanos = nowNanos + 2 * SECOND;
                }
                backOff(toPerSecond, nowNanos);
            }
            return;
        }
        if (nowNanos - nextProbeNanos >= 0 && settled.isBoundBy(ratePerSecond) && ratePerSecond < capPerSecond) {
            enter(Phase.PROBE, PROBE_NANOS + settleNanos(), nowNanos);
            // At a few calls a second a small part of them is less than can be counted.
            double step = Math.max(probeStep * ratePerSecond, PROBE_STEP_PER_SECOND_MIN);
            become(ratePerSecond + step, Cause.PROBE, "probe up", nowNanos);
        }
    }

    private void probe(@Nullable CallSpan settled, long nowNanos) {
        if (settled != null && isSlow(settled)) {
            probeFailed(nowNanos);
            backOff(Math.max(foundPerSecond, settledGoodput()), nowNanos);
        } else if (nowNanos - phaseEndsNanos >= 0) {
            enter(Phase.CRUISE, 0, nowNanos);
            boolean follows = settled != null
                    && settled.isBoundBy(ratePerSecond)
                    && settledGoodput() >= (foundPerSecond + ratePerSecond) / 2 - 1;
            if (follows) {
                foundPerSecond = ratePerSecond;
                probeStep = Math.min(PROBE_STEP_MAX, 2 * probeStep);
                nextProbeNanos = nowNanos + SECOND;
                if (isResumed) {
                    // Whoever sought before may have been on the way up.
                    phase = Phase.SLOW_START;
                }
            } else {
                probeFailed(nowNanos);
                become(foundPerSecond, Cause.PROBE, "goodput does not follow", nowNanos);
            }
        }
    }

    private void probeFailed(long nowNanos) {
        isResumed = false;
        probeStep = PROBE_STEP;
        nextProbeNanos = nowNanos + PROBE_EVERY_NANOS;
    }

    private void backOff(double toPerSecond, long nowNanos) {
        trial.begin(ratePerSecond, calls.latencyFloor().nanos());
        startDrain(toPerSecond, "latency rises at " + said(ratePerSecond), nowNanos);
    }

    /** Stays below the found rate for as long as the queue takes that stands there now. */
    private void startDrain(double foundPerSecond, String reason, long nowNanos) {
        this.foundPerSecond = bounded(foundPerSecond);
        CallSpan recent = calls.latestAnswered(ANSWERED_MIN);
        double queueNanos = recent == null
                ? 0
                : Math.max(0, recent.latencyNanos() - calls.latencyFloor().nanos() - SECOND / ratePerSecond);
        trial.drain(recent == null ? 0 : recent.latencyNanos());
        double drainNanos = (queueNanos + DRAIN_EXTRA_NANOS) / (1 - DRAIN_FACTOR);
        isResumed = false;
        // Its end is seen in calls that start after it.
        enter(Phase.DRAIN, (long) Math.min(DRAIN_NANOS_MAX, drainNanos) + settleNanos(), nowNanos);
        become(DRAIN_FACTOR * this.foundPerSecond, Cause.LATENCY, reason, nowNanos);
    }

    private void drain(@Nullable CallSpan settled, long nowNanos) {
        if (settled == null) {
            return;
        } else if (!isSlow(settled)) {
            drained(settled, nowNanos);
            return;
        }
        boolean isLate = nowNanos - changedNanos > 2 * SECOND;
        boolean isOver = nowNanos - phaseEndsNanos >= 0;
        switch (trial.finding(settled, isLate, isOver)) {
            case OPEN -> {}
            case AT_CAPACITY -> drainOn(Math.max(settledGoodput(), foundPerSecond / 2), nowNanos);
            case SHRINKS -> drainOn(foundPerSecond, nowNanos);
            case FLAT -> drainOn(DRAIN_FACTOR * foundPerSecond, nowNanos);
            case NO_QUEUE -> {
                calls.latencyFloor().forget();
                slowerForGood(nowNanos);
            }
        }
    }

    private void drainOn(double foundPerSecond, long nowNanos) {
        startDrain(foundPerSecond, "drains its queue", nowNanos);
    }

    private void drained(CallSpan settled, long nowNanos) {
        if (settled.isSlowerThan(trial.beforeFloorNanos(), ratePerSecond)) {
            // No wait became shorter: what is taken for no wait became longer.
            slowerForGood(nowNanos);
            return;
        }
        // What was taken off to see whether anything drains may have been too much.
        nextProbeNanos = trial.isFlat() ? nowNanos + SECOND : nextProbeNanos;
        enter(Phase.CRUISE, 0, nowNanos);
        become(foundPerSecond, Cause.RECOVERY, "queue drained", nowNanos);
    }

    private void slowerForGood(long nowNanos) {
        foundPerSecond = bounded(trial.beforePerSecond());
        enter(Phase.CRUISE, 0, nowNanos);
        become(foundPerSecond, Cause.RECOVERY, "slower for good", nowNanos);
    }

    private void holdOn(@Nullable CallSpan settled, long nowNanos) {
        if (nowNanos - phaseEndsNanos >= 0 && settled != null) {
            if (isSlow(settled)) {
                trial.begin(foundPerSecond, calls.latencyFloor().nanos());
                drainOn(foundPerSecond, nowNanos);
            } else {
                enter(Phase.CRUISE, 0, nowNanos);
                become(foundPerSecond, Cause.RECOVERY, "overload is over", nowNanos);
            }
        }
    }

    private void enter(Phase next, long lastsNanos, long nowNanos) {
        phase = next;
        phaseEndsNanos = nowNanos + lastsNanos;
    }

    private void become(double perSecond, Cause cause, String reason, long nowNanos) {
        ratePerSecond = bounded(perSecond);
        this.cause = cause;
        this.reason = ratePerSecond == capPerSecond ? reason + ", the cap" : reason;
        changedNanos = nowNanos;
    }

    private double bounded(double perSecond) {
        return Math.min(capPerSecond, Math.max(floorPerSecond, perSecond));
    }

    private boolean isSlow(CallSpan span) {
        return calls.latencyFloor().isKnown()
                && span.isSlowerThan(calls.latencyFloor().nanos(), ratePerSecond);
    }

    /** Whether what the fleet does may be why the downstream is slow: an idle fleet's calls are not. */
    private boolean isPressed(CallSpan span) {
        return span.isBoundBy(ratePerSecond) || span.concurrencyBrakes();
    }

    private double settledGoodput() {
        return calls.goodput(changedNanos + settleNanos(), windowNanos());
    }

    /** Answers come in as unevenly as they take long: counting them takes the longer. */
    private long windowNanos() {
        return Math.max(WINDOW_NANOS, (long)
                Math.min(SECOND, WINDOW_LATENCIES * calls.latencyFloor().nanos()));
    }

    private long settleNanos() {
        CallSpan recent = calls.latestAnswered(ANSWERED_MIN);
        double latencyNanos = recent == null ? 0 : recent.latencyNanos();
        return SETTLE_NANOS
                + (long) Math.min(SECOND, Math.max(calls.latencyFloor().nanos(), latencyNanos));
    }

    private static String said(double perSecond) {
        return String.format(Locale.ROOT, perSecond < 10 ? "%.1f/s" : "%.0f/s", perSecond);
    }
}
