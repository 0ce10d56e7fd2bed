package io.sluice.loadtest.report;

import io.sluice.loadtest.verdict.VerdictTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** An HTML page that needs nothing else: no script, no font, no network. Put together from top to bottom by one thread. */
final class HtmlPage {
    private static final String STYLE = "report.css";
    private static final int WIDE_PIXELS = 1100;
    private static final int HALF_PIXELS = 560;
    private static final int NARROW_PIXELS = 360;

    private final StringBuilder page = new StringBuilder(300_000);

    /** A number that catches the eye. */
    record Tile(String name, String value, String unit) {}

    /** A page that begins with a run's name and whether it was clean. */
    HtmlPage(String name, boolean clean) {
        this(name, clean ? "clean" : "not clean", clean);
    }

    /** A page that begins with a name and a judgement in a word or two. */
    HtmlPage(String name, String judgement, boolean good) {
        page.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
                .append("<meta name=\"color-scheme\" content=\"light dark\"><title>Sluice ")
                .append(escaped(name))
                .append("</title><style>")
                .append(style())
                .append("</style></head><body><main>\n<header><h1>Sluice ")
                .append(escaped(name))
                .append("</h1><span class=\"badge ")
                .append(good ? "clean\">" : "spoilt\">")
                .append(escaped(judgement))
                .append("</span></header>\n");
    }

    HtmlPage paragraph(String text) {
        page.append("<p>").append(escaped(text)).append("</p>\n");
        return this;
    }

    /** What nobody may miss before anything else is read. */
    HtmlPage alarm(String text) {
        page.append("<p class=\"alarm\" role=\"alert\">").append(escaped(text)).append("</p>\n");
        return this;
    }

    /** What is wrong, if anything. */
    HtmlPage failures(List<String> failures) {
        if (!failures.isEmpty()) {
            page.append("<ul class=\"failures\">");
            failures.forEach(text -> page.append("<li>").append(escaped(text)).append("</li>"));
            page.append("</ul>\n");
        }
        return this;
    }

    HtmlPage tiles(List<Tile> tiles) {
        page.append("<dl class=\"tiles\">");
        for (Tile tile : tiles) {
            page.append("<div><dt>").append(escaped(tile.name())).append("</dt><dd><b>");
            page.append(escaped(tile.value())).append("</b> ");
            page.append(escaped(tile.unit())).append("</dd></div>");
        }
        page.append("</dl>\n");
        return this;
    }

    /** Figures, the first one as wide as the page. */
    HtmlPage figures(List<Figure> figures) {
        page.append("<div class=\"figures\">\n");
        for (int i = 0; i < figures.size(); i++) {
            append(figures.get(i), i == 0);
        }
        page.append("</div>\n");
        return this;
    }

    private void append(Figure figure, boolean wide) {
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

    HtmlPage verdict(List<VerdictTable.Row> rows) {
        page.append(
                "<h2>The verdict in full</h2><table class=\"verdict\"><thead><tr><th></th><th>this run</th><th>a clean run</th>");
        page.append("</tr></thead><tbody>");
        for (VerdictTable.Row row : rows) {
            page.append("<tr")
                    .append(row.met() ? "" : " class=\"unmet\"")
                    .append("><th>")
                    .append(escaped(row.name()));
            page.append("</th><td>").append(escaped(row.value())).append("</td><td>");
            page.append(row.wanted().isEmpty() ? "" : (row.met() ? "✓ " : "✗ ") + escaped(row.wanted()));
            page.append("</td></tr>");
        }
        page.append("</tbody></table>\n");
        return this;
    }

    HtmlPage table(String title, List<String> columns, List<List<String>> lines) {
        return table(title, columns, lines, line -> false);
    }

    /** A table in which some lines are alarming. */
    HtmlPage table(String title, List<String> columns, List<List<String>> lines, Predicate<List<String>> alarming) {
        page.append("<h2>").append(escaped(title)).append("</h2><table><thead><tr>");
        columns.forEach(column -> page.append("<th>").append(escaped(column)).append("</th>"));
        page.append("</tr></thead><tbody>");
        for (List<String> line : lines) {
            page.append(alarming.test(line) ? "<tr class=\"unmet\">" : "<tr>");
            line.forEach(cell -> page.append("<td>").append(escaped(cell)).append("</td>"));
            page.append("</tr>");
        }
        page.append("</tbody></table>\n");
        return this;
    }

    /** Small print; {@code html} is taken as it is. */
    HtmlPage note(String html) {
        page.append("<p class=\"note\">").append(html).append("</p>\n");
        return this;
    }

    String html() {
        return page + "</main></body></html>\n";
    }

    /** A share of one for people. */
    static String percent(double share) {
        return Double.isNaN(share) ? "–" : String.format(Locale.ROOT, "%.1f %%", share * 100);
    }

    /** A count for people. */
    static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String style() {
        try (InputStream resource = HtmlPage.class.getResourceAsStream(STYLE)) {
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
