package io.sluice.gateway.admission;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 of a secret, which is all that is kept of it. Compared in constant time: how long a wrong guess takes tells
 * neither how much of it was right nor how long the right one is. May be looked up in a hash table, as who guesses cannot
 * choose where the digest of a guess falls. Immutable.
 */
public final class KeyDigest {
    private static final int BYTES = 32;

    private final byte[] digest;

    private KeyDigest(byte[] digest) {
        this.digest = digest;
    }

    /** Of this secret. */
    public static KeyDigest of(String secret) {
        try {
            return new KeyDigest(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The digest that is written like this, or null if the text is none. */
    static @Nullable KeyDigest parse(String hex) {
        return hex.matches("[0-9a-fA-F]{" + 2 * BYTES + "}")
                ? new KeyDigest(HexFormat.of().parseHex(hex))
                : null;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof KeyDigest that && MessageDigest.isEqual(digest, that.digest);
    }

    @Override
    public int hashCode() {
        return ByteBuffer.wrap(digest).getInt();
    }

    @Override
    public String toString() {
        return "******";
    }
}
