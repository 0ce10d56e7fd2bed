package io.sluice.gateway.operator;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.sluice.gateway.intake.Defect;
import io.sluice.gateway.intake.Defects;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One pass over a body that is meant to be a change. Stricter than the one over orders: a field that is not known may be a
 * misspelt one, and then the operator would believe in a change that did not happen. Confined to one call.
 */
abstract sealed class ChangeReading permits ControlReading, SoldOutReading, ReplayReading {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int REASON_LENGTH_MAX = 200;

    private final Defects defects = new Defects();
    private final String known;

    /** @param known the names of all fields, for a sentence */
    ChangeReading(String known) {
        this.known = known;
    }

    /** Reads the value of this field, which the parser is at; false if there is no such field. */
    abstract boolean field(String name, JsonParser json) throws IOException;

    /** What was found to be wrong. */
    final List<Defect> defects() {
        return defects.list();
    }

    final void defect(String pointer, String detail) {
        defects.add(pointer, detail);
    }

    /** Reads all of the body; tells why it is no JSON, or null if it is. */
    final @Nullable String read(byte[] body) {
        try (JsonParser json = JSON.createParser(body)) {
            if (json.nextToken() == null) {
                return "the body is empty";
            }
            object(json);
            return json.nextToken() == null ? null : "there is more after the end of the JSON value";
        } catch (JsonProcessingException e) {
            return e.getOriginalMessage();
        } catch (IOException e) {
            return "the body is not UTF-8";
        }
    }

    private void object(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            defects.add("", "must be an object");
            return;
        }
        Set<String> seen = new HashSet<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            if (!seen.add(name)) {
                defects.add(pointer(name), "is given twice");
            }
            json.nextToken();
            if (!field(name, json)) {
                json.skipChildren();
                defects.add(pointer(name), "is not known; there are " + known);
            }
        }
        if (seen.isEmpty()) {
            defects.add("", "must have at least one of " + known);
        }
    }

    /** The reason that the parser is at, or null and a defect. */
    final @Nullable String reason(JsonParser json) throws IOException {
        String text = text(json);
        if (text == null || text.isBlank() || text.length() > REASON_LENGTH_MAX || !isOneLine(text)) {
            defects.add("/reason", "must be a string of 1 to " + REASON_LENGTH_MAX + " characters in one line");
            return null;
        }
        return text.strip();
    }

    /** The string that the parser is at, or null if it is something else. */
    static @Nullable String text(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            return json.getText();
        }
        json.skipChildren();
        return null;
    }

    /** Whether the parser is at true, or null if it is at something else. */
    static @Nullable Boolean truth(JsonParser json) throws IOException {
        JsonToken token = json.currentToken();
        json.skipChildren();
        return token.isBoolean() ? token == JsonToken.VALUE_TRUE : null;
    }

    /** What is logged must not look like lines of its own. */
    static boolean isOneLine(String text) {
        return text.chars().noneMatch(Character::isISOControl);
    }

    /** As RFC 6901 has it. */
    static String pointer(String name) {
        return "/" + name.replace("~", "~0").replace("/", "~1");
    }
}
