package io.sluice.loadtest.verdict;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What was asked of a run and what was done to it: {@code run.json}, the one thing a verdict needs beside the histories.
 *
 * @param name what was run
 * @param rateTarget calls a second that the whole fleet may start
 * @param workers order-workers that were started
 * @param orders orders that were to be sent; fewer lines in the history mean that the driver did not finish
 * @param arrivals where the arrivals come from and by which factors they were scaled, for people to read
 * @param faults what was broken on purpose, in order of time
 * @param mishaps what broke by itself, in words; any of these spoils the verdict
 */
public record RunFacts(
        String name,
        double rateTarget,
        int workers,
        int orders,
        String arrivals,
        List<Fault> faults,
        List<String> mishaps) {
    /** The file beside the histories. */
    public static final String FILE = "run.json";

    /**
     * Something broken on purpose.
     *
     * @param what in words, such as {@code worker-2 killed}
     * @param atMicros when, microseconds since 1970
     */
    public record Fault(String what, long atMicros) {}

    public RunFacts {
        faults = List.copyOf(faults);
        mishaps = List.copyOf(mishaps);
    }

    /** Writes {@link #FILE}. */
    public void write(Path directory) throws IOException {
        JsonArray faultsJson = new JsonArray();
        faults.forEach(fault ->
                faultsJson.add(new JsonObject().put("what", fault.what()).put("atMicros", fault.atMicros())));
        JsonObject json = new JsonObject()
                .put("name", name)
                .put("rateTarget", rateTarget)
                .put("workers", workers)
                .put("orders", orders)
                .put("arrivals", arrivals)
                .put("faults", faultsJson)
                .put("mishaps", new JsonArray(mishaps));
        FactsFile.write(directory.resolve(FILE), json);
    }

    /** Reads {@link #FILE}. */
    public static RunFacts read(Path directory) throws UnreadableHistoryException {
        Path file = directory.resolve(FILE);
        return FactsFile.read(file, "a run's facts", json -> of(file, json));
    }

    private static RunFacts of(Path file, JsonObject json) throws UnreadableHistoryException {
        for (String key : List.of("name", "rateTarget", "workers", "orders", "arrivals", "faults", "mishaps")) {
            if (json.getValue(key) == null) {
                throw new UnreadableHistoryException(file + " lacks " + key);
            }
        }
        List<Fault> faults = new ArrayList<>();
        for (Object fault : json.getJsonArray("faults")) {
            JsonObject entry = (JsonObject) fault;
            faults.add(new Fault(entry.getString("what"), entry.getLong("atMicros")));
        }
        List<String> mishaps = new ArrayList<>();
        json.getJsonArray("mishaps").forEach(mishap -> mishaps.add((String) mishap));
        return new RunFacts(
                json.getString("name"),
                json.getDouble("rateTarget"),
                json.getInteger("workers"),
                json.getInteger("orders"),
                json.getString("arrivals"),
                faults,
                mishaps);
    }
}
