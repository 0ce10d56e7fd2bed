package io.sluice.loadtest.drive;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Takes Server-Sent Events out of what a stream delivers, wherever it is cut. Holds nothing between two events but their
 * beginnings, as there may be fifty thousand of them. Confined to one event loop.
 */
final class EventReader {
    private static final int LINE_BYTES_MAX = 1 << 16;
    private static final byte[] NOTHING = {};

    private final Listener listener;
    private byte[] line = NOTHING;
    private int length;
    private String name = "";
    private String id = "";
    private String data = "";

    /** Told of each whole event. */
    interface Listener {
        void event(String name, String id, String data);
    }

    EventReader(Listener listener) {
        this.listener = listener;
    }

    /**
     * Takes what has arrived.
     *
     * @throws IllegalArgumentException if this is no event stream
     */
    void read(Buffer bytes) {
        int from = 0;
        for (int at = 0; at < bytes.length(); at++) {
            if (bytes.getByte(at) == '\n') {
                end(text(bytes, from, at));
                from = at + 1;
            }
        }
        keep(bytes, from);
    }

    private String text(Buffer bytes, int from, int to) {
        if (length == 0) {
            return bytes.getString(from, to);
        }
        keep(bytes.slice(from, to), 0);
        String text = new String(line, 0, length, StandardCharsets.UTF_8);
        line = NOTHING;
        length = 0;
        return text;
    }

    private void keep(Buffer bytes, int from) {
        int more = bytes.length() - from;
        if (more == 0) {
            return;
        }
        if (length + more > LINE_BYTES_MAX) {
            throw new IllegalArgumentException("a line of more than " + LINE_BYTES_MAX + " bytes");
        }
        line = Arrays.copyOf(line, length + more);
        bytes.getBytes(from, bytes.length(), line, length);
        length += more;
    }

    private void end(String text) {
        if (text.isEmpty()) {
            if (!data.isEmpty()) {
                listener.event(name, id, data);
            }
            name = "";
            data = "";
        } else if (text.startsWith("event: ")) {
            name = text.substring("event: ".length());
        } else if (text.startsWith("id: ")) {
            id = text.substring("id: ".length());
        } else if (text.startsWith("data: ")) {
            data = text.substring("data: ".length());
        }
    }
}
