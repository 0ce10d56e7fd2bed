package io.sluice.gateway.queue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A place in the queue that the buyer carries: with it any gateway can say how far the order is without a store. The
 * checksum covers the order id, so that a damaged link, or the ticket of another order, is noticed. It is no signature:
 * whoever forges a ticket learns nothing and deceives nobody else. Immutable.
 *
 * @param partition where the order lies in the orders topic
 * @param offset where it lies in the partition
 * @param endSum the ends of all partitions when it was taken, added up, its own just behind it
 * @param position the place that was told then: another gateway may have read a little less, and must not tell a larger one
 * @param acceptedAtMillis when it was taken, milliseconds since 1970
 */
public record Ticket(int partition, long offset, long endSum, long position, long acceptedAtMillis) {
    /** Five numbers of at most ten bytes each, and the checksum. */
    private static final int BYTES_MAX = 54;

    /** Longest text that can be a ticket. */
    static final int TEXT_LENGTH_MAX = 72;

    /** The text for a link, about 28 characters, all of them allowed in a URL. */
    public String encode(String orderId) {
        ByteBuffer buffer = ByteBuffer.allocate(BYTES_MAX);
        putNumber(buffer, partition);
        putNumber(buffer, offset);
        putNumber(buffer, endSum);
        putNumber(buffer, position);
        putNumber(buffer, acceptedAtMillis);
        buffer.putInt(checksum(orderId, buffer.array(), buffer.position()));
        byte[] bytes = Arrays.copyOf(buffer.array(), buffer.position());
        return new String(Base64.getUrlEncoder().withoutPadding().encode(bytes), StandardCharsets.ISO_8859_1);
    }

    /** The ticket in a link to this order, or null if the text is not one. */
    public static @Nullable Ticket decode(String text, String orderId) {
        if (text.length() > TEXT_LENGTH_MAX) {
            return null;
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
        int numbersLength = bytes.length - Integer.BYTES;
        if (numbersLength < 5
                || ByteBuffer.wrap(bytes).getInt(numbersLength) != checksum(orderId, bytes, numbersLength)) {
            return null;
        }
        ByteBuffer numbers = ByteBuffer.wrap(bytes, 0, numbersLength);
        long partition = number(numbers);
        Ticket ticket = new Ticket((int) partition, number(numbers), number(numbers), number(numbers), number(numbers));
        boolean sound = !numbers.hasRemaining()
                && partition >= 0
                && partition <= Integer.MAX_VALUE
                && ticket.offset >= 0
                && ticket.endSum >= 0
                && ticket.position >= 0
                && ticket.acceptedAtMillis >= 0;
        return sound ? ticket : null;
    }

    /** Seven bits a byte, lowest first, the eighth bit says that more follow. */
    private static void putNumber(ByteBuffer buffer, long number) {
        long rest = number;
        while ((rest & ~0x7fL) != 0) {
            buffer.put((byte) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        buffer.put((byte) rest);
    }

    /** The next number, or -1 if there is none. */
    private static long number(ByteBuffer buffer) {
        long number = 0;
        for (int shift = 0; shift < Long.SIZE && buffer.hasRemaining(); shift += 7) {
            byte next = buffer.get();
            number |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return number;
            }
        }
        return -1;
    }

    private static int checksum(String orderId, byte[] numbers, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(orderId.getBytes(StandardCharsets.UTF_8));
        checksum.update(numbers, 0, length);
        return (int) checksum.getValue();
    }
}
