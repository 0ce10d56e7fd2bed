package io.sluice.loadtest.drive;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Puts together one HTTP/1.1 answer at a time from what a connection delivers. Understands a Content-Length, chunks and no
 * more: enough for servers on the same machine. Confined to one event loop.
 */
final class ResponseReader {
    private static final int ANSWER_BYTES_MAX = 1 << 20;
    private static final int HEAD_END_BYTES = 4;

    private Buffer pending = Buffer.buffer();

    /**
     * Takes what has arrived.
     *
     * @return the answer, once it is whole
     * @throws IllegalArgumentException if this is not the HTTP that we understand; the connection is of no more use
     */
    @Nullable HttpResponse read(Buffer bytes) {
        pending = pending.length() == 0 ? bytes : pending.appendBuffer(bytes);
        if (pending.length() > ANSWER_BYTES_MAX) {
            throw new IllegalArgumentException("an answer of more than " + ANSWER_BYTES_MAX + " bytes");
        }
        int headBytes = headBytes(pending);
        if (headBytes < 0) {
            return null;
        }
        String head = pending.getString(0, headBytes, StandardCharsets.ISO_8859_1.name())
                .toLowerCase(Locale.ROOT);
        if (!head.startsWith("http/1.1 ") || head.length() < 12) {
            throw new IllegalArgumentException("the answer is not HTTP/1.1");
        }
        boolean chunked = head.contains("\r\ntransfer-encoding: chunked");
        Buffer body = chunked ? chunks(headBytes) : counted(headBytes, head);
        if (body == null) {
            return null;
        }
        pending = Buffer.buffer();
        return new HttpResponse(
                Integer.parseInt(head.substring(9, 12)),
                body,
                head.contains("\r\nconnection: close"),
                head.contains("\r\nidempotency-replayed: true"));
    }

    private @Nullable Buffer counted(int headBytes, String head) {
        String name = "\r\ncontent-length:";
        int at = head.indexOf(name);
        if (at < 0) {
            throw new IllegalArgumentException("the answer does not tell its length");
        }
        int end = headBytes
                + Integer.parseInt(head.substring(at + name.length(), head.indexOf('\r', at + 2))
                        .strip());
        return pending.length() < end ? null : pending.getBuffer(headBytes, end);
    }

    private @Nullable Buffer chunks(int headBytes) {
        Buffer body = Buffer.buffer();
        int at = headBytes;
        while (true) {
            int lineEnd = indexOfLineEnd(at);
            if (lineEnd < 0) {
                return null;
            }
            int size = Integer.parseInt(pending.getString(at, lineEnd), 16);
            int next = lineEnd + 2 + size + 2;
            if (pending.length() < next) {
                return null;
            }
            if (size == 0) {
                return body;
            }
            body.appendBuffer(pending, lineEnd + 2, size);
            at = next;
        }
    }

    private int indexOfLineEnd(int from) {
        for (int i = from; i + 1 < pending.length(); i++) {
            if (pending.getByte(i) == '\r' && pending.getByte(i + 1) == '\n') {
                return i;
            }
        }
        return -1;
    }

    private static int headBytes(Buffer bytes) {
        for (int i = 0; i + HEAD_END_BYTES <= bytes.length(); i++) {
            if (bytes.getByte(i) == '\r'
                    && bytes.getByte(i + 1) == '\n'
                    && bytes.getByte(i + 2) == '\r'
                    && bytes.getByte(i + 3) == '\n') {
                return i + HEAD_END_BYTES;
            }
        }
        return -1;
    }
}
