package io.sluice.gateway.operator;

import com.fasterxml.jackson.core.JsonParser;
import io.sluice.gateway.intake.Defect;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One pass over a body that may say why a SKU is sold out, as strict as {@link ControlReading}. Confined to one call. */
public final class SoldOutReading extends ChangeReading {
    private @Nullable String reason;

    /**
     * What came of it.
     *
     * @param reason why, or null if it does not say
     * @param notJson why the body is no JSON, or null if it is or is empty
     * @param defects what is wrong with it
     */
    public record Result(@Nullable String reason, @Nullable String notJson, List<Defect> defects) {}

    private SoldOutReading() {
        super("reason");
    }

    /** Reads all of the body, which may be empty. */
    public static Result of(byte[] body) {
        SoldOutReading reading = new SoldOutReading();
        String notJson = body.length == 0 ? null : reading.read(body);
        return new Result(reading.reason, notJson, reading.defects());
    }

    @Override
    boolean field(String name, JsonParser json) throws IOException {
        if (!name.equals("reason")) {
            return false;
        }
        reason = reason(json);
        return true;
    }
}
