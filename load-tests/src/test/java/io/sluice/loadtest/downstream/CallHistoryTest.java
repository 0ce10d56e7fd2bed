package io.sluice.loadtest.downstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CallHistoryTest {
    @TempDir
    Path folder;

    @Test
    void writesALineForEachCall() throws IOException {
        Path file = folder.resolve("new/history.csv");
        try (CallHistory history = CallHistory.open(file)) {
            history.note(new Call(1, 1_700_000_000_000_001L, "ORDER", 2, "00-a-b-01"), 201, true);
            history.note(new Call(1, 5, "a,\"b\"", 0, ""), 0, false);
            assertTrue(history.isComplete());
        }

        assertEquals(
                List.of(CallHistory.HEADER, "1700000000000001,ORDER,2,201,1,00-a-b-01", "5,\"a,\"\"b\"\"\",0,0,0,"),
                Files.readAllLines(file));
    }

    @Test
    void goesOnWithTheFileOfTheLifeBefore() throws IOException {
        Path file = folder.resolve("history.csv");
        for (int life = 1; life <= 2; life++) {
            try (CallHistory history = CallHistory.open(file)) {
                history.note(new Call(1, life, "ORDER", 1, ""), 201, life == 1);
            }
        }

        assertEquals(List.of(CallHistory.HEADER, "1,ORDER,1,201,1,", "2,ORDER,1,201,0,"), Files.readAllLines(file));
    }

    @Test
    void refusesAFileThatCannotBeWritten() {
        assertThrows(IllegalStateException.class, () -> CallHistory.open(folder));
    }
}
