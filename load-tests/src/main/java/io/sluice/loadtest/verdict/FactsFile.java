package io.sluice.loadtest.verdict;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** A run's facts as a file of one JSON object. Stateless. */
final class FactsFile {
    private FactsFile() {}

    /** What the object means; whatever it throws says that it is not what it should be. */
    interface Meaning<T> {
        T of(JsonObject json) throws UnreadableHistoryException;
    }

    static void write(Path file, JsonObject json) throws IOException {
        Files.writeString(file, json.encodePrettily() + "\n", StandardCharsets.UTF_8);
    }

    /** What broke by itself, in words, as every run's facts have it. */
    static List<String> mishaps(JsonObject json) {
        return json.getJsonArray("mishaps").stream().map(String::valueOf).toList();
    }

    /** @param what the file should be, in words such as {@code a run's facts} */
    static <T> T read(Path file, String what, Meaning<T> meaning) throws UnreadableHistoryException {
        try {
            return meaning.of(new JsonObject(Files.readString(file, StandardCharsets.UTF_8)));
        } catch (NoSuchFileException e) {
            throw new UnreadableHistoryException(file + " is missing");
        } catch (IOException
                | DecodeException
                | ClassCastException
                | NullPointerException
                | IllegalArgumentException e) {
            throw new UnreadableHistoryException(file + " is not " + what + ": " + e.getMessage());
        }
    }
}
