package io.sluice.worker.dispatch;

import io.sluice.contract.FleetRecord.Activity;
import io.sluice.worker.downstream.CallResult;

/** What this worker's calls have come to, for the other workers and the operator to see. Thread-safe. */
final class CallTally {
    private static final long NANOS_PER_MICRO = 1_000;

    private long started;
    private long answered;
    private long answeredMicros;
    private long overloaded;
    private long failed;

    synchronized void started() {
        started++;
    }

    synchronized void answered(CallResult.Kind kind, long durationNanos) {
        switch (kind) {
            case CONFIRMED, REJECTED -> {
                answered++;
                answeredMicros += durationNanos / NANOS_PER_MICRO;
            }
            case OVERLOADED -> overloaded++;
            case ERROR, TIMED_OUT, UNREACHABLE -> failed++;
        }
    }

    synchronized Activity activity(int inFlight, String brake) {
        return new Activity(started, answered, answeredMicros, overloaded, failed, inFlight, brake);
    }
}
