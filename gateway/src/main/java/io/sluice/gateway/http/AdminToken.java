package io.sluice.gateway.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * The secret that opens the operator API. Keeps a digest only, and compares digests in constant time: how long a wrong
 * guess takes tells neither how much of it was right nor how long the right one is. Immutable.
 */
public final class AdminToken {
    private static final String SCHEME = "Bearer ";

    private final byte[] digest;

    public AdminToken(String token) {
        digest = digest(token);
    }

    /** Whether an {@code Authorization} header brings it. */
    boolean isIn(@Nullable String authorization) {
        return authorization != null
                && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && MessageDigest.isEqual(
                        digest, digest(authorization.substring(SCHEME.length()).strip()));
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "******";
    }
}
