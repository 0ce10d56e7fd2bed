package io.sluice.observability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.KafkaClientMetric;
import io.sluice.contract.MetricName;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every dashboard has to keep to, after the rules of Grafana's dashboard linter, and that the files are what the code says. */
final class DashboardsTest {
    private static final String WRITE = "sluice.write";
    private static final Pattern METRIC = Pattern.compile("\\b([a-z][a-z0-9]*(?:_[a-z0-9]+)+)\\{");
    private static final Pattern RANGE = Pattern.compile("(\\w+)\\([^()]*\\[([^]]+)]\\)");
    /** What the binders of JVM, process, log and Netty give and dashboards use. */
    private static final Set<String> OF_THE_PROCESS = Set.of(
            "process_cpu_usage",
            "jvm_memory_used_bytes",
            "jvm_gc_pause_seconds",
            "netty_eventexecutor_tasks_pending",
            "logback_events_total");

    static Stream<Board> boards() {
        return Boards.all().stream();
    }

    @ParameterizedTest
    @MethodSource("boards")
    void theFileIsWhatTheCodeSays(Board board) throws IOException {
        String expected = board.json().encodePrettily() + "\n";
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(Boards.file(board), expected);
        }
        assertEquals(
                expected,
                Files.readString(Boards.file(board)),
                "stale; written by: mvn -Pobservability -pl load-tests/observability -am test -Dtest=DashboardsTest"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -D" + WRITE + "=true");
    }

    @Test
    void thereIsNoOtherFile() throws IOException {
        try (var files = Files.list(Boards.GRAFANA.resolve("dashboards"))) {
            assertEquals(
                    Boards.all().stream().map(Boards::file).collect(Collectors.toSet()),
                    files.collect(Collectors.toSet()));
        }
    }

    @ParameterizedTest
    @MethodSource("boards")
    void aDashboardCannotBeEditedAndLinksToTheRunbook(Board board) {
        JsonObject json = board.json();
        assertFalse(json.getBoolean("editable"));
        assertTrue(json.getJsonArray("links").encode().contains("${runbook}"));
        assertTrue(json.getString("uid").length() <= 40);
        List<String> variables = Boards.objects(json.getJsonObject("templating").getJsonArray("list")).stream()
                .map(variable -> variable.getString("name"))
                .toList();
        assertEquals(List.of("datasource", "fleet", "job", "instance", "runbook"), variables);
    }

    @ParameterizedTest
    @MethodSource("boards")
    void everyPanelSaysWhatItIsInWhichUnitAndFromWhere(Board board) {
        Set<String> titles = new TreeSet<>();
        for (JsonObject panel : Boards.panels(board.json())) {
            String title = panel.getString("title");
            assertTrue(titles.add(title), title + " is there twice");
            assertFalse(panel.getString("description").isBlank(), title);
            JsonObject defaults = panel.getJsonObject("fieldConfig").getJsonObject("defaults");
            assertFalse(defaults.getString("unit").isBlank(), title);
            assertFalse(defaults.getJsonObject("thresholds").isEmpty(), title);
            assertEquals("${datasource}", panel.getJsonObject("datasource").getString("uid"), title);
            assertFalse(panel.getJsonArray("targets").isEmpty(), title);
            for (JsonObject target : Boards.objects(panel.getJsonArray("targets"))) {
                assertEquals("${datasource}", target.getJsonObject("datasource").getString("uid"), title);
                assertFalse(target.getString("legendFormat").isBlank(), title);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("boards")
    void everySeriesIsOneThatWeExportAndNarrowedByTheVariables(Board board) {
        Set<String> known = Stream.of(
                        Stream.of(MetricName.values()).map(MetricName::prometheusName),
                        Stream.of(KafkaClientMetric.values()).map(KafkaClientMetric::prometheusName),
                        OF_THE_PROCESS.stream())
                .flatMap(names -> names)
                .collect(Collectors.toSet());
        for (String query : queries(board)) {
            Matcher metric = METRIC.matcher(query);
            assertTrue(metric.find(), query);
            do {
                String name = metric.group(1);
                assertTrue(
                        known.contains(name) || known.contains(name.replaceFirst("_(bucket|count|sum)$", "")),
                        name + " is in no list");
                assertTrue(
                        query.startsWith("fleet=~\"$fleet\",job=~\"$job\",instance=~\"$instance\"", metric.end()),
                        query);
            } while (metric.find());
        }
    }

    @ParameterizedTest
    @MethodSource("boards")
    void whatOnlyGrowsIsShownAsARateOverAWindowThatGrafanaChooses(Board board) {
        for (String query : queries(board)) {
            Set<String> underRate = new TreeSet<>();
            Matcher range = RANGE.matcher(query);
            while (range.find()) {
                assertTrue(
                        range.group(2).equals("$__rate_interval")
                                || (range.group(1).equals("increase")
                                        && range.group(2).equals("$__range")),
                        query);
                assertTrue(Set.of("rate", "increase").contains(range.group(1)), query);
                underRate.add(range.group());
            }
            String rest = query;
            for (String rate : underRate) {
                rest = rest.replace(rate, "");
            }
            assertFalse(rest.matches(".*\\w+_(total|count|bucket|sum)\\{.*"), query);
        }
    }

    private static List<String> queries(Board board) {
        return Boards.panels(board.json()).stream()
                .flatMap(panel -> Boards.queries(panel).stream())
                .toList();
    }
}
