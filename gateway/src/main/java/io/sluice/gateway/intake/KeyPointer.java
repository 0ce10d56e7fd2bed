package io.sluice.gateway.intake;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where in an order its key is: a JSON pointer (RFC 6901) to a string. Immutable. */
public final class KeyPointer {
    /** Where the built-in schema has it. */
    public static final KeyPointer CUSTOMER = new KeyPointer("/customerId", List.of("customerId"));

    private static final int SEGMENTS_MAX = 16;

    private final String text;
    private final List<String> segments;

    private KeyPointer(String text, List<String> segments) {
        this.text = text;
        this.segments = segments;
    }

    /** The pointer in a setting, or null if the text is not one that leads to exactly one value below the root. */
    public static @Nullable KeyPointer parse(String text) {
        if (!text.startsWith("/") || text.matches(".*~([^01].*)?$") || text.contains("*")) {
            return null;
        }
        List<String> segments = Arrays.stream(text.substring(1).split("/", -1))
                .map(segment -> segment.replace("~1", "/").replace("~0", "~"))
                .toList();
        return segments.size() > SEGMENTS_MAX ? null : new KeyPointer(text, segments);
    }

    /** The pointer as it was written. */
    public String text() {
        return text;
    }

    /** Reads the next value and returns the string there, or notes as a defect why there is none. */
    @Nullable String find(JsonParser json, Defects defects) throws IOException {
        Search search = new Search(json);
        json.nextToken();
        search.descend(0);
        if (search.found == 0) {
            defects.add(text, "is required: it is the key of the order");
        } else if (search.found > 1) {
            defects.add(text, "is given twice");
        } else if (search.value == null) {
            defects.add(text, "must be a string of 1 to 64 characters: it is the key of the order");
        }
        return search.value;
    }

    /** The walk through one body. */
    private final class Search {
        private final JsonParser json;
        private int found;
        private @Nullable String value;

        private Search(JsonParser json) {
            this.json = json;
        }

        /** At a value that the first {@code depth} segments lead to. */
        private void descend(int depth) throws IOException {
            if (depth == segments.size()) {
                found++;
                value = json.currentToken() == JsonToken.VALUE_STRING && isTextLength() ? json.getText() : null;
                json.skipChildren();
            } else if (json.currentToken() == JsonToken.START_OBJECT) {
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    boolean onTheWay = json.currentName().equals(segments.get(depth));
                    json.nextToken();
                    descendOrSkip(onTheWay, depth);
                }
            } else if (json.currentToken() == JsonToken.START_ARRAY) {
                for (int index = 0; json.nextToken() != JsonToken.END_ARRAY; index++) {
                    descendOrSkip(segments.get(depth).equals(Integer.toString(index)), depth);
                }
            }
        }

        private void descendOrSkip(boolean onTheWay, int depth) throws IOException {
            if (onTheWay) {
                descend(depth + 1);
            } else {
                json.skipChildren();
            }
        }

        private boolean isTextLength() throws IOException {
            return OrderReading.isTextLength(json.getTextCharacters(), json.getTextOffset(), json.getTextLength());
        }
    }
}
