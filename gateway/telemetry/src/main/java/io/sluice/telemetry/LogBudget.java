package io.sluice.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/**
 * Lets the same warning through so often, and then counts: where a thousand orders a second meet the same trouble, the first
 * few lines say what it is, and the rest would only cost disk and cores when both are short. How many were left out is said
 * with the first line of the next interval. Warnings are the same if logger and message, before its arguments are filled in,
 * are. Thread-safe.
 *
 * <p>Logback's DuplicateMessageFilter never lets a message through again once it was repeated, and says no number.
 */
final class LogBudget extends TurboFilter {
    /** Lines of one kind in an interval. */
    static final int LINES_MAX = 10;

    static final long INTERVAL_NANOS = 10_000_000_000L;

    /** Our own messages are constants; those that others put together themselves must not fill the memory. */
    private static final int KINDS_MAX = 1_000;

    private final LongSupplier nanoClock;
    private final Map<String, Kind> kinds = new HashMap<>();

    private static final class Kind {
        private long sinceNanos;
        private int lines;
        private long leftOut;
    }

    LogBudget(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            Object @Nullable [] arguments,
            @Nullable Throwable failure) {
        if (format == null
                || !level.isGreaterOrEqual(Level.WARN)
                || logger.getEffectiveLevel().isGreaterOrEqual(Level.OFF)) {
            return FilterReply.NEUTRAL;
        }
        long leftOut = count(logger.getName() + ' ' + format);
        if (leftOut < 0) {
            return FilterReply.DENY;
        }
        if (leftOut > 0) {
            // Below the level that is counted, so that it does not come back here.
            logger.info("left out {} lines like the next one", leftOut);
        }
        return FilterReply.NEUTRAL;
    }

    /** How many were left out since the last that was not, or −1 if this one is, too. */
    private synchronized long count(String name) {
        if (kinds.size() >= KINDS_MAX && !kinds.containsKey(name)) {
            kinds.clear();
        }
        long now = nanoClock.getAsLong();
        Kind kind = kinds.computeIfAbsent(name, unknown -> new Kind());
        if (kind.lines == 0 || now - kind.sinceNanos >= INTERVAL_NANOS) {
            kind.sinceNanos = now;
            kind.lines = 0;
        }
        kind.lines++;
        if (kind.lines > LINES_MAX) {
            kind.leftOut++;
            return -1;
        }
        long leftOut = kind.leftOut;
        kind.leftOut = 0;
        return leftOut;
    }
}
