package io.sluice.gateway.http;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON straight into text: no tree, and one array in the end. May be used again after {@link #buffer}. Not
 * thread-safe.
 */
final class JsonText {
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final StringBuilder text = new StringBuilder(512);
    private boolean first = true;

    JsonText open(char bracket) {
        separate();
        text.append(bracket);
        first = true;
        return this;
    }

    JsonText close(char bracket) {
        text.append(bracket);
        first = false;
        return this;
    }

    /** The name of a field of ours: plain letters, so nothing to escape. */
    JsonText name(String name) {
        separate();
        text.append('"').append(name).append("\":");
        first = true;
        return this;
    }

    JsonText field(String name, String value) {
        name(name);
        return value(value);
    }

    JsonText field(String name, long value) {
        name(name);
        text.append(value);
        first = false;
        return this;
    }

    /** A string of ours that is certain to have nothing to escape: an id, a link, a time. */
    JsonText plain(String name, String value) {
        name(name);
        text.append('"').append(value).append('"');
        first = false;
        return this;
    }

    JsonText field(String name, double value) {
        name(name);
        text.append(value);
        first = false;
        return this;
    }

    JsonText field(String name, boolean value) {
        name(name);
        text.append(value);
        first = false;
        return this;
    }

    /** Milliseconds as seconds with one decimal, null if negative. */
    JsonText seconds(String name, long millis) {
        name(name);
        if (millis < 0) {
            text.append("null");
        } else {
            long tenths = (millis + 50) / 100;
            text.append(tenths / 10).append('.').append(tenths % 10);
        }
        first = false;
        return this;
    }

    JsonText value(@Nullable String value) {
        separate();
        if (value == null) {
            text.append("null");
        } else {
            text.append('"');
            for (int i = 0; i < value.length(); i++) {
                escaped(value.charAt(i));
            }
            text.append('"');
        }
        return this;
    }

    private void escaped(char c) {
        if (c == '"' || c == '\\') {
            text.append('\\').append(c);
        } else if (c < ' ') {
            text.append("\\u00").append(HEX[c >> 4]).append(HEX[c & 15]);
        } else {
            text.append(c);
        }
    }

    private void separate() {
        if (!first) {
            text.append(',');
        }
        first = false;
    }

    /** What was written, and an empty page for the next. */
    Buffer buffer() {
        return Buffer.buffer(string().getBytes(StandardCharsets.UTF_8));
    }

    String string() {
        String written = text.toString();
        text.setLength(0);
        first = true;
        return written;
    }
}
