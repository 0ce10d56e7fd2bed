package io.sluice.worker.fleet;

import io.sluice.contract.FleetRecord;
import io.sluice.contract.FleetRecord.Activity;
import io.sluice.contract.FleetRecord.Control;
import io.sluice.contract.FleetRecord.Lease;

/**
 * One life of a worker in the simulation: the production ledger, claim and pacer, moved by the same rules as the real
 * {@code FleetLog} (who reads and speaks) and {@code OrderDispatcher} (who starts calls) move them. Its clock has a speed and an
 * offset of its own. While paused it does nothing at all, and wakes with the view it had. Not thread-safe.
 */
final class SimulatedWorker {
    static final long TTL_NANOS = 400_000_000L;

    private static final long RENEWAL_NANOS = TTL_NANOS / 3;
    static final long NEWS_NANOS_MIN = 30_000_000L;
    private static final long LOG_LOOK_NANOS = 50_000_000L;
    private static final long CALL_LOOK_NANOS = 5_000_000L;
    private static final int STARTS_PER_LOOK_MAX = 64;
    private static final int UNACKNOWLEDGED_MAX = 8;

    /** Where a worker lives. */
    interface Fleet {
        long trueNanos();

        void in(long trueDelayNanos, Runnable action);

        SimulatedLog log();

        Weather weather();

        SimulatedOrders orders();

        void callStarts(SimulatedWorker worker);

        void shareRead(SimulatedWorker worker);
    }

    /** A clock that runs at {@code speed} and shows {@code offsetNanos} at true time 0; wall clocks differ by {@code skewNanos}. */
    record Clock(double speed, long offsetNanos, long skewNanos) {
        long at(long trueNanos) {
            return offsetNanos + (long) (trueNanos * speed);
        }

        long trueNanos(long ownNanos) {
            return (long) Math.ceil(ownNanos / speed) + 1;
        }
    }

    private final String id;
    private final Clock clock;
    private final Book book;
    private final Turnstile turnstile;
    private final Fleet fleet;
    private final Runnable reader = this::landed;
    private int readTo;
    private boolean readPlanned;
    private double targetPerSecond;
    private long spokeNanos;
    private long follows;
    private long lastLandingNanos;
    private int unacknowledged;
    private boolean wasWaiting;
    private long pausedUntilTrueNanos;
    private long mutedUntilTrueNanos;
    private boolean alive = true;

    SimulatedWorker(String id, Clock clock, Book book, Turnstile turnstile, Fleet fleet) {
        this.id = id;
        this.clock = clock;
        this.book = book;
        this.turnstile = turnstile;
        this.fleet = fleet;
    }

    /** Comes to life, having to read the log from this offset on, under the rate that holds there. */
    void start(int fromOffset, double ratePerSecond) {
        readTo = fromOffset;
        targetPerSecond = ratePerSecond;
        spokeNanos = now() - RENEWAL_NANOS;
        fleet.log().onLanding(reader);
        readPlanned = true;
        fleet.in(fleet.weather().deliveryNanos(), this::read);
        fleet.in(0, this::lookForCalls);
    }

    String id() {
        return id;
    }

    boolean isAlive() {
        return alive;
    }

    boolean isUp() {
        return alive && !isPaused();
    }

    private boolean isPaused() {
        return fleet.trueNanos() < pausedUntilTrueNanos;
    }

    double targetPerSecond() {
        return targetPerSecond;
    }

    /** Billionths of the rate that it would use now; also while paused, as it might wake at any moment. */
    long usable() {
        return alive ? book.usable(now()) : 0;
    }

    /** kill -9. */
    void crash() {
        alive = false;
        fleet.log().forget(reader);
    }

    /** SIGTERM. */
    void leave() {
        send(book.leave(now()));
        crash();
    }

    /** SIGSTOP, for so long. */
    void pause(long nanos) {
        pausedUntilTrueNanos = Math.max(pausedUntilTrueNanos, fleet.trueNanos() + nanos);
    }

    /** For so long none of its records gets into the log. */
    void mute(long nanos) {
        mutedUntilTrueNanos = fleet.trueNanos() + nanos;
    }

    private void landed() {
        if (!readPlanned) {
            readPlanned = true;
            fleet.in(fleet.weather().deliveryNanos(), this::read);
        }
    }

    private void read() {
        if (!alive || sleptOver(this::read)) {
            return;
        }
        readPlanned = false;
        int to = fleet.log().end();
        if (fleet.weather().isShortRead()) {
            to = readTo + fleet.weather().below(to - readTo + 1);
        }
        while (readTo < to) {
            take(fleet.log().at(readTo++));
        }
        if (readTo < fleet.log().end()) {
            landed();
        }
        follow();
    }

    private void take(SimulatedLog.Entry entry) {
        FleetRecord record = entry.record();
        if (record instanceof Lease lease) {
            long agoNanos = fleet.trueNanos() + clock.skewNanos() - entry.sentWallNanos();
            book.read(lease, now() - agoNanos, now());
            fleet.shareRead(this);
        } else if (record instanceof Control control) {
            targetPerSecond = control.paused() ? 0 : control.ratePerSecond();
        }
    }

    /** As {@code FleetLog.follow}: renew when due, tell news, come back in time. */
    private void follow() {
        long now = now();
        book.claim(workload().claim(targetPerSecond), targetPerSecond, now);
        boolean due = now - spokeNanos >= RENEWAL_NANOS;
        boolean news = now - spokeNanos >= NEWS_NANOS_MIN && book.hasNews(now);
        if ((due || news) && unacknowledged < UNACKNOWLEDGED_MAX) {
            spokeNanos = now;
            send(book.declare(now));
            fleet.shareRead(this);
        }
        long untilNanos = Math.min(spokeNanos + RENEWAL_NANOS, book.nextExpiryNanos(now)) - now;
        long waitNanos = Math.max(1_000_000, Math.min(untilNanos, LOG_LOOK_NANOS));
        long follow = ++follows;
        fleet.in(clock.trueNanos(waitNanos) + fleet.weather().lateNanos(), () -> followIfLatest(follow));
    }

    private void followIfLatest(long follow) {
        if (alive && follow == follows && !sleptOver(() -> followIfLatest(follow))) {
            follow();
        }
    }

    private Workload workload() {
        PartitionBacklog oldest = fleet.orders().oldest(id);
        long oldestMillis = oldest == null ? 0 : (long) oldest.headMillis();
        return new Workload(fleet.orders().backlog(id), oldestMillis, Activity.NONE, Double.POSITIVE_INFINITY);
    }

    private void send(Lease lease) {
        Weather weather = fleet.weather();
        Weather.Append outcome = fleet.trueNanos() < mutedUntilTrueNanos ? Weather.Append.LOST : weather.append();
        unacknowledged++;
        if (outcome != Weather.Append.LOST) {
            lastLandingNanos = Math.max(lastLandingNanos + 1, fleet.trueNanos() + weather.appendNanos());
            long sentWallNanos = fleet.trueNanos() + clock.skewNanos();
            fleet.in(lastLandingNanos - fleet.trueNanos(), () -> {
                fleet.log().land(new SimulatedLog.Entry(lease, fleet.trueNanos(), sentWallNanos));
                unacknowledged -= outcome == Weather.Append.ACKNOWLEDGED ? 1 : 0;
            });
        }
        if (outcome != Weather.Append.ACKNOWLEDGED) {
            fleet.in(weather.failureNanos(), () -> failed(lease));
        }
    }

    private void failed(Lease lease) {
        if (alive && !sleptOver(() -> failed(lease))) {
            unacknowledged--;
            book.appendFailed(lease, now());
        }
    }

    /** As {@code OrderDispatcher.look}. */
    private void lookForCalls() {
        if (!alive || sleptOver(this::lookForCalls)) {
            return;
        }
        long waitNanos = 0;
        for (int i = 0; i < STARTS_PER_LOOK_MAX && waitNanos == 0; i++) {
            waitNanos = startNextOrWait(now());
        }
        long nextNanos = clock.trueNanos(Math.min(waitNanos, CALL_LOOK_NANOS));
        fleet.in(nextNanos + fleet.weather().lateNanos(), this::lookForCalls);
    }

    private long startNextOrWait(long now) {
        double leastPerSecond = book.leastUsable(now) * targetPerSecond / FleetRecord.WHOLE;
        double callsPerSecond = book.usable(now) * targetPerSecond / FleetRecord.WHOLE;
        turnstile.setRate(callsPerSecond, leastPerSecond, now);
        if (!wasWaiting) {
            turnstile.idle(now);
        }
        PartitionBacklog oldest = callsPerSecond > 0 ? fleet.orders().oldest(id) : null;
        wasWaiting = oldest != null;
        if (oldest == null) {
            return CALL_LOOK_NANOS;
        }
        long waitNanos = turnstile.waitNanos(now);
        if (waitNanos > 0) {
            return waitNanos;
        }
        double unused = oldest.take(1);
        turnstile.started(now);
        fleet.callStarts(this);
        return 0;
    }

    /** Puts off to some time soon after waking what a paused process does not do now. */
    private boolean sleptOver(Runnable action) {
        if (isPaused()) {
            long wakeNanos = pausedUntilTrueNanos - fleet.trueNanos();
            fleet.in(wakeNanos + fleet.weather().below(10_000_000), action);
            return true;
        }
        return false;
    }

    private long now() {
        return clock.at(fleet.trueNanos());
    }
}
