package io.sluice.contract;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Rates by the calendar. As text: {@code ZONE; WINDOW; WINDOW…}, a window being {@code [DAYS] HH:MM-HH:MM=RATE [ramp
 * PT10M]}, such as {@code Europe/Berlin; Mon-Fri 22:00-06:00=1000 ramp PT10M; Sat,Sun 00:00-24:00=400}. Without days it
 * is for every day; one that crosses midnight belongs to the day on which it begins. Where windows overlap the first in
 * the text holds, outside of all of them the base rate does. Rate 0 means that nothing is drained.
 *
 * <p>A ramp: from the moment in which the window takes over (its beginning, or the end of one that was before it) the
 * rate goes on a straight line from what held just before to the window's. Where a window ends there is no ramp.
 *
 * <p>Where the clocks change, java.time's rules hold for both edges of a window. An edge in the hour that is left out
 * moves on by that hour (02:30 is 03:30 then); a window that comes to nothing by that does not occur. An edge in the hour
 * that comes twice means the first time. So 00:00-24:00 lasts 23 or 25 hours, and 02:00-03:00 not at all, or two.
 *
 * <p>A question costs a walk over the changes until its answer, each a few conversions of calendar dates by window: for
 * a status request, not for every order. Immutable.
 */
public final class DrainSchedule {
    private static final DrainSchedule NONE = new DrainSchedule("", ZoneOffset.UTC, List.of());
    private static final int TEXT_LENGTH_MAX = 2_000;
    private static final int WINDOWS_MAX = 25;
    private static final long HORIZON_MILLIS = Duration.ofDays(31).toMillis();
    /** So many ramps in a row that were cut off before their end are looked back over: bounds the recursion. */
    private static final int RAMPS_CUT_MAX = 16;
    /** A rounding error must not make the last order wait for the next window. */
    private static final double ORDERS_TOLERATED = 1e-6;

    private final String text;
    private final ZoneId zone;
    private final List<DrainWindow> windows;

    /**
     * A time in which the rate goes on one straight line.
     *
     * @param fromMillis its beginning, milliseconds since 1970
     * @param untilMillis its end; Long.MAX_VALUE if it has none
     * @param fromRatePerSecond the rate at the beginning
     * @param untilRatePerSecond the rate just before the end
     */
    public record Stretch(long fromMillis, long untilMillis, double fromRatePerSecond, double untilRatePerSecond) {
        boolean isLevel() {
            return fromRatePerSecond == untilRatePerSecond;
        }

        /** What is drained from its beginning until this moment of it. */
        public double orders(long atMillis) {
            double rateThen = isLevel() ? fromRatePerSecond : ratePerSecond(atMillis);
            return (fromRatePerSecond + rateThen) / 2 * (atMillis - fromMillis) / 1000;
        }

        /** The rate at this moment of it. */
        public double ratePerSecond(long atMillis) {
            return isLevel()
                    ? fromRatePerSecond
                    : fromRatePerSecond
                            + (untilRatePerSecond - fromRatePerSecond)
                                    * (atMillis - fromMillis)
                                    / (untilMillis - fromMillis);
        }

        /**
         * The moment within it at which so many orders are drained; empty if they are not by its end.
         *
         * @param orders from its beginning on
         */
        public OptionalLong drainedAtMillis(double orders) {
            if (orders <= ORDERS_TOLERATED) {
                return OptionalLong.of(fromMillis);
            }
            if (fromRatePerSecond + untilRatePerSecond <= 0
                    || (untilMillis != Long.MAX_VALUE && orders - orders(untilMillis) > ORDERS_TOLERATED)) {
                return OptionalLong.empty();
            }
            double perSecondSquared =
                    isLevel() ? 0 : (untilRatePerSecond - fromRatePerSecond) * 1000 / (untilMillis - fromMillis);
            // Of r·t + s·t²/2 = orders the solution that does not divide by a slope of nothing.
            double root = Math.sqrt(Math.max(0, fromRatePerSecond * fromRatePerSecond + 2 * perSecondSquared * orders));
            double seconds = 2 * orders / (fromRatePerSecond + root);
            return OptionalLong.of(fromMillis + Math.round(seconds * 1000));
        }
    }

    /**
     * Who says the rate: a window, or nobody.
     *
     * @param window null outside of all windows
     * @param sinceMillis when it took over; means nothing without a window
     * @param untilMillis when another takes over
     */
    private record Holder(@Nullable DrainWindow window, long sinceMillis, long untilMillis) {}

    private DrainSchedule(String text, ZoneId zone, List<DrainWindow> windows) {
        this.text = text;
        this.zone = zone;
        this.windows = windows;
    }

    /** Without windows: the base rate always holds. */
    public static DrainSchedule none() {
        return NONE;
    }

    /**
     * The schedule of this text; blank for none.
     *
     * @throws IllegalArgumentException whose message names the part that is not understood
     */
    public static DrainSchedule parse(String text) {
        String stripped = text.strip();
        if (stripped.isEmpty()) {
            return NONE;
        }
        String[] parts = stripped.split(";", -1);
        if (stripped.length() > TEXT_LENGTH_MAX || parts.length > WINDOWS_MAX + 1) {
            throw new IllegalArgumentException(
                    "a schedule has at most " + WINDOWS_MAX + " windows and " + TEXT_LENGTH_MAX + " characters");
        }
        ZoneId zone = zone(parts[0].strip());
        if (parts.length == 1) {
            throw new IllegalArgumentException("there is no window after the time zone '" + parts[0].strip() + "'");
        }
        List<DrainWindow> windows = new ArrayList<>();
        for (int i = 1; i < parts.length; i++) {
            try {
                windows.add(DrainWindow.parse(parts[i].strip()));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("window " + i + ": " + e.getMessage(), e);
            }
        }
        return new DrainSchedule(stripped, zone, List.copyOf(windows));
    }

    /**
     * The schedule of a text in the fleet log; none if it is not understood. Nobody of ours writes such a one, but a newer
     * version might, or a hand; the base rate is what is certain then.
     */
    public static DrainSchedule orNone(String text) {
        try {
            return parse(text);
        } catch (IllegalArgumentException e) {
            return NONE;
        }
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "'" + name + "' is no time zone; a schedule begins with one, such as Europe/Berlin or UTC", e);
        }
    }

    /** What {@link #parse} makes this of. */
    public String text() {
        return text;
    }

    /** Whether there are no windows. */
    public boolean isEmpty() {
        return windows.isEmpty();
    }

    /** Calls a second by the whole fleet at this moment. */
    public double rateAt(long epochMillis, double basePerSecond) {
        return isEmpty() ? basePerSecond : rate(holderAt(epochMillis), epochMillis, basePerSecond, RAMPS_CUT_MAX);
    }

    /**
     * The next moment at which the rate or its slope changes, whatever the base rate; Long.MAX_VALUE if there is none within
     * 31 days.
     */
    public long nextChangeMillis(long epochMillis) {
        // Not equal to anything, itself included: where the base rate matters there is a change.
        double anyRate = Double.NaN;
        Stretch stretch = stretchAt(epochMillis, anyRate);
        while (stretch.untilMillis() - epochMillis <= HORIZON_MILLIS) {
            Stretch next = stretchAt(stretch.untilMillis(), anyRate);
            boolean goesOn =
                    stretch.isLevel() && next.isLevel() && stretch.untilRatePerSecond() == next.fromRatePerSecond();
            if (!goesOn) {
                return stretch.untilMillis();
            }
            stretch = next;
        }
        return Long.MAX_VALUE;
    }

    /** When so many orders are drained, integrating the rate from then on; empty if that is not within 31 days. */
    public OptionalLong drainedAtMillis(double orders, long fromMillis, double basePerSecond) {
        long horizonMillis = fromMillis + HORIZON_MILLIS;
        double left = Math.max(0, orders);
        long atMillis = fromMillis;
        while (atMillis <= horizonMillis) {
            Stretch stretch = stretchAt(atMillis, basePerSecond);
            OptionalLong drained = stretch.drainedAtMillis(left);
            if (drained.isPresent()) {
                return drained.getAsLong() <= horizonMillis ? drained : OptionalLong.empty();
            }
            if (stretch.untilMillis() == Long.MAX_VALUE) {
                return OptionalLong.empty();
            }
            left -= stretch.orders(stretch.untilMillis());
            atMillis = stretch.untilMillis();
        }
        return OptionalLong.empty();
    }

    /** The straight line on which the rate goes from this moment on; the next one may continue it. */
    public Stretch stretchAt(long epochMillis, double basePerSecond) {
        if (isEmpty()) {
            return new Stretch(epochMillis, Long.MAX_VALUE, basePerSecond, basePerSecond);
        }
        Holder holder = holderAt(epochMillis);
        DrainWindow window = holder.window();
        long untilMillis = holder.untilMillis();
        if (window != null && epochMillis < holder.sinceMillis() + window.rampMillis()) {
            untilMillis = Math.min(untilMillis, holder.sinceMillis() + window.rampMillis());
        }
        return new Stretch(
                epochMillis,
                untilMillis,
                rate(holder, epochMillis, basePerSecond, RAMPS_CUT_MAX),
                rate(holder, untilMillis, basePerSecond, RAMPS_CUT_MAX));
    }

    private double rate(Holder holder, long atMillis, double basePerSecond, int rampsCutMax) {
        DrainWindow window = holder.window();
        if (window == null) {
            return basePerSecond;
        }
        long heldMillis = atMillis - holder.sinceMillis();
        if (heldMillis >= window.rampMillis() || rampsCutMax == 0) {
            return window.ratePerSecond();
        }
        Holder before = holderAt(holder.sinceMillis() - 1);
        double start = rate(before, holder.sinceMillis(), basePerSecond, rampsCutMax - 1);
        return start + (window.ratePerSecond() - start) * heldMillis / window.rampMillis();
    }

    private Holder holderAt(long epochMillis) {
        long untilMillis = Long.MAX_VALUE;
        long lastEndMillis = Long.MIN_VALUE;
        for (DrainWindow window : windows) {
            DrainWindow.Occurrence occurrence = window.occurrenceAt(epochMillis, zone);
            if (occurrence != null) {
                return new Holder(
                        window,
                        Math.max(occurrence.beginMillis(), lastEndMillis),
                        Math.min(occurrence.endMillis(), untilMillis));
            }
            untilMillis = Math.min(untilMillis, window.nextBeginMillis(epochMillis, zone));
            lastEndMillis = Math.max(lastEndMillis, window.lastEndMillis(epochMillis, zone));
        }
        return new Holder(null, 0, untilMillis);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DrainSchedule schedule && schedule.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
