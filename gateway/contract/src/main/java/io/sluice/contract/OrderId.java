package io.sluice.contract;

import java.nio.charset.StandardCharsets;
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

    /** The first character stands for three bits only, as 26 times five is two more than 128. */
    private static final char FIRST_MAX = '7';

    /** Characters that hold the lower 64 bits and one more. */
    private static final int LOW_CHARACTERS = 13;

    /** What a character stands for; defined for those of the alphabet. */
    private static final byte[] VALUE_OF = new byte['Z' + 1];

    static {
        for (int value = 0; value < ALPHABET.length; value++) {
            VALUE_OF[ALPHABET[value]] = (byte) value;
        }
    }

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
        if (text.length() != LENGTH || text.charAt(0) > FIRST_MAX) {
            return false;
        }
        for (int i = 0; i < LENGTH; i++) {
            char c = text.charAt(i);
            boolean letter = c >= 'A' && c <= 'Z' && c != 'I' && c != 'L' && c != 'O' && c != 'U';
            if (!letter && (c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }

    /** The upper 64 of an id's 128 bits. The id has to be {@linkplain #isWellFormed well formed}. */
    public static long high(String id) {
        // The lower half's characters begin with the highest half's last bit.
        return number(id, 0, LENGTH - LOW_CHARACTERS) << 1 | VALUE_OF[id.charAt(LENGTH - LOW_CHARACTERS)] >> 4;
    }

    /** The lower 64 of an id's 128 bits. The id has to be {@linkplain #isWellFormed well formed}. */
    public static long low(String id) {
        return number(id, LENGTH - LOW_CHARACTERS, LENGTH);
    }

    /** Of more than 64 bits the lower ones. */
    private static long number(String id, int from, int until) {
        long number = 0;
        for (int i = from; i < until; i++) {
            number = number << 5 | VALUE_OF[id.charAt(i)];
        }
        return number;
    }

    private static long bigEndian(byte[] bytes, int from) {
        long value = 0;
        for (int i = from; i < from + 8; i++) {
            value = (value << 8) | (bytes[i] & 0xff);
        }
        return value;
    }

    /** 130 bits in groups of five, the highest two of them zero. */
    private static String encode(long high, long low) {
        byte[] text = new byte[LENGTH];
        for (int i = LENGTH - 1; i >= 0; i--) {
            text[i] = ALPHABET[(int) (low & 31)];
            low = (low >>> 5) | (high << 59);
            high >>>= 5;
        }
        return new String(text, StandardCharsets.ISO_8859_1);
    }
}
