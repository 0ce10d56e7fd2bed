package io.sluice.loadtest.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.loadtest.verdict.CallLine;
import io.sluice.loadtest.verdict.FleetFacts;
import io.sluice.loadtest.verdict.Histories;
import io.sluice.loadtest.verdict.Limit;
import io.sluice.loadtest.verdict.Measure;
import io.sluice.loadtest.verdict.OrderLine;
import io.sluice.loadtest.verdict.OutcomeLine;
import io.sluice.loadtest.verdict.ScenarioFacts;
import io.sluice.loadtest.verdict.ScenarioHistories;
import io.sluice.loadtest.verdict.ScenarioVerdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScenarioReportTest {
    private static final long START_MICROS = 1_700_000_000_000_000L;
    private static final int ORDERS = 250;

    @TempDir
    private Path directory;

    /** A hundred a second; every tenth is refused after 1 ms, the others are accepted after 4 ms. */
    private static ScenarioHistories histories() {
        List<OrderLine> orders = new ArrayList<>();
        List<CallLine> calls = new ArrayList<>();
        List<OutcomeLine> outcomes = new ArrayList<>();
        for (int i = 0; i < ORDERS; i++) {
            long dueMicros = START_MICROS + i * 10_000L;
            if (i % 10 == 0) {
                orders.add(new OrderLine(
                        dueMicros, dueMicros, dueMicros + 1_000, 503, null, -1, Double.NaN, "overloaded"));
            } else {
                orders.add(new OrderLine(dueMicros, dueMicros, dueMicros + 4_000, 202, "ID" + i, i, 0.1, null));
                calls.add(new CallLine(dueMicros + 20_000, "ID" + i, 1, 200, true));
                outcomes.add(
                        new OutcomeLine("ID" + i, "confirmed", 1, dueMicros / 1000, (dueMicros + 40_000) / 1000, 0, i));
            }
        }
        return new ScenarioHistories(new Histories(orders, calls, outcomes), List.of(), List.of(), List.of());
    }

    private static ScenarioVerdict verdict(List<String> mishaps) {
        ScenarioFacts scenario = new ScenarioFacts(
                "test",
                "To be <drawn>.",
                "purpose: To be <drawn>.\n",
                "evenly",
                ORDERS,
                false,
                0,
                List.of(new Limit(Measure.LOST, 0), new Limit(Measure.ACCEPT_P99, 0.001)),
                Map.of("cores", "2", "jdk", "a JDK"));
        FleetFacts facts = new FleetFacts(
                "test",
                100,
                ORDERS,
                START_MICROS,
                List.of(),
                List.of(new FleetFacts.Life("worker-1", START_MICROS, START_MICROS + 5_000_000)),
                List.of(
                        new FleetFacts.Fault(FleetFacts.Kind.ORDER_SYSTEM, "brown", START_MICROS, START_MICROS),
                        new FleetFacts.Fault(FleetFacts.Kind.RATE, "rate", START_MICROS, START_MICROS),
                        new FleetFacts.Fault(FleetFacts.Kind.KILL, "kill", START_MICROS, START_MICROS)),
                mishaps);
        return ScenarioVerdict.judge(scenario, facts, histories());
    }

    @Test
    void anInvalidRunSaysSoBeforeAnythingElse() {
        String page = ScenarioReport.html(verdict(List.of("broker-1 ended by itself")), histories());

        int alarm = page.indexOf("This run is INVALID and says nothing");
        assertTrue(alarm > 0 && alarm < page.indexOf("broker-1 ended by itself"), "where the alarm is");
        assertTrue(page.indexOf("broker-1 ended by itself") < page.indexOf("<figure"), "where the reason is");
        assertTrue(page.contains("spoilt\">invalid</span>"));
        assertFalse(ScenarioReport.html(verdict(List.of()), histories()).contains("This run is INVALID"));
    }

    @Test
    void thePageHoldsLimitsPlotsMachineAndTheScenarioItself() {
        String page = ScenarioReport.html(verdict(List.of()), histories());

        assertEquals(5, page.split("<figure", -1).length - 1);
        assertTrue(page.contains("limits not kept"));
        assertTrue(page.contains("accept-p99: 4.0 ms, wanted ≤ 1.0 ms"));
        assertTrue(page.contains("the same of a refusal"));
        assertTrue(page.contains("1: brown. On purpose: 2: rate."));
        assertTrue(page.contains("a JDK"));
        assertTrue(page.contains("<pre>purpose: To be &lt;drawn&gt;."));
        assertFalse(page.contains("NaN") || page.contains("http:") || page.contains("<script"));
    }

    @Test
    void theLatencyLogCanBeReadByTheLibrarysOwnReader() throws Exception {
        ScenarioReport.write(verdict(List.of()), histories(), directory);

        Map<String, List<Long>> countsByTag = new TreeMap<>();
        try (HistogramLogReader log =
                new HistogramLogReader(directory.resolve(LatencyLog.FILE).toFile())) {
            while (log.hasNext()) {
                EncodableHistogram interval = log.nextIntervalHistogram();
                assertEquals(1_000L, interval.getEndTimeStamp() - interval.getStartTimeStamp());
                countsByTag
                        .computeIfAbsent(interval.getTag(), tag -> new ArrayList<>())
                        .add(((Histogram) interval).getTotalCount());
                if (interval.getTag().equals("accepted")) {
                    assertEquals(4_000.0, (double) ((Histogram) interval).getMaxValue(), 4);
                }
            }
            assertEquals(START_MICROS / 1e6, log.getStartTimeSec(), 0.001);
        }
        assertEquals(Map.of("accepted", List.of(90L, 90L, 45L), "refused", List.of(10L, 10L, 5L)), countsByTag);
    }

    @Test
    void theFileForProgramsHasEveryLimitWithItsValue() throws Exception {
        ScenarioReport.write(verdict(List.of()), histories(), directory);
        String json = Files.readString(directory.resolve(ScenarioReport.JSON_FILE));

        assertTrue(json.contains("\"measure\" : \"accept-p99\""), json);
        assertTrue(json.contains("\"value\" : 0.004"), json);
        assertTrue(json.contains("\"met\" : false"), json);
        assertTrue(json.contains("\"cores\" : \"2\""), json);
        assertTrue(json.contains("\"accept-p50\" : 0.004"), json);
    }
}
