package io.sluice.loadtest.verdict;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * What was asked of a fleet that changes and what was done to it: {@code fleet.json}. All times are microseconds since
 * 1970 on the clock of whoever ran it.
 *
 * @param name what was run
 * @param rateAtStart calls a second before the first change
 * @param orders orders that lay ready
 * @param measuredFromMicros when the first worker had found its pace; the use of the rate is measured from here
 * @param rateChanges in order of time
 * @param lives every worker's process
 * @param faults what was done, in order of time
 * @param mishaps what broke by itself, in words; any of these spoils the verdict
 */
public record FleetFacts(
        String name,
        double rateAtStart,
        int orders,
        long measuredFromMicros,
        List<RateChange> rateChanges,
        List<Life> lives,
        List<Fault> faults,
        List<String> mishaps) {
    /** The file beside the histories. */
    public static final String FILE = "fleet.json";

    /**
     * The operator changed the rate.
     *
     * @param sentMicros just before the record was handed to Kafka: nobody can have known earlier
     * @param durableMicros when Kafka had acknowledged it
     */
    public record RateChange(long sentMicros, long durableMicros, double ratePerSecond) {}

    /** A worker's process, from its start to its end. While it stands still it lives. */
    public record Life(String worker, long fromMicros, long untilMicros) {}

    /** What can be done to a fleet. */
    public enum Kind {
        /** SIGKILL to a worker. */
        KILL,
        /** SIGSTOP to a worker, later SIGCONT. */
        SUSPEND,
        /** SIGTERM to a worker. */
        LEAVE,
        /** One worker more. */
        JOIN,
        /** SIGKILL to the broker, and a new start on its data. */
        BROKER,
        /** The operator changes the rate. */
        RATE,
        /** Nine of ten orders come to lie in one partition. */
        SKEW,
        /** SIGKILL to a gateway, and a new start in its place. */
        GATEWAY,
        /** The order system becomes slow, deaf or well again. */
        ORDER_SYSTEM;

        /** As it is written in files and tables. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Something done on purpose.
     *
     * @param what in words, such as {@code kill -9 worker-2}
     * @param overMicros when it was undone: the process went on, the broker was back; the same as {@code atMicros} where
     *     nothing is undone
     */
    public record Fault(Kind kind, String what, long atMicros, long overMicros) {}

    public FleetFacts {
        rateChanges = List.copyOf(rateChanges);
        lives = List.copyOf(lives);
        faults = List.copyOf(faults);
        mishaps = List.copyOf(mishaps);
    }

    /** The same with other faults. */
    public FleetFacts withFaults(List<Fault> other) {
        return new FleetFacts(name, rateAtStart, orders, measuredFromMicros, rateChanges, lives, other, mishaps);
    }

    /** Writes {@link #FILE}. */
    public void write(Path directory) throws IOException {
        JsonObject json = new JsonObject()
                .put("name", name)
                .put("rateAtStart", rateAtStart)
                .put("orders", orders)
                .put("measuredFromMicros", measuredFromMicros)
                .put("rateChanges", array(rateChanges, change -> new JsonObject()
                        .put("sentMicros", change.sentMicros())
                        .put("durableMicros", change.durableMicros())
                        .put("ratePerSecond", change.ratePerSecond())))
                .put("lives", array(lives, life -> new JsonObject()
                        .put("worker", life.worker())
                        .put("fromMicros", life.fromMicros())
                        .put("untilMicros", life.untilMicros())))
                .put("faults", array(faults, fault -> new JsonObject()
                        .put("kind", fault.kind().name())
                        .put("what", fault.what())
                        .put("atMicros", fault.atMicros())
                        .put("overMicros", fault.overMicros())))
                .put("mishaps", new JsonArray(mishaps));
        FactsFile.write(directory.resolve(FILE), json);
    }

    private static <T> JsonArray array(List<T> values, Function<T, JsonObject> form) {
        JsonArray array = new JsonArray();
        values.forEach(value -> array.add(form.apply(value)));
        return array;
    }

    /** Reads {@link #FILE}. */
    public static FleetFacts read(Path directory) throws UnreadableHistoryException {
        return FactsFile.read(directory.resolve(FILE), "a fleet's facts", FleetFacts::of);
    }

    private static FleetFacts of(JsonObject json) {
        return new FleetFacts(
                json.getString("name"),
                json.getDouble("rateAtStart"),
                json.getInteger("orders"),
                json.getLong("measuredFromMicros"),
                list(
                        json,
                        "rateChanges",
                        change -> new RateChange(
                                change.getLong("sentMicros"),
                                change.getLong("durableMicros"),
                                change.getDouble("ratePerSecond"))),
                list(
                        json,
                        "lives",
                        life -> new Life(
                                life.getString("worker"), life.getLong("fromMicros"), life.getLong("untilMicros"))),
                list(
                        json,
                        "faults",
                        fault -> new Fault(
                                Kind.valueOf(fault.getString("kind")),
                                fault.getString("what"),
                                fault.getLong("atMicros"),
                                fault.getLong("overMicros"))),
                FactsFile.mishaps(json));
    }

    private static <T> List<T> list(JsonObject json, String name, Function<JsonObject, T> meaning) {
        List<T> values = new ArrayList<>();
        json.getJsonArray(name).forEach(value -> values.add(meaning.apply((JsonObject) value)));
        return values;
    }

    /** How many workers there were, over all their lives. */
    public int workers() {
        return (int) lives.stream().map(Life::worker).distinct().count();
    }

    /** The rate that was asked for: each change counts from when it was durable. */
    public StepLine rateWanted() {
        List<StepLine.Step> steps = new ArrayList<>();
        steps.add(new StepLine.Step(0, rateAtStart));
        rateChanges.forEach(change -> steps.add(new StepLine.Step(change.durableMicros(), change.ratePerSecond())));
        return StepLine.of(steps);
    }
}
