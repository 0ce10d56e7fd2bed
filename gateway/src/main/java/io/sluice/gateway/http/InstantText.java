package io.sluice.gateway.http;

import java.time.Instant;

/**
 * Milliseconds since 1970 → {@code 2026-11-22T13:45:12.345Z}. Keeps the last second it wrote, as thousands of orders
 * share one. Not thread-safe.
 */
final class InstantText {
    private long second = Long.MIN_VALUE;
    private String upToSecond = "";

    String of(long millis) {
        long wanted = Math.floorDiv(millis, 1000L);
        if (wanted != second) {
            String whole = Instant.ofEpochSecond(wanted).toString();
            upToSecond = whole.substring(0, whole.length() - 1);
            second = wanted;
        }
        int rest = (int) Math.floorMod(millis, 1000L);
        return upToSecond + (rest < 10 ? ".00" : rest < 100 ? ".0" : ".") + rest + "Z";
    }
}
