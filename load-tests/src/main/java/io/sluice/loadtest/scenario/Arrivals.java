package io.sluice.loadtest.scenario;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Reads the arrivals of a scenario's file. Confined to one thread. */
final class Arrivals {
    private static final double PER_SECOND_MAX = 1_000_000;
    static final int ORDERS_MAX = 5_000_000;
    private static final String DEFAULT_COLUMN = "seconds";
    private static final Duration STAND_IN = Duration.ofSeconds(1);

    private final Beside beside;

    /** Where a file is found that lies beside the scenario. */
    interface Beside {
        /** The whole text of the file of this name. */
        String read(String name) throws IOException;
    }

    Arrivals(Beside beside) {
        this.beside = beside;
    }

    List<Phase> read(Section scenario) {
        List<Phase> phases = new ArrayList<>();
        if (!scenario.has("arrivals")) {
            scenario.required("arrivals", "", text -> text);
        }
        for (Section section : scenario.sections("arrivals")) {
            phases.add(phase(section));
            section.end();
        }
        double orders = phases.stream().mapToDouble(Phase::expectedOrders).sum();
        if (scenario.has("arrivals") && (orders < 1 || orders > ORDERS_MAX)) {
            scenario.problem(
                    "arrivals", String.format(Locale.ROOT, "%,.0f orders; must be from 1 to %,d", orders, ORDERS_MAX));
        }
        return phases;
    }

    private Phase phase(Section section) {
        List<String> kinds = List.of("constant", "ramp", "steps", "trace", "csv").stream()
                .filter(section::has)
                .toList();
        if (kinds.size() != 1) {
            section.problem(
                    "",
                    "wants one of constant, ramp, steps, trace and csv, and has "
                            + (kinds.isEmpty() ? "none" : String.join(" and ", kinds)));
        }
        return switch (kinds.isEmpty() ? "" : kinds.get(0)) {
            case "ramp" -> ramp(section);
            case "steps" -> steps(section);
            case "trace" -> trace(section);
            case "csv" -> recorded(section);
            default ->
                new Phase.Constant(section.value("constant", 1.0, Arrivals::rate), section.positive("for", STAND_IN));
        };
    }

    private static double rate(String text) {
        double rate = Quantities.number(text);
        if (rate > PER_SECOND_MAX) {
            throw new IllegalArgumentException("more than " + (long) PER_SECOND_MAX + " a second");
        }
        return rate;
    }

    private static Phase ramp(Section section) {
        List<Double> ends = section.numbers("ramp");
        if (ends.size() != 2 || ends.stream().anyMatch(rate -> rate > PER_SECOND_MAX)) {
            section.problem("ramp", "wants two rates: from and to");
            ends = List.of(1.0, 1.0);
        }
        return new Phase.Ramp(ends.get(0), ends.get(1), section.positive("for", STAND_IN));
    }

    private static Phase steps(Section section) {
        List<Double> rates = section.numbers("steps");
        if (rates.isEmpty() || rates.stream().anyMatch(rate -> rate > PER_SECOND_MAX)) {
            section.problem("steps", "wants a list of rates");
            rates = List.of(1.0);
        }
        return new Phase.Steps(rates, section.positive("each", STAND_IN));
    }

    private static Phase trace(Section section) {
        section.value("trace", "", text -> {
            if (!text.equals("flash-crowd")) {
                throw new IllegalArgumentException("'" + text + "' is not flash-crowd, the only trace there is");
            }
            return text;
        });
        int orders = section.required("orders", 2, text -> (int) Quantities.whole(text, 2, ORDERS_MAX));
        return new Phase.Crowd(orders, section.positive("for", STAND_IN));
    }

    private Phase recorded(Section section) {
        String file = section.value("csv", "", text -> text);
        String column = section.value("column", DEFAULT_COLUMN, text -> text);
        Duration duration = section.positive("for", STAND_IN);
        List<Long> dueNanos = new ArrayList<>();
        try {
            dueNanos.addAll(dueNanos(beside.read(file), column));
            if (dueNanos.get(dueNanos.size() - 1) > duration.toNanos()) {
                section.problem("csv", file + " has arrivals later than 'for'");
                dueNanos = List.of(0L);
            }
        } catch (IOException e) {
            section.problem("csv", file + " cannot be read: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            section.problem("csv", file + " " + e.getMessage());
        }
        return new Phase.Recorded(file, dueNanos.isEmpty() ? List.of(0L) : dueNanos, duration);
    }

    /** Seconds from the start in order of time, one a line, or the column of this name where the first line is a header. */
    static List<Long> dueNanos(String csv, String column) {
        List<String> lines = csv.lines().filter(line -> !line.isBlank()).toList();
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("is empty");
        }
        List<String> header = Arrays.asList(lines.get(0).strip().split(" *[,;] *", -1));
        boolean isHeader = !header.get(0).matches("[0-9.]+");
        int index = isHeader ? header.indexOf(column) : 0;
        if (index < 0) {
            throw new IllegalArgumentException("has no column '" + column + "', but " + String.join(", ", header));
        }
        List<Long> dueNanos = new ArrayList<>();
        for (int i = isHeader ? 1 : 0; i < lines.size(); i++) {
            long nanos = nanos(lines.get(i), index, i + 1);
            if (!dueNanos.isEmpty() && nanos < dueNanos.get(dueNanos.size() - 1)) {
                throw new IllegalArgumentException("line " + (i + 1) + ": is earlier than the line before");
            }
            dueNanos.add(nanos);
        }
        if (dueNanos.isEmpty()) {
            throw new IllegalArgumentException("has no arrival");
        }
        return dueNanos;
    }

    private static long nanos(String line, int index, int number) {
        String[] fields = line.strip().split(" *[,;] *", -1);
        try {
            if (index < fields.length) {
                return Math.round(Quantities.number(fields[index]) * 1e9);
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
        }
        throw new IllegalArgumentException("line " + number + ": has too few fields");
    }
}
