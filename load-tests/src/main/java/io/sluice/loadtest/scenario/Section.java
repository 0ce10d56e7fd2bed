package io.sluice.loadtest.scenario;

import io.sluice.contract.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A mapping of a scenario's file, asked for one key after the other. What is not as it should be becomes a problem, and a
 * stand-in is returned, so that the rest is looked at as well. Keys that nobody asked for are unknown: {@link #end} says so.
 * Confined to one thread.
 */
final class Section {
    private final String path;
    private final int line;
    private final Problems problems;
    private final Map<String, Node> entries = new LinkedHashMap<>();
    private final TreeSet<String> asked = new TreeSet<>();

    /** @param path what stands before its keys in messages, empty at the top */
    Section(String path, Node node, Problems problems) {
        this.path = path;
        this.line = line(node);
        this.problems = problems;
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(this::put);
        } else {
            problems.add(line, (path.isEmpty() ? "the file" : path) + " is not a list of keys with values");
        }
    }

    private void put(NodeTuple entry) {
        Node key = entry.getKeyNode();
        String name = key instanceof ScalarNode scalar ? scalar.getValue() : "?";
        if (entries.put(name, entry.getValueNode()) != null) {
            problems.add(line(key), name(name) + " is there twice");
        }
    }

    static int line(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }

    private String name(String key) {
        return path.isEmpty() ? key : key.isEmpty() ? path : path + "." + key;
    }

    /** Where it begins in the file, counted from 1. */
    int line() {
        return line;
    }

    boolean has(String key) {
        asked.add(key);
        return entries.containsKey(key);
    }

    /** Notes a problem with the value of a key. */
    void problem(String key, String what) {
        Node node = entries.get(key);
        problems.add(node == null ? line : line(node), name(key) + ": " + what);
    }

    private @Nullable Node take(String key) {
        asked.add(key);
        return entries.get(key);
    }

    /** A value made of a scalar; {@code otherwise} where the key is missing or wrong. */
    <T> T value(String key, T otherwise, Function<String, T> reading) {
        Node node = take(key);
        return node == null ? otherwise : read(key, node, otherwise, reading);
    }

    /** The same of a key that has to be there. */
    <T> T required(String key, T standIn, Function<String, T> reading) {
        if (!has(key)) {
            problems.add(line, name(key) + " is missing");
        }
        return value(key, standIn, reading);
    }

    private <T> T read(String key, Node node, T otherwise, Function<String, T> reading) {
        if (!(node instanceof ScalarNode scalar)) {
            problem(key, "is not a single value");
            return otherwise;
        }
        try {
            return reading.apply(scalar.getValue());
        } catch (IllegalArgumentException e) {
            problems.add(line(node), name(key) + ": " + e.getMessage());
            return otherwise;
        }
    }

    int whole(String key, int otherwise, int min, int max) {
        return value(key, otherwise, text -> (int) Quantities.whole(text, min, max));
    }

    Duration positive(String key, Duration standIn) {
        return required(key, standIn, text -> {
            Duration duration = Quantities.duration(text);
            if (duration.isZero()) {
                throw new IllegalArgumentException("must be longer than nothing");
            }
            return duration;
        });
    }

    /** Whether the key's value is a mapping, rather than a word. */
    boolean isSection(String key) {
        return take(key) instanceof MappingNode;
    }

    Optional<Section> section(String key) {
        Node node = take(key);
        return node == null ? Optional.empty() : Optional.of(new Section(name(key), node, problems));
    }

    /** A list of mappings; none where the key is missing. */
    List<Section> sections(String key) {
        List<Section> sections = new ArrayList<>();
        for (Node item : items(key)) {
            sections.add(new Section(name(key) + "[" + sections.size() + "]", item, problems));
        }
        return sections;
    }

    /** A list of numbers. */
    List<Double> numbers(String key) {
        List<Double> numbers = new ArrayList<>();
        for (Node item : items(key)) {
            numbers.add(read(key, item, 0.0, Quantities::number));
        }
        return numbers;
    }

    private List<Node> items(String key) {
        Node node = take(key);
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        if (node != null) {
            problem(key, "is not a list");
        }
        return List.of();
    }

    /** Every key with its value as text. */
    Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String key : List.copyOf(entries.keySet())) {
            texts.put(key, value(key, "", text -> text));
        }
        return texts;
    }

    /** Notes the keys that nobody has asked for. */
    void end() {
        for (Map.Entry<String, Node> entry : entries.entrySet()) {
            if (!asked.contains(entry.getKey())) {
                String like = Settings.nearest(entry.getKey(), asked);
                problems.add(
                        line(entry.getValue()),
                        name(entry.getKey()) + " is unknown" + (like.isEmpty() ? "" : "; did you mean " + like + "?"));
            }
        }
    }
}
