package io.sluice.loadtest.merge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.loadtest.compare.MadeUpRun;
import io.sluice.loadtest.report.HtmlReport;
import io.sluice.loadtest.verdict.Histories;
import io.sluice.loadtest.verdict.OrderLine;
import io.sluice.loadtest.verdict.RunFacts;
import io.sluice.loadtest.verdict.UnreadableHistoryException;
import io.sluice.loadtest.verdict.Verdict;
import io.sluice.loadtest.verdict.VerdictJson;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.HdrHistogram.HistogramLogWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class MergeCommandTest {
    private static final long START_MILLIS = 1_700_000_000_000L;

    private final MadeUpRun run = new MadeUpRun(1);
    private final RunFacts facts = run.facts();
    private final Histories whole = run.histories();
    private final StringWriter printed = new StringWriter();

    @TempDir
    private Path directory;

    private Path first;
    private Path second;
    private Path out;

    @BeforeEach
    void driveWithTwo() throws IOException {
        first = directory.resolve("first");
        second = directory.resolve("second");
        out = directory.resolve("out");
        write(first, half(0), facts.rateTarget());
        write(second, half(1), facts.rateTarget());
        Files.delete(second.resolve(Histories.CALLS_FILE));
        Files.delete(second.resolve(Histories.OUTCOMES_FILE));
    }

    @Test
    void twoDriversOfOneCrowdAreJudgedLikeOne() throws Exception {
        assertEquals(0, merge(), printed::toString);

        assertEquals(VerdictJson.of(Verdict.judge(facts, whole)), VerdictJson.of(judge()));
        assertTrue(judge().clean(), () -> judgeFailures());
        assertEquals(VerdictJson.of(judge()), Files.readString(out.resolve(VerdictJson.FILE)));
        String report = Files.readString(out.resolve(HtmlReport.FILE));
        assertTrue(
                report.contains(String.format(
                        Locale.ROOT, "%,d orders (", whole.orders().size())),
                report);
    }

    @Test
    void anOrderThatNoneOfThemSentIsStillMissed() throws Exception {
        List<OrderLine> shorter = half(1).subList(1, half(1).size());
        MadeUpRun.write(second, facts(facts.rateTarget()), new Histories(shorter, List.of(), List.of()));
        Files.delete(second.resolve(Histories.CALLS_FILE));
        Files.delete(second.resolve(Histories.OUTCOMES_FILE));

        assertEquals(0, merge(), printed::toString);

        assertTrue(judge().failures().contains("1 orders were never sent"), () -> judgeFailures());
    }

    @Test
    void movesADriversClockWhereItIsKnown() throws Exception {
        Files.writeString(second.resolve("clock.json"), "{\"offsetMicros\": 250000}");

        assertEquals(0, merge(), printed::toString);

        long moved = half(1).get(0).scheduledAtMicros() + 250_000;
        assertTrue(Histories.read(out).orders().stream().anyMatch(order -> order.scheduledAtMicros() == moved));
        assertTrue(printed.toString().contains("clock moved by 250,000 µs"), printed.toString());
        assertTrue(printed.toString().contains("nobody knows its offset"), printed.toString());
    }

    @Test
    void refusesDriversThatSentTheSameOrders() throws IOException {
        write(second, half(0), facts.rateTarget());

        assertEquals(1, merge("--records", first.toString()));

        assertTrue(printed.toString().contains("under the same key, such as"), printed.toString());
        assertFalse(Files.exists(out));
    }

    @Test
    void refusesDriversOfDifferentSystems() throws IOException {
        write(second, half(1), facts.rateTarget() + 1);

        assertEquals(1, merge("--records", first.toString()));

        assertTrue(printed.toString().contains("the rate R is not the same"), printed.toString());
    }

    @Test
    void refusesDriversThatDroveOneAfterTheOtherUnlessForced() throws IOException {
        Files.writeString(second.resolve("clock.json"), "{\"offsetMicros\": 3600000000}");

        assertEquals(1, merge());
        assertTrue(printed.toString().contains("after the others have ended"), printed.toString());
        assertEquals(0, merge("--force"));
    }

    @Test
    void wantsToKnowWhoseCallsCountWhereBothHaveThem() throws IOException {
        write(second, half(1), facts.rateTarget());

        assertEquals(1, merge());
        assertTrue(printed.toString().contains("name one with --records"), printed.toString());
        assertEquals(0, merge("--records", second.toString()));
    }

    @Test
    void addsUpHistogramsOfTheSameSecondAndTag() throws IOException {
        writeLog(first, 20, 100, 0);
        writeLog(second, 40, 300, 400);

        assertEquals(0, merge(), printed::toString);

        List<Histogram> intervals = new ArrayList<>();
        try (HistogramLogReader reader =
                new HistogramLogReader(out.resolve("latency.hlog").toFile())) {
            while (reader.hasNext()) {
                EncodableHistogram interval = reader.nextIntervalHistogram();
                intervals.add((Histogram) interval);
            }
        }
        assertEquals(4, intervals.size());
        assertEquals(
                List.of("accepted", "refused", "accepted", "refused"),
                intervals.stream().map(Histogram::getTag).toList());
        assertEquals(60, intervals.get(0).getTotalCount());
        assertEquals(START_MILLIS, intervals.get(0).getStartTimeStamp());
        assertEquals(300, intervals.get(0).getMaxValue());
    }

    /** Two seconds of it. */
    private static void writeLog(Path driver, int count, long micros, long laterMillis) throws IOException {
        try (PrintStream stream = new PrintStream(driver.resolve("latency.hlog").toFile(), StandardCharsets.UTF_8)) {
            HistogramLogWriter writer = new HistogramLogWriter(stream);
            writer.outputLogFormatVersion();
            writer.outputStartTime(START_MILLIS + laterMillis);
            for (int second = 0; second < 2; second++) {
                for (String tag : List.of("accepted", "refused")) {
                    Histogram histogram = new Histogram(3);
                    histogram.recordValueWithCount(micros, count);
                    histogram.setTag(tag);
                    histogram.setStartTimeStamp(START_MILLIS + laterMillis + second * 1_000L);
                    histogram.setEndTimeStamp(START_MILLIS + laterMillis + second * 1_000L + 1_000);
                    writer.outputIntervalHistogram(histogram);
                }
            }
        }
    }

    private List<OrderLine> half(int which) {
        return IntStream.range(0, whole.orders().size())
                .filter(order -> order % 2 == which)
                .mapToObj(whole.orders()::get)
                .toList();
    }

    private RunFacts facts(double rate) {
        return new RunFacts(
                facts.name(), rate, facts.workers(), facts.orders() / 2, facts.arrivals(), List.of(), List.of());
    }

    private void write(Path driver, List<OrderLine> orders, double rate) throws IOException {
        MadeUpRun.write(driver, facts(rate), new Histories(orders, whole.calls(), whole.outcomes()));
    }

    private Verdict judge() throws UnreadableHistoryException {
        return Verdict.judge(RunFacts.read(out), Histories.read(out));
    }

    private String judgeFailures() {
        try {
            return judge().failures().toString();
        } catch (UnreadableHistoryException e) {
            return e.getMessage();
        }
    }

    private int merge(String... options) {
        List<String> arguments = new ArrayList<>(List.of(first.toString(), second.toString(), "--out", out.toString()));
        arguments.addAll(List.of(options));
        PrintWriter writer = new PrintWriter(printed, true);
        return new CommandLine(new MergeCommand())
                .setOut(writer)
                .setErr(writer)
                .execute(arguments.toArray(String[]::new));
    }
}
