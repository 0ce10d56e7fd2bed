package io.sluice.gateway.intake;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way from the root of a JSON document to values in it: the segments of a JSON pointer (RFC 6901), of which one that is
 * {@code *} stands for every element of an array. Walked over the tokens, so no tree is built. Immutable.
 */
final class PointerPath {
    static final String EVERY = "*";

    private static final int SEGMENTS_MAX = 16;

    private final String text;
    private final List<String> segments;

    private PointerPath(String text, List<String> segments) {
        this.text = text;
        this.segments = segments;
    }

    /** The path that a pointer says, or null if the text is none that leads below the root. */
    static @Nullable PointerPath parse(String text) {
        if (!text.startsWith("/") || text.matches(".*~([^01].*)?$")) {
            return null;
        }
        List<String> segments = Arrays.stream(text.substring(1).split("/", -1))
                .map(segment -> segment.replace("~1", "/").replace("~0", "~"))
                .toList();
        return segments.size() > SEGMENTS_MAX ? null : new PointerPath(text, segments);
    }

    /** The pointer as it was written. */
    String text() {
        return text;
    }

    /** Whoever wants to know where a path leads. */
    interface Finder {
        /** At a value that the path leads to; what it does not read is skipped. */
        void found(JsonParser json) throws IOException;

        /** At an element that {@code *} stands for, from which the path leads nowhere. */
        void lost();
    }

    /** Walks through the next value of the parser. */
    void walk(JsonParser json, Finder finder) throws IOException {
        json.nextToken();
        boolean unused = descend(json, finder, 0);
    }

    /** At a value that the first {@code depth} segments lead to; tells whether the rest leads anywhere. */
    private boolean descend(JsonParser json, Finder finder, int depth) throws IOException {
        if (depth == segments.size()) {
            finder.found(json);
            json.skipChildren();
            return true;
        }
        String segment = segments.get(depth);
        boolean found = false;
        if (json.currentToken() == JsonToken.START_OBJECT) {
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean onTheWay = json.currentName().equals(segment);
                json.nextToken();
                found |= descendOrSkip(json, finder, onTheWay, depth);
            }
        } else if (json.currentToken() == JsonToken.START_ARRAY) {
            boolean every = segment.equals(EVERY);
            for (int index = 0; json.nextToken() != JsonToken.END_ARRAY; index++) {
                boolean onTheWay = every || segment.equals(Integer.toString(index));
                boolean there = descendOrSkip(json, finder, onTheWay, depth);
                if (every && !there) {
                    finder.lost();
                }
                found |= there;
            }
        }
        return found;
    }

    private boolean descendOrSkip(JsonParser json, Finder finder, boolean onTheWay, int depth) throws IOException {
        if (onTheWay) {
            return descend(json, finder, depth + 1);
        }
        json.skipChildren();
        return false;
    }
}
