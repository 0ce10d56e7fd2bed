package io.sluice.loadtest.verdict;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What was asked of an overloaded gateway: {@code overload.json}.
 *
 * @param inFlightMax the gateway's bound on orders that Kafka has not acknowledged
 * @param peakPerSecond orders accepted a second before, by as many connections as the bound lets wait, each at its next order
 *     as soon as the last one was answered
 * @param offeredPerSecond orders due a second in the overload
 * @param calmPerSecond orders due a second after it
 * @param startMicros the first order's due time, microseconds since 1970
 * @param overloadMicros how long the overload lasted
 * @param orders how many were due in all
 * @param liveBytesBefore what lived in the gateway's heap before the overload, when as many orders had been offered already
 * @param liveBytesAfter the same when all was over
 * @param mishaps what broke by itself, in words; any of these spoils the verdict
 */
public record OverloadFacts(
        int inFlightMax,
        double peakPerSecond,
        double offeredPerSecond,
        double calmPerSecond,
        long startMicros,
        long overloadMicros,
        int orders,
        long liveBytesBefore,
        long liveBytesAfter,
        List<String> mishaps) {
    /** The file beside the histories. */
    public static final String FILE = "overload.json";

    public OverloadFacts {
        mishaps = List.copyOf(mishaps);
    }

    /** Writes {@link #FILE}. */
    public void write(Path directory) throws IOException {
        JsonObject json = new JsonObject()
                .put("inFlightMax", inFlightMax)
                .put("peakPerSecond", peakPerSecond)
                .put("offeredPerSecond", offeredPerSecond)
                .put("calmPerSecond", calmPerSecond)
                .put("startMicros", startMicros)
                .put("overloadMicros", overloadMicros)
                .put("orders", orders)
                .put("liveBytesBefore", liveBytesBefore)
                .put("liveBytesAfter", liveBytesAfter)
                .put("mishaps", new JsonArray(mishaps));
        FactsFile.write(directory.resolve(FILE), json);
    }

    /** Reads {@link #FILE}. */
    public static OverloadFacts read(Path directory) throws UnreadableHistoryException {
        return FactsFile.read(
                directory.resolve(FILE),
                "an overload's facts",
                json -> new OverloadFacts(
                        json.getInteger("inFlightMax"),
                        json.getDouble("peakPerSecond"),
                        json.getDouble("offeredPerSecond"),
                        json.getDouble("calmPerSecond"),
                        json.getLong("startMicros"),
                        json.getLong("overloadMicros"),
                        json.getInteger("orders"),
                        json.getLong("liveBytesBefore"),
                        json.getLong("liveBytesAfter"),
                        FactsFile.mishaps(json)));
    }
}
