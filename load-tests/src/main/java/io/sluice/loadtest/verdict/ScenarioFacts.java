package io.sluice.loadtest.verdict;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a scenario demanded and what it was run on: {@code scenario.json}, beside the {@code fleet.json} of what was done.
 *
 * @param purpose in a sentence
 * @param text the scenario's file as it was written
 * @param arrivals when buyers came, in words
 * @param buyers who came, one order each
 * @param comesAgain whether buyers that were refused posted again, so that the postings have a history of their own
 * @param watchers buyers that were to watch their place
 * @param limits what is demanded
 * @param machine what it was run on, in words by name
 */
public record ScenarioFacts(
        String name,
        String purpose,
        String text,
        String arrivals,
        int buyers,
        boolean comesAgain,
        int watchers,
        List<Limit> limits,
        Map<String, String> machine) {
    /** The file beside the histories. */
    public static final String FILE = "scenario.json";

    public ScenarioFacts {
        limits = List.copyOf(limits);
        machine = Map.copyOf(machine);
    }

    /** Writes {@link #FILE}. */
    public void write(Path directory) throws IOException {
        JsonArray demanded = new JsonArray();
        limits.forEach(limit -> demanded.add(
                new JsonObject().put("measure", limit.measure().key()).put("bound", limit.bound())));
        JsonObject json = new JsonObject()
                .put("name", name)
                .put("purpose", purpose)
                .put("arrivals", arrivals)
                .put("buyers", buyers)
                .put("comesAgain", comesAgain)
                .put("watchers", watchers)
                .put("limits", demanded)
                .put("machine", machineJson())
                .put("scenario", text);
        FactsFile.write(directory.resolve(FILE), json);
    }

    JsonObject machineJson() {
        JsonObject json = new JsonObject();
        machine.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> json.put(entry.getKey(), entry.getValue()));
        return json;
    }

    /** Reads {@link #FILE}. */
    public static ScenarioFacts read(Path directory) throws UnreadableHistoryException {
        return FactsFile.read(directory.resolve(FILE), "a scenario's facts", ScenarioFacts::of);
    }

    private static ScenarioFacts of(JsonObject json) {
        List<Limit> limits = new ArrayList<>();
        for (Object entry : json.getJsonArray("limits")) {
            JsonObject limit = (JsonObject) entry;
            limits.add(new Limit(
                    Measure.named(limit.getString("measure")).orElseThrow(IllegalArgumentException::new),
                    limit.getDouble("bound")));
        }
        Map<String, String> machine = new LinkedHashMap<>();
        json.getJsonObject("machine").forEach(entry -> machine.put(entry.getKey(), String.valueOf(entry.getValue())));
        return new ScenarioFacts(
                json.getString("name"),
                json.getString("purpose"),
                json.getString("scenario"),
                json.getString("arrivals"),
                json.getInteger("buyers"),
                json.getBoolean("comesAgain"),
                json.getInteger("watchers"),
                limits,
                machine);
    }
}
