package io.sluice.gateway.operator;

import io.sluice.contract.FleetRecord;

/** Where the fleet is told what to do. Thread-safe. */
public interface ControlLog {

    /**
     * Tells the fleet. Blocks for a bounded time.
     *
     * @return whether the record is in the log for good and what this gateway shows has it; if not, it may still come
     */
    boolean tell(FleetRecord word);
}
