package io.sluice.loadtest.report;

import io.sluice.loadtest.verdict.FleetFacts;
import io.sluice.loadtest.verdict.FleetVerdict;
import io.sluice.loadtest.verdict.FleetVerdictTable;
import io.sluice.loadtest.verdict.Histories;
import io.sluice.loadtest.verdict.RateExcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A run of a changing fleet as one HTML page that needs nothing else. Stateless. */
public final class FleetReport {
    /** The file beside the histories. */
    public static final String FILE = HtmlReport.FILE;

    private FleetReport() {}

    /** The page. */
    public static String of(FleetVerdict verdict, Histories histories) {
        FleetFacts facts = verdict.facts();
        List<String> wrong = new ArrayList<>(verdict.failures());
        wrong.addAll(verdict.clean() ? List.of() : verdict.reconciliation().contradictions());
        HtmlPage page = new HtmlPage(facts.name(), verdict.clean())
                .paragraph(story(facts))
                .failures(wrong)
                .tiles(tiles(verdict))
                .figures(new FleetFigures(verdict, histories.calls()).all());
        if (!facts.faults().isEmpty()) {
            page.table(
                    "What was done, and what was seen",
                    FleetVerdictTable.faultColumns(),
                    FleetVerdictTable.faults(verdict));
        }
        return page.verdict(FleetVerdictTable.rows(verdict))
                .note(
                        "Counted from the downstream's own stamps in calls.csv. R is the rate that the fleet log asked for; a"
                                + " higher one counts from when its record was sent, a lower one from a second after it was durable."
                                + " N are the workers whose process existed in the window, also those that stood still. The rate"
                                + " used leaves out 2.5 s after each worker that was killed or stopped, and the time without a"
                                + " broker until 2.5 s after its return. Judge again with"
                                + " <code>java -jar sluice-load-tests.jar verify DIR</code>.")
                .html();
    }

    private static String story(FleetFacts facts) {
        int faults = facts.faults().size();
        return String.format(
                        Locale.ROOT,
                        "%,d orders drained at %,.0f calls a second%s, by a fleet of %d workers in all",
                        facts.orders(),
                        facts.rateAtStart(),
                        facts.rateChanges().isEmpty() ? "" : ", changed on the way",
                        facts.lives().size())
                + (faults == 0 ? "." : "; " + faults + " things were done to it on purpose.");
    }

    private static List<HtmlPage.Tile> tiles(FleetVerdict verdict) {
        List<HtmlPage.Tile> tiles = new ArrayList<>();
        int faults = verdict.facts().faults().size();
        if (faults > 0) {
            tiles.add(new HtmlPage.Tile("faults", HtmlPage.grouped(faults), "on purpose"));
        }
        for (RateExcess.Windows windows : verdict.judgedWindows()) {
            tiles.add(new HtmlPage.Tile(
                    "windows of " + FleetVerdict.seconds(windows.windowMicros()),
                    HtmlPage.grouped(windows.above()),
                    "above ∫R + N of " + HtmlPage.grouped(windows.windows())));
        }
        tiles.add(new HtmlPage.Tile("rate used", HtmlPage.percent(verdict.use().share()), "under backlog"));
        tiles.add(new HtmlPage.Tile(
                "lost", HtmlPage.grouped(verdict.reconciliation().lost()), "orders"));
        tiles.add(new HtmlPage.Tile(
                "done twice", HtmlPage.grouped(verdict.reconciliation().duplicateEffects()), "orders"));
        return tiles;
    }
}
