package io.sluice.loadtest.report;

import io.sluice.loadtest.verdict.Drain;
import io.sluice.loadtest.verdict.Histories;
import io.sluice.loadtest.verdict.Reconciliation;
import io.sluice.loadtest.verdict.RunFacts;
import io.sluice.loadtest.verdict.Verdict;
import io.sluice.loadtest.verdict.VerdictTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** One run as one HTML page that needs nothing else: no script, no font, no network. Stateless. */
public final class HtmlReport {
    /** The file beside the histories. */
    public static final String FILE = "report.html";

    private static final String STYLE = "report.css";
    private static final int WIDE_PIXELS = 1100;
    private static final int HALF_PIXELS = 560;
    private static final int NARROW_PIXELS = 360;

    private HtmlReport() {}

    /** The page. */
    public static String of(Verdict verdict, Histories histories) {
        String name = escaped(verdict.facts().name());
        StringBuilder page = new StringBuilder(300_000)
                .append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
                .append("<meta name=\"color-scheme\" content=\"light dark\"><title>Sluice ")
                .append(name)
                .append("</title><style>")
                .append(style())
                .append("</style></head><body><main>\n");
        appendHead(page, verdict, name);
        appendTiles(page, verdict);
        List<Figure> figures = new Figures(verdict, histories).all();
        page.append("<div class=\"figures\">\n");
        for (int i = 0; i < figures.size(); i++) {
            appendFigure(page, figures.get(i), i == 0);
        }
        page.append("</div>\n");
        appendTable(page, verdict);
        return page.append("</main></body></html>\n").toString();
    }

    private static void appendHead(StringBuilder page, Verdict verdict, String name) {
        RunFacts facts = verdict.facts();
        page.append("<header><h1>Sluice ").append(name).append("</h1><span class=\"badge ");
        page.append(verdict.clean() ? "clean\">clean" : "spoilt\">not clean").append("</span></header>\n<p>");
        page.append(escaped(String.format(
                Locale.ROOT,
                "%,d orders (%s) into a downstream that takes %,.0f a second, drained by %d workers.",
                facts.orders(),
                facts.arrivals(),
                facts.rateTarget(),
                facts.workers())));
        facts.faults().forEach(fault -> page.append(" On purpose: ")
                .append(escaped(fault.what()))
                .append('.'));
        page.append("</p>\n");
        if (!verdict.clean()) {
            page.append("<ul class=\"failures\">");
            verdict.failures()
                    .forEach(text -> page.append("<li>").append(escaped(text)).append("</li>"));
            verdict.reconciliation()
                    .contradictions()
                    .forEach(text -> page.append("<li>").append(escaped(text)).append("</li>"));
            page.append("</ul>\n");
        }
    }

    private static void appendTiles(StringBuilder page, Verdict verdict) {
        Reconciliation orders = verdict.reconciliation();
        Drain drain = verdict.drain();
        page.append("<dl class=\"tiles\">");
        tile(page, "accepted", String.format(Locale.ROOT, "%,d", orders.accepted()), "orders");
        tile(page, "lost", String.format(Locale.ROOT, "%,d", orders.lost()), "of them");
        tile(page, "done twice", String.format(Locale.ROOT, "%,d", orders.duplicateEffects()), "orders");
        tile(
                page,
                "worst second",
                String.format(Locale.ROOT, "%,d", drain.mostInSecond()),
                String.format(
                        Locale.ROOT,
                        "calls, ≤ %,.0f",
                        verdict.facts().rateTarget() + verdict.facts().workers()));
        tile(page, "rate used", percent(drain.utilisation()), "under backlog");
        tile(
                page,
                "202 within",
                String.format(
                        Locale.ROOT, "%,.0f ms", verdict.acceptLatencyMillis().at(0.99)),
                "for 99 % of orders");
        page.append("</dl>\n");
    }

    private static void tile(StringBuilder page, String name, String value, String unit) {
        page.append("<div><dt>").append(escaped(name)).append("</dt><dd><b>").append(escaped(value));
        page.append("</b> ").append(escaped(unit)).append("</dd></div>");
    }

    private static void appendFigure(StringBuilder page, Figure figure, boolean wide) {
        page.append(wide ? "<figure class=\"wide\">" : "<figure>");
        page.append("<h2>").append(escaped(figure.title())).append("</h2><div class=\"legend\">");
        figure.legend().forEach(entry -> page.append("<span><svg viewBox=\"0 0 22 10\"><path class=\"")
                .append(entry.style())
                .append(entry.style().startsWith("area") ? "\" d=\"M1 1H21V9H1Z\"/>" : "\" d=\"M2 5H20\"/>")
                .append("</svg>")
                .append(escaped(entry.text()))
                .append("</span>"));
        page.append("</div><div class=\"roomy\">")
                .append(figure.plot().svg(figure.title(), wide ? WIDE_PIXELS : HALF_PIXELS, wide ? 360 : 320))
                .append("</div><div class=\"tight\">")
                .append(figure.plot().svg(figure.title(), NARROW_PIXELS, 260))
                .append("</div><figcaption>")
                .append(escaped(figure.caption()))
                .append("</figcaption></figure>\n");
    }

    private static void appendTable(StringBuilder page, Verdict verdict) {
        page.append("<h2>The verdict in full</h2><table><thead><tr><th></th><th>this run</th><th>a clean run</th>");
        page.append("</tr></thead><tbody>");
        for (VerdictTable.Row row : VerdictTable.rows(verdict)) {
            page.append("<tr")
                    .append(row.met() ? "" : " class=\"unmet\"")
                    .append("><th>")
                    .append(escaped(row.name()));
            page.append("</th><td>").append(escaped(row.value())).append("</td><td>");
            page.append(row.wanted().isEmpty() ? "" : (row.met() ? "✓ " : "✗ ") + escaped(row.wanted()));
            page.append("</td></tr>");
        }
        page.append("</tbody></table>\n<p class=\"note\">Judged from three records kept apart: orders.csv (what each"
                + " client was told), calls.csv (what the downstream did), outcomes.csv (what the outcomes topic says)."
                + " The rate used is the calls started over every span of at least one second in which at least one"
                + " second of work was waiting; nothing else is left out. Judge again with"
                + " <code>java -jar sluice-load-tests.jar verify DIR</code>.</p>\n");
    }

    private static String percent(double share) {
        return Double.isNaN(share) ? "–" : String.format(Locale.ROOT, "%.1f %%", share * 100);
    }

    private static String style() {
        try (InputStream resource = HtmlReport.class.getResourceAsStream(STYLE)) {
            if (resource == null) {
                throw new IllegalStateException(STYLE + " is missing from the jar");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(STYLE + " cannot be read", e);
        }
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
