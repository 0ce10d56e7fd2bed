package io.sluice.loadtest.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class HistoriesTest {
    private final SyntheticRun run = new SyntheticRun();
    private final StringWriter printed = new StringWriter();

    @TempDir
    Path directory;

    @BeforeEach
    void writeAll() throws IOException {
        run.facts().write(directory);
        Files.writeString(
                directory.resolve("orders.csv"),
                run.orders.stream().map(OrderLine::csv).collect(lines(OrderLine.HEADER)));
        Files.writeString(
                directory.resolve("calls.csv"),
                run.calls.stream()
                        .map(call -> call.receivedAtMicros() + "," + call.orderId() + ",1,200,1,00-trace")
                        .collect(lines(CallLine.HEADER)));
        Files.writeString(
                directory.resolve("outcomes.csv"),
                run.outcomes.stream().map(OutcomeLine::csv).collect(lines(OutcomeLine.HEADER)));
    }

    @Test
    void readsBackWhatWasWritten() throws UnreadableHistoryException {
        assertEquals(run.histories(), Histories.read(directory));
        assertEquals(run.facts(), RunFacts.read(directory));
    }

    @Test
    void keepsCommasOfAnErrorOutOfTheFields() throws UnreadableHistoryException {
        OrderLine order = new OrderLine(1, 2, 3, 0, null, -1, Double.NaN, "reset, by\npeer");

        Fields fields = Fields.split("here", order.csv(), 8);

        assertEquals("reset by peer", OrderLine.parse(fields).error());
    }

    @Test
    void namesTheLineThatIsCutOff() throws IOException {
        Path calls = directory.resolve("calls.csv");
        String text = Files.readString(calls);
        Files.writeString(calls, text.substring(0, text.length() - 20));

        UnreadableHistoryException failure =
                assertThrows(UnreadableHistoryException.class, () -> Histories.read(directory));

        assertTrue(failure.getMessage().contains("calls.csv line 6001"), failure.getMessage());
    }

    @Test
    void verifyEndsWithZeroForACleanRun() {
        assertEquals(0, verify());
        assertTrue(printed.toString().contains("VERDICT: CLEAN"));
    }

    @Test
    void verifyEndsWithOneAndSaysWhyForASpoiltRun() throws IOException {
        Files.writeString(directory.resolve("outcomes.csv"), OutcomeLine.HEADER + "\n");

        assertEquals(1, verify());
        assertTrue(printed.toString().contains("6000 accepted orders were lost"));
    }

    @Test
    void verifyEndsWithTwoWhereAHistoryIsMissing() throws IOException {
        Files.delete(directory.resolve("outcomes.csv"));

        assertEquals(2, verify());
        assertTrue(printed.toString().contains("outcomes.csv is missing"));
    }

    private int verify() {
        PrintWriter writer = new PrintWriter(printed, true);
        return new CommandLine(new VerifyCommand())
                .setOut(writer)
                .setErr(writer)
                .execute(directory.toString());
    }

    private static java.util.stream.Collector<CharSequence, ?, String> lines(String header) {
        return Collectors.joining("\n", header + "\n", "\n");
    }
}
