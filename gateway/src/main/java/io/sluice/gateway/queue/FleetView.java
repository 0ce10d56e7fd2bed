package io.sluice.gateway.queue;

import io.sluice.contract.FleetRecord;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fleet as its log tells it. A worker counts as live for one and a half times its promise after a record of it was
 * read here: no clock but our own is needed, and a worker that left fades as fast as one that died. Pure: time comes in
 * as an argument. Confined to one thread.
 */
public final class FleetView {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Map<String, Heard> workers = new HashMap<>();
    private FleetRecord.@Nullable Control control;
    private long holdUntilNanos;
    private boolean held;

    private record Heard(long sinceNanos, long lastsNanos) {
        boolean isLive(long nowNanos) {
            return nowNanos - sinceNanos < lastsNanos;
        }
    }

    /** Takes in the next record of the log, read now. */
    public void apply(FleetRecord record, long nowNanos) {
        if (record instanceof FleetRecord.Lease lease) {
            // One entry for each worker, so the newest incarnation replaces the one before.
            workers.put(lease.worker(), new Heard(nowNanos, lease.ttlMillis() * NANOS_PER_MILLI * 3 / 2));
        } else if (record instanceof FleetRecord.Control latest) {
            if (control == null || !latest.initial()) {
                control = latest;
            }
        } else if (record instanceof FleetRecord.Hold hold) {
            holdUntilNanos = nowNanos + hold.millis() * NANOS_PER_MILLI;
            held = true;
        }
    }

    /** What all of it comes to now. Forgets the workers that are gone. */
    public DrainState state(long nowNanos) {
        workers.values().removeIf(heard -> !heard.isLive(nowNanos));
        held = held && holdUntilNanos - nowNanos > 0;
        long holdMillis = held ? (holdUntilNanos - nowNanos) / NANOS_PER_MILLI : 0;
        FleetRecord.Control told = control;
        return told == null
                ? new DrainState(0, false, workers.size(), holdMillis)
                : new DrainState(told.ratePerSecond(), told.paused(), workers.size(), holdMillis);
    }
}
