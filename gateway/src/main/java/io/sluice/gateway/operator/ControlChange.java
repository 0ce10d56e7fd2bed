package io.sluice.gateway.operator;

import io.sluice.contract.FleetRecord.Control;
import io.sluice.contract.FleetRecord.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an operator wants to be different; null means as it is. Immutable.
 *
 * @param ratePerSecond calls a second by the whole fleet
 * @param paused whether no call may start
 * @param mode how the rate is found
 * @param schedule the text of a schedule, empty for none
 * @param reason why, for people to read
 */
public record ControlChange(
        @Nullable Double ratePerSecond,
        @Nullable Boolean paused,
        @Nullable Mode mode,
        @Nullable String schedule,
        @Nullable String reason) {

    /** Whether there is nothing to merge it with and it says too little on its own. */
    boolean needsRate(@Nullable Control before) {
        return before == null && ratePerSecond == null;
    }

    /** What holds after it. Not to be asked for where it {@link #needsRate}. */
    Control after(@Nullable Control before, String by, long atMillis) {
        Control held = before == null
                ? new Control(ratePerSecond == null ? 0 : ratePerSecond, false, Mode.FIXED, "", false, by, "", atMillis)
                : before;
        Control wanted = new Control(
                ratePerSecond == null ? held.ratePerSecond() : ratePerSecond,
                paused == null ? held.paused() : paused,
                mode == null ? held.mode() : mode,
                schedule == null ? held.schedule() : schedule,
                false,
                by,
                "",
                atMillis);
        String why = reason != null ? reason : difference(before, wanted);
        return new Control(
                wanted.ratePerSecond(), wanted.paused(), wanted.mode(), wanted.schedule(), false, by, why, atMillis);
    }

    private static String difference(@Nullable Control before, Control after) {
        if (before == null) {
            return "rate " + number(after.ratePerSecond());
        }
        List<String> said = new ArrayList<>();
        if (before.ratePerSecond() != after.ratePerSecond()) {
            said.add("rate " + number(before.ratePerSecond()) + " to " + number(after.ratePerSecond()));
        }
        if (before.paused() != after.paused()) {
            said.add(after.paused() ? "paused" : "resumed");
        }
        if (before.mode() != after.mode()) {
            said.add("mode " + before.mode().word() + " to " + after.mode().word());
        }
        if (!before.schedule().equals(after.schedule())) {
            said.add(after.schedule().isEmpty() ? "schedule removed" : "schedule changed");
        }
        return said.isEmpty() ? "nothing changed" : String.join(", ", said);
    }

    private static String number(double rate) {
        return rate == Math.rint(rate) ? String.format(Locale.ROOT, "%.0f", rate) : Double.toString(rate);
    }
}
