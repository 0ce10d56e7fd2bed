package io.sluice.loadtest.report;

import io.sluice.loadtest.verdict.FleetFacts;
import io.sluice.loadtest.verdict.Measure;
import io.sluice.loadtest.verdict.RunFacts;
import io.sluice.loadtest.verdict.ScenarioFacts;
import io.sluice.loadtest.verdict.ScenarioHistories;
import io.sluice.loadtest.verdict.ScenarioJson;
import io.sluice.loadtest.verdict.ScenarioVerdict;
import io.sluice.loadtest.verdict.VerdictJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** A scenario's run for people, for programs, and for HdrHistogram's tools. Stateless. */
public final class ScenarioReport {
    /** The page. */
    public static final String HTML_FILE = HtmlReport.FILE;

    /** The same for programs. */
    public static final String JSON_FILE = VerdictJson.FILE;

    private static final int NAMES_MAX = 1;

    private ScenarioReport() {}

    /** Writes all three into the run's folder. */
    public static void write(ScenarioVerdict verdict, ScenarioHistories histories, Path directory) throws IOException {
        Files.writeString(directory.resolve(JSON_FILE), ScenarioJson.of(verdict), StandardCharsets.UTF_8);
        Files.writeString(directory.resolve(HTML_FILE), html(verdict, histories), StandardCharsets.UTF_8);
        LatencyLog.write(directory, histories.crowd().orders());
    }

    /** The page; a run that says nothing says so before anything else. */
    static String html(ScenarioVerdict verdict, ScenarioHistories histories) {
        ScenarioFacts scenario = verdict.scenario();
        FleetFacts facts = verdict.facts();
        HtmlPage page = new HtmlPage(scenario.name(), word(verdict), verdict.exitCode() == 0);
        if (!verdict.valid()) {
            page.alarm("This run is INVALID and says nothing of the system under test. The figures below are those of a"
                    + " measurement that failed.");
        }
        int workers = facts.workers();
        return page.failures(verdict.complaints())
                .paragraph(scenario.purpose())
                .paragraph(head(scenario, facts, workers))
                .tiles(tiles(verdict))
                .figures(new Figures(new Figures.Story(facts.rateWanted(), workers, events(facts)), histories.crowd())
                        .all())
                .verdict(verdict.rows())
                .table("What it was run on", List.of("", ""), machine(scenario))
                .note(
                        "Judged from records kept apart: orders.csv (what each buyer was told, by posting), calls.csv (what the"
                                + " order system did), outcomes.csv (what the outcomes topic says). Times count from when an order"
                                + " was due. A limit names what the scenario demands; everything else is only told. Judge again"
                                + " with <code>java -jar sluice-load-tests.jar verify DIR</code>.")
                .note("<b>The scenario</b></p><pre>" + HtmlPage.escaped(scenario.text()) + "</pre><p>")
                .html();
    }

    private static String word(ScenarioVerdict verdict) {
        return !verdict.valid() ? "invalid" : verdict.kept() ? "limits kept" : "limits not kept";
    }

    private static String head(ScenarioFacts scenario, FleetFacts facts, int workers) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%,d buyers: %s. Drained at %,.0f calls a second by %d workers.",
                scenario.buyers(),
                scenario.arrivals(),
                facts.rateAtStart(),
                workers));
        int number = 1;
        for (FleetFacts.Fault fault : facts.faults()) {
            String sign = facts.faults().size() > NAMES_MAX ? number + ": " : "";
            text.append(" On purpose: ").append(sign).append(fault.what()).append('.');
            number++;
        }
        return text.toString();
    }

    /** Many names would stand on top of each other. */
    private static List<RunFacts.Fault> events(FleetFacts facts) {
        List<RunFacts.Fault> events = new ArrayList<>();
        for (FleetFacts.Fault fault : facts.faults()) {
            String sign = facts.faults().size() > NAMES_MAX ? Integer.toString(events.size() + 1) : fault.what();
            events.add(new RunFacts.Fault(sign, fault.atMicros()));
        }
        return events;
    }

    private static List<HtmlPage.Tile> tiles(ScenarioVerdict verdict) {
        return List.of(
                tile(verdict, Measure.ACCEPTED, "accepted", "buyers"),
                tile(verdict, Measure.REFUSED, "refused", "in the end"),
                tile(verdict, Measure.LOST, "lost", "of them"),
                tile(verdict, Measure.RATE_USED, "rate used", "under backlog"),
                tile(verdict, Measure.ACCEPT_P99, "202 within", "for 99 % of orders"),
                tile(verdict, Measure.DRAINED_AFTER, "drained after", "from the last arrival"));
    }

    private static HtmlPage.Tile tile(ScenarioVerdict verdict, Measure measure, String name, String unit) {
        double value = verdict.value(measure);
        return new HtmlPage.Tile(name, Double.isNaN(value) ? "–" : measure.text(value), unit);
    }

    private static List<List<String>> machine(ScenarioFacts scenario) {
        return new TreeMap<>(scenario.machine())
                .entrySet().stream()
                        .map(entry -> List.of(entry.getKey(), entry.getValue()))
                        .toList();
    }
}
