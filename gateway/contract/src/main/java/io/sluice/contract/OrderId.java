package io.sluice.contract;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Order ids: 128 bits as 26 characters of Crockford's base 32, so that they can be read out on the telephone.
 *
 * <p>An order with an {@code Idempotency-Key} gets an id that anyone with the same client, order key and idempotency key
 * would derive, so a repetition is the same order wherever it arrives. Thread-safe.
 */
public final class OrderId {
    /** Length of every id in characters. */
    public static final int LENGTH = 26;

    private static final byte[] ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".getBytes(StandardCharsets.US_ASCII);

    /** Five bits a letter; -1 for what is no letter of an id. */
    private static final byte[] VALUES = values();

    /** The first letter stands for three bits: 128 is no multiple of five. */
    private static final int FIRST_VALUE_MAX = 7;

    /** A separator that neither part can hold, so that ("a","bc") and ("ab","c") differ. */
    private static final byte[] SEPARATOR = {0};

    private OrderId() {}

    /** The id of an order without an idempotency key. Needs to be unique, not secret. */
    public static String random() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return encode(random.nextLong(), random.nextLong());
    }

    /**
     * The id of an order with an idempotency key.
     *
     * @param identity whose key it is: the client id, or the order key where clients are not known
     */
    public static String derived(String identity, String idempotencyKey) {
        byte[] hash = Sha256.of(
                identity.getBytes(StandardCharsets.UTF_8), SEPARATOR, idempotencyKey.getBytes(StandardCharsets.UTF_8));
        return encode(bigEndian(hash, 0), bigEndian(hash, 8));
    }

    /** Whether a text has the shape of an id; says nothing about whether such an order exists. */
    public static boolean isWellFormed(String text) {
        if (text.length() != LENGTH) {
            return false;
        }
        for (int i = 0; i < LENGTH; i++) {
            if (value(text.charAt(i)) < 0) {
                return false;
            }
        }
        return value(text.charAt(0)) <= FIRST_VALUE_MAX;
    }

    /** The upper half of a well-formed id's 128 bits. With {@link #low} it is the whole id in sixteen bytes. */
    public static long high(String id) {
        long bits = 0;
        for (int i = 0; i < LENGTH / 2; i++) {
            bits = (bits << 5) | value(id.charAt(i));
        }
        // The letter in the middle has a bit in either half.
        return (bits << 1) | (value(id.charAt(LENGTH / 2)) >>> 4);
    }

    /** The lower half of a well-formed id's 128 bits. */
    public static long low(String id) {
        long bits = 0;
        for (int i = LENGTH / 2; i < LENGTH; i++) {
            bits = (bits << 5) | value(id.charAt(i));
        }
        return bits;
    }

    private static int value(char letter) {
        return letter < VALUES.length ? VALUES[letter] : -1;
    }

    private static byte[] values() {
        byte[] values = new byte[128];
        Arrays.fill(values, (byte) -1);
        for (byte value = 0; value < ALPHABET.length; value++) {
            values[ALPHABET[value]] = value;
        }
        return values;
    }

    private static long bigEndian(byte[] bytes, int from) {
        long value = 0;
        for (int i = from; i < from + 8; i++) {
            value = (value << 8) | (bytes[i] & 0xff);
        }
        return value;
    }

    /** The id of these bits: 130 in groups of five, the highest two of them zero. */
    static String encode(long high, long low) {
        byte[] text = new byte[LENGTH];
        for (int i = LENGTH - 1; i >= 0; i--) {
            text[i] = ALPHABET[(int) (low & 31)];
            low = (low >>> 5) | (high << 59);
            high >>>= 5;
        }
        return new String(text, StandardCharsets.ISO_8859_1);
    }
}
