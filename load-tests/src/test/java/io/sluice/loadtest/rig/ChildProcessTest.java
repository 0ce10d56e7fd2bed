package io.sluice.loadtest.rig;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChildProcessTest {
    @TempDir
    Path logs;

    @Test
    void namesADeathThatNobodyWantedAndItsLastWords() throws Exception {
        ChildProcess child = ChildProcess.start("gateway", List.of("sh", "-c", "echo no luck; exit 3"), Map.of(), logs);
        child.awaitEnd(10_000);

        assertTrue(child.diedByItself());
        assertTrue(child.epitaph().contains("gateway ended by itself with exit code 3"), child.epitaph());
        assertTrue(child.epitaph().endsWith("| no luck"), child.epitaph());
    }

    @Test
    void forcesAProcessThatIgnoresTheRequestToStop() throws Exception {
        ChildProcess child = ChildProcess.start(
                "worker-1", List.of("sh", "-c", "trap '' TERM; while :; do sleep 1; done"), Map.of(), logs);

        child.askToStop();
        child.awaitEnd(200);

        assertFalse(child.isAlive());
        assertFalse(child.diedByItself());
    }
}
