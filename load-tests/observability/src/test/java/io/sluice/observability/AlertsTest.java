package io.sluice.observability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.MetricName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The alert rules as files: they ask for what there is, and somebody who is woken finds what to do. */
final class AlertsTest {
    private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)");
    private static final Pattern RUNBOOK = Pattern.compile("runbook: grafana/RUNBOOK.md#(\\w+)");
    private static final Pattern SERIES = Pattern.compile("\\bsluice_[a-z_]+");

    @Test
    void everyAlertHasItsSectionInTheRunbook() throws IOException {
        String rules = Files.readString(Boards.RULES);
        List<String> names = found(ALERT, rules);
        assertEquals(names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList(), found(RUNBOOK, rules));
        Set<String> sections = Files.readAllLines(Boards.RUNBOOK).stream()
                .filter(line -> line.startsWith("## Sluice"))
                .map(line -> line.substring(3))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(new TreeSet<>(names), sections);
    }

    @Test
    void everySectionSaysWhatItMeansWhereToLookWhatToDoAndWhenItIsOver() throws IOException {
        for (String section : Files.readString(Boards.RUNBOOK).split("\n## ", -1)) {
            if (section.startsWith("Sluice")) {
                for (String part : List.of("**Means**", "**Look**", "**Do**", "**Over**")) {
                    assertTrue(
                            section.contains(part),
                            part + " is missing in " + section.lines().findFirst());
                }
            }
        }
    }

    @Test
    void rulesAskForMetricsThatExist() throws IOException {
        Set<String> known =
                Stream.of(MetricName.values()).map(MetricName::prometheusName).collect(Collectors.toSet());
        List<String> unknown = found(SERIES, Files.readString(Boards.RULES)).stream()
                .map(name -> name.replaceFirst("_(count|bucket|sum)$", ""))
                .filter(name -> !known.contains(name))
                .toList();
        assertEquals(List.of(), unknown);
    }

    @Test
    void promtoolAcceptsTheRulesAndTheirTests() throws IOException, InterruptedException {
        Prometheus.require(Prometheus.TOOL);
        promtool("check", "rules", Boards.RULES.toString());
        promtool("test", "rules", Boards.RULES_TEST.toString());
        Path faster = Files.createDirectories(Path.of("target")).resolve("faster.rules.yml");
        Files.writeString(faster, FasterRules.of(Files.readString(Boards.RULES)));
        promtool("check", "rules", faster.toString());
    }

    private static void promtool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Prometheus.TOOL.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
    }

    @Test
    void onlyTimesAreFasterInTheTests() {
        assertEquals("x[8s] and y[20s] > 10\n    for: 2s\n", FasterRules.of("x[2m] and y[5m] > 10\n    for: 30s\n"));
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.groupCount() == 0 ? match.group() : match.group(1))
                .toList();
    }
}
