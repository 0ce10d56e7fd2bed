package io.sluice.worker.downstream;

import java.time.DateTimeException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** The {@code Retry-After} header (RFC 9110, 10.2.3): seconds, or a date. Pure. */
final class RetryAfter {
    private RetryAfter() {}

    /** How long to wait, 0 if the header is missing, in the past or not understood. */
    static long millis(@Nullable String header, long nowMillis) {
        if (header == null) {
            return 0;
        }
        String value = header.strip();
        try {
            return Math.max(0, Math.multiplyExact(Long.parseLong(value), 1_000L));
        } catch (NumberFormatException | ArithmeticException notSeconds) {
            return untilDate(value, nowMillis);
        }
    }

    private static long untilDate(String value, long nowMillis) {
        try {
            long atMillis = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant()
                    .toEpochMilli();
            return Math.max(0, atMillis - nowMillis);
        } catch (DateTimeException notADate) {
            return 0;
        }
    }
}
