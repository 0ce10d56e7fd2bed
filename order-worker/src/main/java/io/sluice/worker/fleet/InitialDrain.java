package io.sluice.worker.fleet;

import io.sluice.contract.FleetRecord.Control;
import io.sluice.contract.FleetRecord.Mode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a worker would have the fleet drain if nobody has said so yet. Once the fleet log has a control, that one holds.
 *
 * @param ratePerSecond calls a second by the whole fleet, the cap while adaptive; null to leave all of it to others
 * @param mode how the rate is found
 * @param schedule windows with rates of their own, or empty
 */
public record InitialDrain(@Nullable Double ratePerSecond, Mode mode, String schedule) {

    /** The first word in a fleet's log, or null if this worker has none to say. */
    public @Nullable Control control(String worker, long atMillis) {
        return ratePerSecond == null
                ? null
                : new Control(ratePerSecond, false, mode, schedule, true, worker, "first start", atMillis);
    }

    /** What is configured here and is otherwise in the fleet; what is left at its default says nothing. */
    public List<String> differencesTo(Control control) {
        List<String> differences = new ArrayList<>();
        if (ratePerSecond != null && ratePerSecond != control.ratePerSecond()) {
            differences.add("rate " + ratePerSecond + ", the fleet's is " + control.ratePerSecond());
        }
        if (mode != Mode.FIXED && mode != control.mode()) {
            differences.add(
                    "mode " + mode.word() + ", the fleet's is " + control.mode().word());
        }
        if (!schedule.isEmpty() && !schedule.equals(control.schedule())) {
            differences.add("schedule '" + schedule + "', the fleet's is '" + control.schedule() + "'");
        }
        return differences;
    }
}
