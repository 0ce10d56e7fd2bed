package io.sluice.loadtest.report;

import io.sluice.loadtest.verdict.Drain;
import io.sluice.loadtest.verdict.Histories;
import io.sluice.loadtest.verdict.Reconciliation;
import io.sluice.loadtest.verdict.RunFacts;
import io.sluice.loadtest.verdict.Verdict;
import io.sluice.loadtest.verdict.VerdictTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One run as one HTML page that needs nothing else: no script, no font, no network. Stateless. */
public final class HtmlReport {
    /** The file beside the histories. */
    public static final String FILE = "report.html";

    private HtmlReport() {}

    /** The page. */
    public static String of(Verdict verdict, Histories histories) {
        List<String> wrong = new ArrayList<>(verdict.failures());
        wrong.addAll(verdict.clean() ? List.of() : verdict.reconciliation().contradictions());
        return new HtmlPage(verdict.facts().name(), verdict.clean())
                .paragraph(head(verdict.facts()))
                .failures(wrong)
                .tiles(tiles(verdict))
                .figures(new Figures(Figures.Story.of(verdict.facts()), histories).all())
                .verdict(VerdictTable.rows(verdict))
                .note(
                        "Judged from three records kept apart: orders.csv (what each client was told), calls.csv (what the"
                                + " downstream did), outcomes.csv (what the outcomes topic says). The rate used is the calls"
                                + " started over every span of at least one second in which at least one second of work was"
                                + " waiting; nothing else is left out. Judge again with"
                                + " <code>java -jar sluice-load-tests.jar verify DIR</code>.")
                .html();
    }

    private static String head(RunFacts facts) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%,d orders (%s) into a downstream that takes %,.0f a second, drained by %d workers.",
                facts.orders(),
                facts.arrivals(),
                facts.rateTarget(),
                facts.workers()));
        facts.faults()
                .forEach(fault ->
                        text.append(" On purpose: ").append(fault.what()).append('.'));
        return text.toString();
    }

    private static List<HtmlPage.Tile> tiles(Verdict verdict) {
        Reconciliation orders = verdict.reconciliation();
        Drain drain = verdict.drain();
        RunFacts facts = verdict.facts();
        return List.of(
                new HtmlPage.Tile("accepted", HtmlPage.grouped(orders.accepted()), "orders"),
                new HtmlPage.Tile("lost", HtmlPage.grouped(orders.lost()), "of them"),
                new HtmlPage.Tile("done twice", HtmlPage.grouped(orders.duplicateEffects()), "orders"),
                new HtmlPage.Tile(
                        "worst second",
                        HtmlPage.grouped(drain.mostInSecond()),
                        String.format(Locale.ROOT, "calls, ≤ %,.0f", facts.rateTarget() + facts.workers())),
                new HtmlPage.Tile("rate used", HtmlPage.percent(drain.utilisation()), "under backlog"),
                new HtmlPage.Tile(
                        "202 within",
                        String.format(
                                Locale.ROOT,
                                "%,.0f ms",
                                verdict.acceptLatencyMillis().at(0.99)),
                        "for 99 % of orders"));
    }
}
