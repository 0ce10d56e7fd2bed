package io.sluice.gateway.intake;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The {@code traceparent} header of W3C Trace Context: passed on as it came, unless a span of ours is to stand between; where
 * there is none, or a malformed one, a trace begins here, as that asks. So every order can be found by one id in every process that it
 * passes. Stateless.
 */
public final class Traceparent {
    private static final int LENGTH = 55;

    private static final HexFormat HEX = HexFormat.of();

    private Traceparent() {}

    /** The trace that an order belongs to. Which of the new ones are recorded is for those to say who record: not sampled. */
    public static String of(@Nullable String header) {
        String given = wellFormed(header);
        if (given != null) {
            return given;
        }
        ThreadLocalRandom random = ThreadLocalRandom.current();
        StringBuilder started = new StringBuilder(LENGTH).append("00-");
        // An id of zeros is none: one bit is always set.
        started.append(HEX.toHexDigits(random.nextLong())).append(HEX.toHexDigits(random.nextLong() | 1));
        started.append('-').append(HEX.toHexDigits(random.nextLong() | 1)).append("-00");
        return started.toString();
    }

    /** The value, if it is {@code version-traceId-parentId-flags} with ids that are not all zero; else null. */
    public static @Nullable String wellFormed(@Nullable String header) {
        if (header == null || header.length() < LENGTH || header.charAt(2) != '-' || header.charAt(35) != '-') {
            return null;
        }
        boolean version00 = header.startsWith("00");
        // A later version may have more to say, behind a dash.
        boolean lengthFits = header.length() == LENGTH || (!version00 && header.charAt(LENGTH) == '-');
        boolean sound = lengthFits
                && header.length() <= 4 * LENGTH
                && header.charAt(52) == '-'
                && isHex(header, 0, 2)
                && !header.startsWith("ff")
                && isHex(header, 3, 35)
                && !isZero(header, 3, 35)
                && isHex(header, 36, 52)
                && !isZero(header, 36, 52)
                && isHex(header, 53, LENGTH);
        return sound ? header : null;
    }

    private static boolean isHex(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isZero(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) != '0') {
                return false;
            }
        }
        return true;
    }
}
