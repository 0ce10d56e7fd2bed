package io.sluice.observability;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The alert rules at fifteen times the speed: written for a scrape every 15 seconds, run with one every second. Windows and
 * waiting times are divided by that and nothing else is changed; thresholds are what they are in production. Stateless.
 */
final class FasterRules {
    /** Seconds between scrapes that the rules are written for, over those of the tests. */
    static final int FACTOR = 15;

    private static final Pattern TIME = Pattern.compile("(\\[|for: )(\\d+)([smh])(]|\\n)");
    private static final Map<String, Integer> SECONDS = Map.of("s", 1, "m", 60, "h", 3_600);

    private FasterRules() {}

    static String of(String rules) {
        return TIME.matcher(rules)
                .replaceAll(found -> Matcher.quoteReplacement(
                        found.group(1) + seconds(found.group(2), found.group(3)) + "s" + found.group(4)));
    }

    private static int seconds(String number, String unit) {
        int seconds = Integer.parseInt(number) * SECONDS.getOrDefault(unit, 0);
        if (seconds % FACTOR != 0) {
            throw new IllegalArgumentException(number + unit + " is no multiple of " + FACTOR + " s");
        }
        return seconds / FACTOR;
    }
}
