package io.sluice.loadtest.scenario;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers with their units as a scenario has them. Stateless; every refusal is an IllegalArgumentException for people. */
final class Quantities {
    private static final Pattern DURATION = Pattern.compile("([0-9]+(?:\\.[0-9]+)?) *(ms|s|m|h)");
    private static final Pattern SHARE = Pattern.compile("([0-9]+(?:\\.[0-9]+)?) *%");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+(?:\\.[0-9]+)?");

    private Quantities() {}

    /** {@code 200ms}, {@code 10s}, {@code 1.5m} or {@code 2h}. */
    static Duration duration(String text) {
        Matcher duration = DURATION.matcher(text);
        if (duration.matches()) {
            double seconds = Double.parseDouble(duration.group(1))
                    * switch (duration.group(2)) {
                        case "ms" -> 1e-3;
                        case "s" -> 1;
                        case "m" -> 60;
                        default -> 3_600;
                    };
            return Duration.ofNanos(Math.round(seconds * 1e9));
        }
        throw new IllegalArgumentException(
                NUMBER.matcher(text).matches()
                        ? "'" + text + "' has no unit; write " + text + "ms, " + text + "s, " + text + "m or " + text
                                + "h"
                        : "'" + text + "' is not a time such as 200ms, 10s, 5m or 2h");
    }

    /** {@code 98 %}, as a share from 0 to 1. */
    static double share(String text) {
        Matcher share = SHARE.matcher(text);
        double value = share.matches() ? Double.parseDouble(share.group(1)) / 100 : Double.NaN;
        if (value >= 0 && value <= 1) {
            return value;
        }
        throw new IllegalArgumentException("'" + text + "' is not a share such as 98 %");
    }

    /** A number that is not negative. */
    static double number(String text) {
        if (NUMBER.matcher(text).matches()) {
            return Double.parseDouble(text);
        }
        throw new IllegalArgumentException("'" + text + "' is not a number");
    }

    /** A whole number in these bounds. */
    static long whole(String text, long min, long max) {
        if (text.matches("[0-9]{1,18}")) {
            long value = Long.parseLong(text);
            if (value >= min && value <= max) {
                return value;
            }
        }
        throw new IllegalArgumentException("'" + text + "' is not a whole number from " + min + " to " + max);
    }
}
