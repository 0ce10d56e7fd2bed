package io.sluice.gateway.intake;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where in an order its key is: a JSON pointer (RFC 6901) to a string. Immutable. */
public final class KeyPointer {
    /** Where the built-in schema has it. */
    public static final KeyPointer CUSTOMER = Objects.requireNonNull(parse("/customerId"));

    private final PointerPath path;

    private KeyPointer(PointerPath path) {
        this.path = path;
    }

    /** The pointer in a setting, or null if the text is not one that leads to exactly one value below the root. */
    public static @Nullable KeyPointer parse(String text) {
        PointerPath path = text.contains(PointerPath.EVERY) ? null : PointerPath.parse(text);
        return path == null ? null : new KeyPointer(path);
    }

    /** The pointer as it was written. */
    public String text() {
        return path.text();
    }

    /** Reads the next value and returns the string there, or notes as a defect why there is none. */
    @Nullable String find(JsonParser json, Defects defects) throws IOException {
        Search search = new Search();
        path.walk(json, search);
        if (search.found == 0) {
            defects.add(text(), "is required: it is the key of the order");
        } else if (search.found > 1) {
            defects.add(text(), "is given twice");
        } else if (search.value == null) {
            defects.add(text(), "must be a string of 1 to 64 characters: it is the key of the order");
        }
        return search.value;
    }

    /** What was found in one body. */
    private static final class Search implements PointerPath.Finder {
        private int found;
        private @Nullable String value;

        @Override
        public void found(JsonParser json) throws IOException {
            found++;
            value = json.currentToken() == JsonToken.VALUE_STRING && OrderReading.isTextLength(json)
                    ? json.getText()
                    : null;
        }

        @Override
        public void lost() {
            throw new IllegalStateException("a key has no " + PointerPath.EVERY + " on its way");
        }
    }
}
