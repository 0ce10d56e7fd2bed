package io.sluice.loadtest.verdict;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What was asked of a gateway with many watchers: {@code watch.json}.
 *
 * @param watchers streams that were to be open
 * @param open streams that were open when the second time began
 * @param connections TCP connections that carried them
 * @param acceptPerSecond orders posted a second in both times
 * @param drainPerSecond calls a second by the fleet
 * @param quiet the time without watchers
 * @param watched the time with all of them
 * @param mishaps what broke by itself, in words; any of these spoils the verdict
 */
public record WatchFacts(
        int watchers,
        int open,
        int connections,
        int acceptPerSecond,
        int drainPerSecond,
        Phase quiet,
        Phase watched,
        List<String> mishaps) {
    /** The file beside the histories. */
    public static final String FILE = "watch.json";

    /** A time in which orders are posted at a fixed rate, microseconds since 1970. */
    public record Phase(long fromMicros, long untilMicros) {
        /** Whether this moment lies in it. */
        public boolean has(long micros) {
            return micros >= fromMicros && micros < untilMicros;
        }

        private JsonObject json() {
            return new JsonObject().put("fromMicros", fromMicros).put("untilMicros", untilMicros);
        }

        private static Phase of(JsonObject json) {
            return new Phase(json.getLong("fromMicros"), json.getLong("untilMicros"));
        }
    }

    public WatchFacts {
        mishaps = List.copyOf(mishaps);
    }

    /** Writes {@link #FILE}. */
    public void write(Path directory) throws IOException {
        JsonObject json = new JsonObject()
                .put("watchers", watchers)
                .put("open", open)
                .put("connections", connections)
                .put("acceptPerSecond", acceptPerSecond)
                .put("drainPerSecond", drainPerSecond)
                .put("quiet", quiet.json())
                .put("watched", watched.json())
                .put("mishaps", new JsonArray(mishaps));
        FactsFile.write(directory.resolve(FILE), json);
    }

    /** Reads {@link #FILE}. */
    public static WatchFacts read(Path directory) throws UnreadableHistoryException {
        return FactsFile.read(directory.resolve(FILE), "a watched run's facts", WatchFacts::of);
    }

    private static WatchFacts of(JsonObject json) {
        return new WatchFacts(
                json.getInteger("watchers"),
                json.getInteger("open"),
                json.getInteger("connections"),
                json.getInteger("acceptPerSecond"),
                json.getInteger("drainPerSecond"),
                Phase.of(json.getJsonObject("quiet")),
                Phase.of(json.getJsonObject("watched")),
                FactsFile.mishaps(json));
    }
}
