package io.sluice.contract;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One window of a {@link DrainSchedule}, by the calendar: it occurs on each of its days. Immutable.
 *
 * @param days on which it begins
 * @param beginMinute minutes from the midnight with which its day begins
 * @param endMinute the same for its end, on the next day where it is over 1440; always after the beginning
 * @param ratePerSecond calls a second by the whole fleet
 * @param rampMillis how long the rate takes to get there
 */
record DrainWindow(Set<DayOfWeek> days, int beginMinute, int endMinute, double ratePerSecond, long rampMillis) {
    private static final int MINUTES_A_DAY = 24 * 60;
    private static final double RATE_MAX = 1_000_000;
    /** A window may be as long as a day, and end later than its clock times say where the clocks change. */
    private static final int DAYS_BACK = 3;
    /** The same day of the next week, and of the one after it where a change of the clocks skips that. */
    private static final int DAYS_AHEAD = 15;

    private static final List<String> DAY_NAMES = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
    private static final Pattern CLOCK = Pattern.compile("([01]\\d|2[0-4]):([0-5]\\d)");
    private static final Pattern RATE = Pattern.compile("\\d{1,7}(\\.\\d{1,6})?");
    private static final Pattern FORM =
            Pattern.compile("(?<days>[^0-9:=]*?)\\s*(?<begin>[0-9:]+)\\s*-\\s*(?<end>[0-9:]+)"
                    + "\\s*=\\s*(?<rate>\\S+)(\\s+ramp\\s+(?<ramp>\\S+))?");

    /**
     * From its begin to before its end, milliseconds since 1970.
     *
     * @param beginMillis when it begins
     * @param endMillis when it is over
     */
    record Occurrence(long beginMillis, long endMillis) {
        boolean contains(long epochMillis) {
            return beginMillis <= epochMillis && epochMillis < endMillis;
        }
    }

    /**
     * Reads {@code [DAYS] HH:MM-HH:MM=RATE [ramp PT10M]}.
     *
     * @throws IllegalArgumentException that names what is wrong
     */
    static DrainWindow parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not of the form [DAYS] HH:MM-HH:MM=RATE [ramp PT10M]");
        }
        int begin = minute(group(parts, "begin"));
        int end = minute(group(parts, "end"));
        if (begin == MINUTES_A_DAY) {
            throw new IllegalArgumentException("a window begins at 23:59 at the latest, not at '24:00'");
        }
        if (begin == end) {
            throw new IllegalArgumentException(
                    "'" + group(parts, "begin") + "-" + group(parts, "end") + "' is empty; a whole day is 00:00-24:00");
        }
        int lastMinute = end > begin ? end : end + MINUTES_A_DAY;
        return new DrainWindow(
                days(group(parts, "days")),
                begin,
                lastMinute,
                rate(group(parts, "rate")),
                ramp(group(parts, "ramp"), lastMinute - begin));
    }

    private static String group(Matcher parts, String name) {
        String text = parts.group(name);
        return text == null ? "" : text;
    }

    private static int minute(String text) {
        Matcher clock = CLOCK.matcher(text);
        if (clock.matches()) {
            int minute = Integer.parseInt(text.substring(0, 2)) * 60 + Integer.parseInt(text.substring(3));
            if (minute <= MINUTES_A_DAY) {
                return minute;
            }
        }
        throw new IllegalArgumentException("'" + text + "' is no time of day from 00:00 to 24:00");
    }

    private static Set<DayOfWeek> days(String text) {
        if (text.isEmpty()) {
            return Set.of(DayOfWeek.values());
        }
        EnumSet<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (String part : text.split(",", -1)) {
            String[] ends = part.split("-", -1);
            if (ends.length > 2) {
                throw new IllegalArgumentException(
                        "'" + part.strip() + "' is neither a day nor a range such as Mon-Fri");
            }
            DayOfWeek day = day(ends[0].strip());
            DayOfWeek last = day(ends[ends.length - 1].strip());
            days.add(day);
            while (day != last) {
                day = day.plus(1);
                days.add(day);
            }
        }
        return Set.copyOf(days);
    }

    private static DayOfWeek day(String text) {
        int index = DAY_NAMES.indexOf(text.toLowerCase(Locale.ROOT));
        if (index < 0) {
            throw new IllegalArgumentException("'" + text + "' is no day; days are Mon, Tue, Wed, Thu, Fri, Sat, Sun");
        }
        return DayOfWeek.of(index + 1);
    }

    private static double rate(String text) {
        if (RATE.matcher(text).matches() && Double.parseDouble(text) <= RATE_MAX) {
            return Double.parseDouble(text);
        }
        throw new IllegalArgumentException("'" + text + "' is no rate from 0 to 1000000 calls a second");
    }

    private static long ramp(String text, int windowMinutes) {
        if (text.isEmpty()) {
            return 0;
        }
        try {
            Duration ramp = Duration.parse(text);
            if (!ramp.isNegative() && ramp.compareTo(Duration.ofMinutes(windowMinutes)) <= 0) {
                return ramp.toMillis();
            }
        } catch (DateTimeException e) {
            // said below
        }
        throw new IllegalArgumentException(
                "ramp '" + text + "' is no ISO-8601 duration (PT10M) that is at most as long as its window");
    }

    /** The occurrence that this moment lies in, or null if it lies in none. */
    @Nullable Occurrence occurrenceAt(long epochMillis, ZoneId zone) {
        LocalDate today = date(epochMillis, zone);
        for (int day = 1; day >= -DAYS_BACK; day--) {
            Occurrence occurrence = occurrence(today.plusDays(day), zone);
            if (occurrence != null && occurrence.contains(epochMillis)) {
                return occurrence;
            }
        }
        return null;
    }

    /** When the next occurrence begins, strictly after this moment. */
    long nextBeginMillis(long epochMillis, ZoneId zone) {
        LocalDate today = date(epochMillis, zone);
        for (int day = -1; day <= DAYS_AHEAD; day++) {
            Occurrence occurrence = occurrence(today.plusDays(day), zone);
            if (occurrence != null && occurrence.beginMillis() > epochMillis) {
                return occurrence.beginMillis();
            }
        }
        return Long.MAX_VALUE;
    }

    /** When the latest occurrence ended that was over at this moment; of the last days only. */
    long lastEndMillis(long epochMillis, ZoneId zone) {
        LocalDate today = date(epochMillis, zone);
        for (int day = 1; day >= -DAYS_BACK; day--) {
            Occurrence occurrence = occurrence(today.plusDays(day), zone);
            if (occurrence != null && occurrence.endMillis() <= epochMillis) {
                return occurrence.endMillis();
            }
        }
        return Long.MIN_VALUE;
    }

    private @Nullable Occurrence occurrence(LocalDate date, ZoneId zone) {
        if (!days.contains(date.getDayOfWeek())) {
            return null;
        }
        Occurrence occurrence = new Occurrence(millis(date, beginMinute, zone), millis(date, endMinute, zone));
        // A beginning in the hour that a change of the clocks leaves out moves on, maybe to after the end.
        return occurrence.endMillis() > occurrence.beginMillis() ? occurrence : null;
    }

    private static long millis(LocalDate date, int minute, ZoneId zone) {
        return date.atStartOfDay().plusMinutes(minute).atZone(zone).toInstant().toEpochMilli();
    }

    private static LocalDate date(long epochMillis, ZoneId zone) {
        return LocalDate.ofInstant(Instant.ofEpochMilli(epochMillis), zone);
    }
}
