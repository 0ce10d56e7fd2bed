package io.sluice.gateway.status;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The reasons on the status board, each text once however many outcomes share it: a sale that sells out ends a hundred
 * thousand orders with the same two words. Counts who holds a text and what all of them take. Not thread-safe.
 */
final class Reasons {
    /** An entry of the map, the text's two objects and its count. */
    private static final int TEXT_BYTES = 128;
    /** What Latin letters take, and all others. */
    private static final int CHARACTER_BYTES = 2;

    private final Map<String, Held> texts = new HashMap<>();
    private long bytes;

    private static final class Held {
        private final String text;
        private int holders;

        private Held(String text) {
            this.text = text;
        }
    }

    /** One more outcome has this reason: the text to keep for it. */
    @Nullable String take(@Nullable String reason) {
        if (reason == null) {
            return null;
        }
        Held held = texts.get(reason);
        if (held == null) {
            held = new Held(reason);
            texts.put(reason, held);
            bytes += bytes(reason);
        }
        held.holders++;
        return held.text;
    }

    /** An outcome with this reason is forgotten. */
    void release(@Nullable String reason) {
        Held held = reason == null ? null : texts.get(reason);
        if (held != null && --held.holders == 0) {
            texts.remove(held.text);
            bytes -= bytes(held.text);
        }
    }

    private static long bytes(String text) {
        return TEXT_BYTES + (long) text.length() * CHARACTER_BYTES;
    }

    /** What all texts take, at most. */
    long bytes() {
        return bytes;
    }
}
