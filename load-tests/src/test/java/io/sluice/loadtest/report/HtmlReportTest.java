package io.sluice.loadtest.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.loadtest.verdict.CallLine;
import io.sluice.loadtest.verdict.Histories;
import io.sluice.loadtest.verdict.OrderLine;
import io.sluice.loadtest.verdict.OutcomeLine;
import io.sluice.loadtest.verdict.RunFacts;
import io.sluice.loadtest.verdict.Verdict;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

final class HtmlReportTest {
    @Test
    void showsEachFigureForWideAndForNarrowPages() {
        String page = page("worker-2 killed", 400);

        assertEquals(5, page.split("<figure", -1).length - 1);
        assertEquals(5, page.split("class=\"tight\"", -1).length - 1);
    }

    @Test
    void needsNothingFromElsewhere() {
        String page = page("worker-2 killed", 400);

        assertFalse(page.contains("http:") || page.contains("https:") || page.contains("<script"));
    }

    @Test
    void drawsWellFormedPictures() throws Exception {
        String page = page("a <b> & \"c\"", 400);

        int count = 0;
        for (int from = page.indexOf("<svg"); from >= 0; from = page.indexOf("<svg", from + 1)) {
            String svg = page.substring(from, page.indexOf("</svg>", from) + 6);
            DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
            count++;
        }
        assertTrue(count >= 10, "pictures: " + count);
        assertFalse(page.contains("NaN"), "a place that is not a number");
    }

    @Test
    void managesARunInWhichNothingHappened() {
        assertTrue(page("nothing", 0).contains("not clean"));
    }

    private static String page(String fault, int count) {
        List<OrderLine> orders = new ArrayList<>();
        List<CallLine> calls = new ArrayList<>();
        List<OutcomeLine> outcomes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long dueMicros = 1_000_000_000L + i * 1_000L;
            long calledMicros = 1_000_000_000L + i * 10_000L;
            orders.add(new OrderLine(dueMicros, dueMicros, dueMicros + 2_000, 202, "ID" + i, i, i * 0.009, null));
            calls.add(new CallLine(calledMicros, "ID" + i, 1, 200, true));
            outcomes.add(new OutcomeLine("ID" + i, "confirmed", 1, dueMicros / 1000, calledMicros / 1000, 0, i));
        }
        RunFacts facts = new RunFacts(
                "test", 100, 1, count, "made up", List.of(new RunFacts.Fault(fault, 1_001_000_000L)), List.of());
        Histories histories = new Histories(orders, calls, outcomes);
        return HtmlReport.of(Verdict.judge(facts, histories), histories);
    }
}
