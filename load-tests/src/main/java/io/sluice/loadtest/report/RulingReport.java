package io.sluice.loadtest.report;

import io.sluice.loadtest.verdict.Ruling;
import java.util.List;

/** A ruling as one HTML page that needs nothing else. Stateless. */
public final class RulingReport {
    /** The file beside the histories. */
    public static final String FILE = HtmlReport.FILE;

    private static final String AGAIN = " Judge again with <code>java -jar sluice-load-tests.jar verify DIR</code>.";

    private RulingReport() {}

    /**
     * The page.
     *
     * @param story what was done, in a sentence or two
     * @param figures the most important first
     * @param note what counts from where; HTML
     */
    static String of(Ruling ruling, String story, List<Figure> figures, String note) {
        return new HtmlPage(ruling.name(), ruling.clean())
                .paragraph(story)
                .failures(ruling.failures())
                .figures(figures)
                .verdict(ruling.rows())
                .note(note + AGAIN)
                .html();
    }
}
