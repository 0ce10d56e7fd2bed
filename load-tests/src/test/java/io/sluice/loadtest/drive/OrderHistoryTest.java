package io.sluice.loadtest.drive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.sluice.loadtest.verdict.OrderLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OrderHistoryTest {
    @Test
    void writesEveryLineBeforeItIsClosed(@TempDir Path directory) throws IOException {
        OrderHistory history = OrderHistory.start(directory);
        for (int i = 0; i < 5_000; i++) {
            history.add(new OrderLine(i, i, i, 202, "ID" + i, 0, 1, null));
        }
        history.close();

        List<String> lines = Files.readAllLines(directory.resolve("orders.csv"));

        assertNull(history.mishap());
        assertEquals(5_001, lines.size());
        assertEquals("4999,4999,4999,202,ID4999,0,1.0,", lines.get(5_000));
    }
}
