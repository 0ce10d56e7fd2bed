package io.sluice.loadtest.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class BuyerHistoriesTest {
    private final SyntheticSale sale = new SyntheticSale().gatewayKilled(2, 4, 6);

    @TempDir
    private Path directory;

    @Test
    void verifyJudgesTheSameFromTheFiles() throws Exception {
        write(BuyersVerdict.NAME);

        assertEquals(sale.histories(), BuyerHistories.read(directory));
        assertEquals(0, new CommandLine(new VerifyCommand()).execute(directory.toString()));
    }

    @Test
    void verifySeesALieInTheFiles() throws Exception {
        sale.outcomes.remove(17);
        write(BuyersVerdict.NAME);

        assertEquals(1, new CommandLine(new VerifyCommand()).execute(directory.toString()));
    }

    @Test
    void aMissingHistoryIsNotACleanOne() throws Exception {
        write(EtaVerdict.NAME);
        Files.delete(directory.resolve(ShownLine.FILE));

        assertThrows(UnreadableHistoryException.class, () -> BuyerHistories.read(directory));
        assertEquals(2, new CommandLine(new VerifyCommand()).execute(directory.toString()));
    }

    private void write(String name) throws IOException {
        sale.facts(name).write(directory);
        write(Histories.ORDERS_FILE, OrderLine.HEADER, sale.orders, OrderLine::csv);
        write(Histories.CALLS_FILE, CallLine.HEADER, sale.calls, BuyerHistoriesTest::csv);
        write(Histories.OUTCOMES_FILE, OutcomeLine.HEADER, sale.outcomes, OutcomeLine::csv);
        write(PostLine.FILE, PostLine.HEADER, sale.posts, PostLine::csv);
        write(ShownLine.FILE, ShownLine.HEADER, sale.shown, ShownLine::csv);
    }

    private static String csv(CallLine call) {
        return call.receivedAtMicros() + "," + call.orderId() + "," + call.attempt() + "," + call.httpStatus() + ","
                + (call.effect() ? 1 : 0) + ",";
    }

    private <T> void write(String file, String header, List<T> lines, Function<T, String> csv) throws IOException {
        StringBuilder text = new StringBuilder(header).append('\n');
        lines.forEach(line -> text.append(csv.apply(line)).append('\n'));
        Files.writeString(directory.resolve(file), text);
    }
}
