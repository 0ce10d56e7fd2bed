package io.sluice.gateway.intake;

import org.jspecify.annotations.Nullable;

/** The {@code Idempotency-Key} header: 1 to 128 visible ASCII characters, bare or in double quotes, which do not count. */
public final class IdempotencyKey {
    private static final int LENGTH_MAX = 128;

    private IdempotencyKey() {}

    /** The key in a header's value, or null if the value is not one. */
    public static @Nullable String parse(String header) {
        String key = header;
        if (header.startsWith("\"")) {
            if (header.length() < 2 || !header.endsWith("\"")) {
                return null;
            }
            key = header.substring(1, header.length() - 1);
        }
        if (key.isEmpty() || key.length() > LENGTH_MAX) {
            return null;
        }
        for (int i = 0; i < key.length(); i++) {
            if (key.charAt(i) <= ' ' || key.charAt(i) > '~') {
                return null;
            }
        }
        return key;
    }
}
