package io.sluice.gateway.queue;

import io.sluice.contract.FleetRecord.Control;
import io.sluice.contract.FleetRecord.Lease;
import io.sluice.contract.FleetRecord.Pace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fleet as an operator wants to see it.
 *
 * @param control what holds, or null if nobody ever said anything
 * @param advice the latest rate that was only recommended, or null
 * @param ratePerSecond calls a second that the fleet can start now
 * @param workers the last words of the live workers, by id
 * @param binding what keeps the fleet from starting more, in the word of most of its share; null with no worker
 * @param changes the latest changes of the rate and all that goes with it, newest first
 */
public record FleetReport(
        @Nullable Control control,
        @Nullable Pace advice,
        double ratePerSecond,
        List<Lease> workers,
        @Nullable String binding,
        List<Change> changes) {

    /**
     * One change, as a line of a list.
     *
     * @param kind what it was: the word of an operator, the rate of the moment, or advice
     * @param ratePerSecond the rate it said
     * @param paused whether no call may start after it
     * @param by who said it
     * @param reason why
     * @param atMillis when, milliseconds since 1970
     */
    public record Change(Kind kind, double ratePerSecond, boolean paused, String by, String reason, long atMillis) {
        /** Who may have changed something. */
        public enum Kind {
            CONTROL,
            PACE,
            ADVICE
        }
    }
}
