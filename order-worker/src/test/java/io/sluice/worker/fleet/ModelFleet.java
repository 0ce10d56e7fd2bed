package io.sluice.worker.fleet;

import io.sluice.contract.FleetRecord;
import io.sluice.contract.FleetRecord.Activity;
import io.sluice.contract.FleetRecord.Control;
import io.sluice.contract.FleetRecord.Hold;
import io.sluice.contract.FleetRecord.Pace;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * Three workers with a backlog that does not end, in virtual time: each has its own log reader, ledger and conductor, as in
 * a real worker, and they share a log whose records arrive 20 ms late, and a downstream.
 */
final class ModelFleet {
    static final long MILLI = 1_000_000L;
    static final long SECOND = 1_000 * MILLI;
    private static final long TTL = 400 * MILLI;
    private static final long LOG_DELAY = 20 * MILLI;
    private static final long TICK = MILLI;
    private static final long RETRY_AFTER_MILLIS = 1_000;
    private static final long TIMEOUT = 2 * SECOND;

    final ModelDownstream downstream;
    final List<Node> nodes = new ArrayList<>();
    final List<Entry> log = new ArrayList<>();
    final List<String> trace = new ArrayList<>();
    private final SplittableRandom random;
    long now = SECOND;
    long answered;
    long started;
    long overloaded;
    boolean isIdle;
    boolean saysRetryAfter = true;

    record Entry(FleetRecord record, long visibleAt) {}

    private record Call(long endNanos, long tookNanos) {}

    final class Node {
        final String id;
        final FleetRate rate;
        final Conductor conductor;
        final PriorityQueue<Call> calls = new PriorityQueue<>((a, b) -> Long.compare(a.endNanos(), b.endNanos()));
        boolean alive = true;
        private int readTo;
        private double due;
        private long spoke;
        private long callsStarted;
        private long callsAnswered;
        private long micros;
        private long refused;
        private long failed;

        Node(String id, double floor) {
            this.id = id;
            rate = new FleetRate(id, "life", TTL);
            conductor = new Conductor(id, floor);
            spoke = now - random.nextLong(TTL / 3);
        }

        Activity activity() {
            return new Activity(callsStarted, callsAnswered, micros, refused, failed, calls.size(), brake());
        }

        private String brake() {
            if (isIdle) {
                return "idle";
            }
            return rate.isHeld(now) ? "retry_after" : "rate";
        }

        private void tick() {
            while (readTo < log.size() && log.get(readTo).visibleAt() <= now) {
                rate.read(log.get(readTo++).record(), now);
            }
            call();
            finish();
            Workload workload = new Workload(isIdle ? 0 : 10_000_000, 1, activity(), Double.POSITIVE_INFINITY);
            boolean renew = now - spoke >= TTL / 3;
            if (renew || (now - spoke >= 30 * MILLI && rate.hasNews(workload, now))) {
                spoke = now;
                append(rate.declare(workload, now));
            }
            for (Pace pace : conductor.speak(rate, activity(), now, now / MILLI)) {
                trace.add(String.format(
                        Locale.ROOT,
                        "%.2f %s%.1f %s",
                        now / 1e9 - 1,
                        pace.advice() ? "advice " : "",
                        pace.ratePerSecond(),
                        pace.reason()));
                append(pace);
            }
        }

        private void call() {
            due = Math.min(due + (isIdle ? 0 : rate.callsPerSecond(now) * TICK / SECOND), 1 + rate.callsPerSecond(now));
            int count = (int) due;
            for (int i = 0; i < count; i++) {
                long at = now + TICK * i / count;
                long took = downstream.call(at);
                long end = at
                        + (took == -1 ? ModelDownstream.REFUSED_NANOS : took < 0 ? TIMEOUT : Math.min(took, TIMEOUT));
                calls.add(new Call(end, took > TIMEOUT ? -2 : took));
            }
            due -= count;
            callsStarted += count;
            started += count;
        }

        private void finish() {
            while (!calls.isEmpty() && calls.peek().endNanos() <= now) {
                long took = calls.remove().tookNanos();
                if (took == -1) {
                    refused++;
                    overloaded++;
                    if (saysRetryAfter && rate.hold(RETRY_AFTER_MILLIS, now)) {
                        append(new Hold(RETRY_AFTER_MILLIS, id));
                    }
                } else if (took < 0) {
                    failed++;
                } else {
                    callsAnswered++;
                    answered++;
                    micros += took / 1_000;
                }
            }
        }
    }

    ModelFleet(long seed, ModelDownstream downstream, Control control, double floor) {
        random = new SplittableRandom(seed);
        this.downstream = downstream;
        for (String id : List.of("a", "b", "c")) {
            nodes.add(new Node(id, floor));
        }
        append(control);
    }

    static Control control(double rate, FleetRecord.Mode mode, String schedule) {
        return new Control(rate, false, mode, schedule, false, "operator", "test", 0);
    }

    void append(FleetRecord record) {
        log.add(new Entry(record, now + LOG_DELAY));
    }

    void runUntil(double seconds) {
        long end = SECOND + (long) (seconds * 1e9);
        while (now < end) {
            now += TICK;
            for (Node node : nodes) {
                if (node.alive) {
                    node.tick();
                }
            }
        }
    }

    /** What the first live worker takes for the fleet's rate. */
    double target() {
        return nodes.stream()
                .filter(node -> node.alive)
                .findFirst()
                .orElseThrow()
                .rate
                .targetPerSecond();
    }

    List<Pace> paces() {
        return log.stream()
                .map(Entry::record)
                .filter(Pace.class::isInstance)
                .map(Pace.class::cast)
                .toList();
    }

    /** For a failed assertion. */
    String story() {
        return String.join("\n", trace);
    }
}
