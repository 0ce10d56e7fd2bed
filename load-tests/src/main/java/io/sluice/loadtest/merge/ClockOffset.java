package io.sluice.loadtest.merge;

import io.sluice.loadtest.verdict.UnreadableHistoryException;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * How far a driver's clock is off: {@code clock.json} beside its history, {@code {"offsetMicros": N}} or
 * {@code {"offsetMicros": null}}. Immutable.
 *
 * @param micros what has to be added to the driver's stamps to get the broker's time; empty = not known
 */
record ClockOffset(OptionalLong micros) {
    static final String FILE = "clock.json";

    private static final String OFFSET = "offsetMicros";

    /** Reads {@link #FILE}; a driver that left none does not know. */
    static ClockOffset read(Path directory) throws UnreadableHistoryException {
        Path file = directory.resolve(FILE);
        try {
            Long micros = new JsonObject(Files.readString(file, StandardCharsets.UTF_8)).getLong(OFFSET);
            return new ClockOffset(micros == null ? OptionalLong.empty() : OptionalLong.of(micros));
        } catch (NoSuchFileException e) {
            return new ClockOffset(OptionalLong.empty());
        } catch (IOException | DecodeException | ClassCastException e) {
            throw new UnreadableHistoryException(file + " is no clock's offset: " + e.getMessage());
        }
    }
}
