package io.sluice.gateway.operator;

import io.sluice.contract.FleetRecord.Control;
import io.sluice.gateway.queue.FleetReport;
import io.sluice.gateway.queue.Forecast;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where an operator asks how the backlog drains and says how it should. Changes of one gateway are made one after the other,
 * each on top of the one before; between gateways the last one in the log wins, whole: it may undo what another
 * gateway wrote in the moment before, and the answer to a change shows what holds in the end. Thread-safe.
 */
public final class DrainDesk {
    private static final Logger log = LoggerFactory.getLogger(DrainDesk.class);

    private final Supplier<FleetReport> fleet;
    private final Forecast forecast;
    private final ControlLog controlLog;
    private final LongSupplier wallMillisClock;

    /** How a change ended. */
    public enum Outcome {
        DONE,
        NOT_CONFIRMED,
        RATE_MISSING
    }

    /**
     * The fleet and its backlog.
     *
     * @param backlogOrders orders that are not tried yet
     * @param drainedAtMillis when they are, milliseconds since 1970, or {@link Forecast#UNKNOWN}
     */
    public record Report(FleetReport fleet, long backlogOrders, long drainedAtMillis) {}

    public DrainDesk(
            Supplier<FleetReport> fleet, Forecast forecast, ControlLog controlLog, LongSupplier wallMillisClock) {
        this.fleet = fleet;
        this.forecast = forecast;
        this.controlLog = controlLog;
        this.wallMillisClock = wallMillisClock;
    }

    /** How things are now. */
    public Report report() {
        return new Report(fleet.get(), forecast.depth(), forecast.drainedAtMillis());
    }

    /** Merges the change with what holds and tells the fleet. Blocks until that is certain, or for a bounded time. */
    public synchronized Outcome change(ControlChange change, String by) {
        Control before = fleet.get().control();
        if (change.needsRate(before)) {
            return Outcome.RATE_MISSING;
        }
        Control after = change.after(before, by, wallMillisClock.getAsLong());
        boolean told = controlLog.tell(after);
        log.info("{} changed the drain ({}): {}", by, told ? "confirmed" : "not confirmed", after);
        return told ? Outcome.DONE : Outcome.NOT_CONFIRMED;
    }
}
