package io.sluice.gateway.operator;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sluice.contract.DrainSchedule;
import io.sluice.contract.FleetRecord.Mode;
import io.sluice.gateway.intake.Defect;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One pass over a body that is meant to be a {@link ControlChange}. Confined to one call. */
public final class ControlReading extends ChangeReading {
    private static final double RATE_MAX = 1_000_000;

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

    private ControlReading() {
        super("ratePerSecond, paused, mode, schedule, reason");
    }

    /** Reads all of the body. */
    public static Result of(byte[] body) {
        ControlReading reading = new ControlReading();
        String notJson = reading.read(body);
        if (notJson != null) {
            return new Result(null, notJson, List.of());
        }
        return reading.defects().isEmpty()
                ? new Result(reading.change(), null, List.of())
                : new Result(null, null, reading.defects());
    }

    private ControlChange change() {
        return new ControlChange(ratePerSecond, paused, mode, schedule, reason);
    }

    @Override
    boolean field(String name, JsonParser json) throws IOException {
        switch (name) {
            case "ratePerSecond" -> rate(json);
            case "paused" -> paused(json);
            case "mode" -> mode(text(json));
            case "schedule" -> schedule(text(json));
            case "reason" -> reason = reason(json);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void rate(JsonParser json) throws IOException {
        double rate = json.currentToken().isNumeric() ? json.getDoubleValue() : Double.NaN;
        json.skipChildren();
        if (rate > 0 && rate <= RATE_MAX) {
            ratePerSecond = rate;
        } else {
            defect("/ratePerSecond", "must be a number over 0 and up to 1000000; \"paused\" stops the fleet");
        }
    }

    private void paused(JsonParser json) throws IOException {
        JsonToken token = json.currentToken();
        json.skipChildren();
        if (token.isBoolean()) {
            paused = token == JsonToken.VALUE_TRUE;
        } else {
            defect("/paused", "must be true or false");
        }
    }

    private void mode(@Nullable String word) {
        mode = word == null ? null : Mode.of(word);
        if (mode == null) {
            defect("/mode", "must be \"fixed\", \"adaptive\" or \"recommend\"");
        }
    }

    private void schedule(@Nullable String text) {
        if (text == null || !isOneLine(text)) {
            defect("/schedule", "must be a string of one line, empty for none");
            return;
        }
        try {
            schedule = DrainSchedule.parse(text).text();
        } catch (IllegalArgumentException e) {
            defect("/schedule", String.valueOf(e.getMessage()));
        }
    }
}
