package io.sluice.gateway.http;

import io.sluice.gateway.admission.KeyDigest;
import org.jspecify.annotations.Nullable;

/** The secret that opens the operator API, of which only the digest is kept. Immutable. */
public final class AdminToken {
    private final KeyDigest digest;

    public AdminToken(String token) {
        digest = KeyDigest.of(token);
    }

    /** Whether an {@code Authorization} header brings it. */
    boolean isIn(@Nullable String authorization) {
        String token = BearerToken.in(authorization);
        return token != null && digest.equals(KeyDigest.of(token));
    }

    @Override
    public String toString() {
        return digest.toString();
    }
}
