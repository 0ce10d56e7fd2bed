package io.sluice.worker.downstream;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/** The first 2 KiB of an answer, which is what an outcome keeps as its reason. Confined to one event loop. */
final class BoundedText {
    private static final int BYTES_MAX = 2_048;

    private final Buffer kept = Buffer.buffer();

    void append(Buffer part) {
        int room = BYTES_MAX - kept.length();
        if (room > 0) {
            kept.appendBuffer(part, 0, Math.min(room, part.length()));
        }
    }

    /** The text, or the given one if the answer had no body. A character cut in two at the end becomes U+FFFD. */
    String orElse(String whenEmpty) {
        return kept.length() == 0 ? whenEmpty : kept.toString(StandardCharsets.UTF_8);
    }
}
