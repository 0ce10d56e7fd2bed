package io.sluice.loadtest.compare;

import io.sluice.loadtest.verdict.VerdictJson;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** What a report says of the machine that a run was made on; nothing where it does not say. Stateless. */
final class Machine {
    private static final String MACHINE = "machine";

    private Machine() {}

    /** The entries of {@code report.json}'s object {@code machine}. A report that cannot be read says nothing. */
    static Map<String, String> read(Path directory) {
        Map<String, String> entries = new TreeMap<>();
        try {
            JsonObject report =
                    new JsonObject(Files.readString(directory.resolve(VerdictJson.FILE), StandardCharsets.UTF_8));
            if (report.getValue(MACHINE) instanceof JsonObject machine) {
                machine.forEach(entry -> entries.put(entry.getKey(), String.valueOf(entry.getValue())));
            }
        } catch (IOException | DecodeException e) {
            return Map.of();
        }
        // When a run was made does not make it another machine.
        entries.remove("date");
        entries.remove("commit");
        return entries;
    }
}
