package io.sluice.gateway.operator;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.sluice.contract.DrainSchedule;
import io.sluice.contract.FleetRecord.Mode;
import io.sluice.gateway.intake.Defect;
import io.sluice.gateway.intake.Defects;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One pass over a body that is meant to be a {@link ControlChange}. Stricter than the one over orders: a field that is not
 * known may be a misspelt one, and then the operator would believe in a change that did not happen. Confined to one call.
 */
public final class ControlReading {
    private static final JsonFactory JSON = new JsonFactory();
    private static final double RATE_MAX = 1_000_000;
    private static final int REASON_LENGTH_MAX = 200;

    private final JsonParser json;
    private final Defects defects = new Defects();
    private @Nullable Double ratePerSecond;
    private @Nullable Boolean paused;
    private @Nullable Mode mode;
    private @Nullable String schedule;
    private @Nullable String reason;

    /**
     * What came of it: one of the three.
     *
     * @param change the change, if all is well
     * @param notJson why the body is no JSON, or null if it is
     * @param defects what is wrong with it as a change
     */
    public record Result(
            @Nullable ControlChange change, @Nullable String notJson, List<Defect> defects) {}

    private ControlReading(JsonParser json) {
        this.json = json;
    }

    /** Reads all of the body. */
    public static Result of(byte[] body) {
        try (JsonParser json = JSON.createParser(body)) {
            if (json.nextToken() == null) {
                return new Result(null, "the body is empty", List.of());
            }
            ControlReading reading = new ControlReading(json);
            reading.object();
            if (json.nextToken() != null) {
                return new Result(null, "there is more after the end of the JSON value", List.of());
            }
            return reading.result();
        } catch (JsonProcessingException e) {
            return new Result(null, e.getOriginalMessage(), List.of());
        } catch (IOException e) {
            return new Result(null, "the body is not UTF-8", List.of());
        }
    }

    private Result result() {
        return defects.isEmpty()
                ? new Result(new ControlChange(ratePerSecond, paused, mode, schedule, reason), null, List.of())
                : new Result(null, null, defects.list());
    }

    private void object() throws IOException {
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
            field(name, json.nextToken());
        }
        if (seen.isEmpty()) {
            defects.add("", "must have at least one of ratePerSecond, paused, mode, schedule, reason");
        }
    }

    private void field(String name, JsonToken token) throws IOException {
        switch (name) {
            case "ratePerSecond" -> rate(token);
            case "paused" -> paused(token);
            case "mode" -> mode(text(token));
            case "schedule" -> schedule(text(token));
            case "reason" -> reason(text(token));
            default -> {
                json.skipChildren();
                defects.add(pointer(name), "is not known; there are ratePerSecond, paused, mode, schedule, reason");
            }
        }
    }

    private void rate(JsonToken token) throws IOException {
        double rate = token.isNumeric() ? json.getDoubleValue() : Double.NaN;
        json.skipChildren();
        if (rate > 0 && rate <= RATE_MAX) {
            ratePerSecond = rate;
        } else {
            defects.add("/ratePerSecond", "must be a number over 0 and up to 1000000; \"paused\" stops the fleet");
        }
    }

    private void paused(JsonToken token) throws IOException {
        json.skipChildren();
        if (token.isBoolean()) {
            paused = token == JsonToken.VALUE_TRUE;
        } else {
            defects.add("/paused", "must be true or false");
        }
    }

    private void mode(@Nullable String word) {
        mode = word == null ? null : Mode.of(word);
        if (mode == null) {
            defects.add("/mode", "must be \"fixed\", \"adaptive\" or \"recommend\"");
        }
    }

    private void schedule(@Nullable String text) {
        if (text == null || !isOneLine(text)) {
            defects.add("/schedule", "must be a string of one line, empty for none");
            return;
        }
        try {
            schedule = DrainSchedule.parse(text).text();
        } catch (IllegalArgumentException e) {
            defects.add("/schedule", String.valueOf(e.getMessage()));
        }
    }

    private void reason(@Nullable String text) {
        if (text == null || text.isBlank() || text.length() > REASON_LENGTH_MAX || !isOneLine(text)) {
            defects.add("/reason", "must be a string of 1 to " + REASON_LENGTH_MAX + " characters in one line");
        } else {
            reason = text.strip();
        }
    }

    private @Nullable String text(JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_STRING) {
            return json.getText();
        }
        json.skipChildren();
        return null;
    }

    /** What is logged must not look like lines of its own. */
    private static boolean isOneLine(String text) {
        return text.chars().noneMatch(Character::isISOControl);
    }

    /** As RFC 6901 has it. */
    private static String pointer(String name) {
        return "/" + name.replace("~", "~0").replace("/", "~1");
    }
}
