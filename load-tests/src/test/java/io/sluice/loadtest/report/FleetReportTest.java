package io.sluice.loadtest.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.loadtest.verdict.CallLine;
import io.sluice.loadtest.verdict.FleetFacts;
import io.sluice.loadtest.verdict.FleetVerdict;
import io.sluice.loadtest.verdict.Histories;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FleetReportTest {
    @Test
    void showsItsFiguresAndEveryFault() {
        String page = page(2_000);

        assertEquals(3, page.split("<figure", -1).length - 1);
        assertTrue(page.contains("kill -9 worker-1"));
        assertFalse(page.contains("NaN"), "a place that is not a number");
        assertFalse(page.contains("http:") || page.contains("https:") || page.contains("<script"));
    }

    @Test
    void managesARunInWhichNothingHappened() {
        assertTrue(page(0).contains("not clean"));
        assertFalse(page(0).contains("NaN"), "a place that is not a number");
    }

    private static String page(int count) {
        List<CallLine> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            calls.add(new CallLine(1_000_000_000L + i * 10_000L, "ID" + i, 1, 200, true));
        }
        FleetFacts facts = new FleetFacts(
                "faults",
                100,
                count,
                1_000_000_000L,
                List.of(),
                List.of(new FleetFacts.Life("worker-1", 1_000_000_000L, 1_005_000_000L)),
                List.of(new FleetFacts.Fault(FleetFacts.Kind.KILL, "kill -9 worker-1", 1_005_000_000L, 1_005_000_000L)),
                List.of());
        Histories histories = new Histories(List.of(), calls, List.of());
        return FleetReport.of(FleetVerdict.judge(facts, histories), histories);
    }
}
