package io.sluice.loadtest.scenario;

import io.sluice.contract.Setting;
import io.sluice.contract.Settings;
import io.sluice.loadtest.drive.Again;
import io.sluice.loadtest.fleet.FleetSystem;
import io.sluice.loadtest.verdict.Limit;
import io.sluice.loadtest.verdict.Measure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.JsonSchema;

/**
 * Makes a scenario of its file. The library only says which node stands where: no object is ever made of what a file names,
 * and every message knows its line. jackson-dataformat-yaml would bind by itself, but stops at the first mistake and tells
 * of it in the words of its own classes. Stateless but for what it is given.
 */
final class ScenarioParser {
    private static final double CAPACITY_FACTOR = 1.5;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Problems problems;
    private final Arrivals arrivals;
    private final String name;

    /** @param file as it is called in messages */
    ScenarioParser(String name, String file, Arrivals.Beside beside) {
        this.name = name;
        this.problems = new Problems(file);
        this.arrivals = new Arrivals(beside);
    }

    /** The scenario that the text describes. */
    Scenario parse(String text) throws BadScenarioException {
        Section root = new Section("", compose(text), problems);
        String purpose = root.required("purpose", "", words -> words.strip());
        Scenario.Stack system = system(root);
        List<Phase> phases = arrivals.read(root);
        Scenario.Orders orders = orders(root);
        Scenario.Buyers buyers = buyers(root);
        List<Scenario.Event> events = events(root, system);
        List<Limit> limits = limits(root);
        root.end();
        problems.throwIfAny();
        return new Scenario(name, purpose, text, system, phases, orders, buyers, events, limits);
    }

    private Node compose(String text) throws BadScenarioException {
        LoadSettings settings = LoadSettings.builder()
                .setSchema(new JsonSchema())
                .setMaxAliasesForCollections(0)
                .build();
        try {
            Optional<Node> root = new Compose(settings).composeString(text);
            if (root.isPresent()) {
                return root.get();
            }
            problems.add(1, "the file is empty");
        } catch (MarkedYamlEngineException e) {
            problems.add(e.getProblemMark().map(Mark::getLine).orElse(0) + 1, "is not YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            problems.add(1, "is not YAML: " + e.getMessage());
        }
        problems.throwIfAny();
        throw new IllegalStateException("a problem was noted and not thrown");
    }

    private Scenario.Stack system(Section root) {
        if (!root.has("system")) {
            root.required("system", "", text -> text);
            return new Scenario.Stack(1, 1, 1, 1, 1, 1, Map.of(), Map.of());
        }
        Section system = root.section("system").orElseThrow();
        int rate = system.required("rate", 1, text -> (int) Quantities.whole(text, 1, 100_000));
        Scenario.Stack stack = new Scenario.Stack(
                rate,
                system.whole("capacity", (int) Math.ceil(rate * CAPACITY_FACTOR), 1, 1_000_000),
                system.whole("workers", 2, 1, 100),
                system.whole("gateways", 1, 1, 9),
                system.whole("partitions", 12, 1, 1_000),
                system.value(
                        "stock",
                        FleetSystem.Options.STOCK_PIECES_AMPLE,
                        text -> Quantities.whole(text, 0, FleetSystem.Options.STOCK_PIECES_AMPLE)),
                settings(system, "gateway", Setting.Reader.GATEWAY),
                settings(system, "worker", Setting.Reader.WORKER));
        system.end();
        return stack;
    }

    private Map<String, String> settings(Section system, String key, Setting.Reader reader) {
        Set<String> known = Arrays.stream(Setting.values())
                .filter(setting -> setting.reader() == Setting.Reader.ALL || setting.reader() == reader)
                .map(Setting::key)
                .collect(Collectors.toCollection(TreeSet::new));
        Section section = system.section(key).orElse(null);
        if (section == null) {
            return Map.of();
        }
        Map<String, String> settings = section.texts();
        settings.keySet().stream()
                .filter(setting -> !known.contains(setting) && !setting.startsWith(Setting.KAFKA_PREFIX))
                .forEach(setting -> section.problem(
                        setting,
                        "is not a setting of a " + key + "; did you mean " + Settings.nearest(setting, known) + "?"));
        return settings;
    }

    private static Scenario.Orders orders(Section root) {
        Section orders = root.section("orders").orElse(null);
        if (orders == null) {
            return new Scenario.Orders(5, 0, "");
        }
        String from = orders.value("from", "samples", text -> oneOf(text, List.of("samples", "one-sku")));
        boolean isOneSku = from.equals("one-sku");
        Scenario.Orders read = new Scenario.Orders(
                isOneSku ? 1 : orders.whole("lines", 5, 1, 2_000),
                orders.value("hot-customer", 0.0, text -> {
                    double share = Quantities.number(text);
                    if (share > 1) {
                        throw new IllegalArgumentException("'" + text + "' is not a share from 0 to 1");
                    }
                    return share;
                }),
                isOneSku ? orders.required("sku", "SKU", text -> text) : "");
        orders.end();
        return read;
    }

    private static String oneOf(String text, List<String> words) {
        if (words.contains(text)) {
            return text;
        }
        throw new IllegalArgumentException("'" + text + "' is none of " + String.join(", ", words));
    }

    private static Scenario.Buyers buyers(Section root) {
        Section buyers = root.section("buyers").orElse(null);
        if (buyers == null) {
            return new Scenario.Buyers(128, TIMEOUT, Again.NEVER, 0, 0);
        }
        Again again = Again.NEVER;
        Section coming = buyers.section("again").orElse(null);
        if (coming != null) {
            again = new Again(
                    coming.positive("after", Duration.ofSeconds(1)).toNanos(),
                    coming.required("times", 1, text -> (int) Quantities.whole(text, 1, 1_000)));
            coming.end();
        }
        Scenario.Buyers read = new Scenario.Buyers(
                buyers.whole("connections", 128, 1, 10_000),
                buyers.has("timeout") ? buyers.positive("timeout", TIMEOUT) : TIMEOUT,
                again,
                buyers.whole("slow", 0, 0, 10_000),
                buyers.whole("watchers", 0, 0, 10_000));
        buyers.end();
        return read;
    }

    private static List<Scenario.Event> events(Section root, Scenario.Stack system) {
        List<Scenario.Event> events = new ArrayList<>();
        for (Section event : root.sections("events")) {
            Duration at = event.required("at", Duration.ZERO, Quantities::duration);
            events.add(new Scenario.Event(at, deed(event, system)));
            event.end();
        }
        return events;
    }

    private static Deed deed(Section event, Scenario.Stack system) {
        List<String> kinds = List.of("order-system", "kill", "rate").stream()
                .filter(event::has)
                .toList();
        if (kinds.size() != 1) {
            event.problem(
                    "",
                    "wants one of order-system, kill and rate, and has "
                            + (kinds.isEmpty() ? "none" : String.join(" and ", kinds)));
        }
        if (event.has("kill")) {
            String process = event.value("kill", "worker-1", text -> {
                boolean isThere = isNumbered(text, "worker-", system.workers())
                        || isNumbered(text, "gateway-", system.gateways());
                if (!isThere) {
                    throw new IllegalArgumentException("there is no '" + text + "' in this system");
                }
                return text;
            });
            return new Deed.Kill(
                    process, event.has("restart") ? Optional.of(event.positive("restart", TIMEOUT)) : Optional.empty());
        }
        return event.has("rate")
                ? new Deed.Rate(event.value("rate", 1.0, text -> (double) Quantities.whole(text, 1, 100_000)))
                : orderSystem(event);
    }

    private static boolean isNumbered(String text, String kind, int count) {
        return text.startsWith(kind)
                && text.substring(kind.length()).matches("[1-9][0-9]{0,3}")
                && Integer.parseInt(text.substring(kind.length())) <= count;
    }

    private static Deed orderSystem(Section event) {
        if (!event.isSection("order-system")) {
            return new Deed.OrderSystem(
                    event.value(
                            "order-system", "normal", text -> oneOf(text, List.of("normal", "brownout", "blackout"))),
                    null,
                    null);
        }
        Section change = event.section("order-system").orElseThrow();
        int capacity = change.whole("capacity", 0, 1, 1_000_000);
        long latencyMillis = change.value("latency", Duration.ofMillis(-1), Quantities::duration)
                .toMillis();
        if (!change.has("capacity") && !change.has("latency")) {
            change.problem("", "wants capacity, latency or both");
        }
        change.end();
        return new Deed.OrderSystem(
                null, capacity == 0 ? null : capacity, latencyMillis < 0 ? null : (int) latencyMillis);
    }

    private List<Limit> limits(Section root) {
        Section section = root.section("limits").orElse(null);
        if (section == null) {
            return List.of();
        }
        List<Limit> limits = new ArrayList<>();
        for (Measure measure : Measure.values()) {
            if (section.has(measure.key())) {
                limits.add(new Limit(measure, section.value(measure.key(), 0.0, text -> switch (measure.kind()) {
                    case COUNT -> (double) Quantities.whole(text, 0, 1_000_000_000);
                    case DURATION -> Quantities.duration(text).toNanos() / 1e9;
                    case SHARE -> Quantities.share(text);
                })));
            }
        }
        section.end();
        return limits;
    }
}
