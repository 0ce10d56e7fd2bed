package io.sluice.loadtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class LoadTestMainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine commandLine =
            LoadTestMain.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

    @Test
    void everyCommandHasHelp() {
        for (String command : commandLine.getSubcommands().keySet()) {
            assertEquals(0, commandLine.execute(command, "--help"), command);
        }
        assertEquals(0, commandLine.execute("--help"));
        assertTrue(out.toString().contains("Usage: sluice-load-tests downstream"), out.toString());
    }

    @Test
    void badArgumentsAreAUsageError() {
        assertEquals(2, commandLine.execute());
        assertEquals(2, commandLine.execute("broker", "--port", "many"));
        assertEquals(2, commandLine.execute("broker", "--brokers", "20"));
        assertEquals(2, commandLine.execute("downstream", "--capacity", "0"));
        assertEquals(2, commandLine.execute("downstream", "--queue", "-PT1S"));
        assertEquals(2, commandLine.execute("faults", "--faults", "0"));
        assertEquals(2, commandLine.execute("spacing", "--rate", "0"));
        assertEquals(2, commandLine.execute("adaptive", "--cap", "10"));
        assertEquals(2, commandLine.execute("buyers", "--posts", "0"));
        assertEquals(2, commandLine.execute("eta", "--later-rate", "1"));
        assertEquals(2, commandLine.execute("sold-out", "--tail", "1"));
        assertEquals(2, commandLine.execute("watchers", "--phase", "PT0S"));
        assertEquals(2, commandLine.execute("watch", "--port", "1"));
        assertEquals(2, commandLine.execute("orders", "--lines", "0"));
        assertEquals(2, commandLine.execute("lay", "--orders", "0"));
        assertEquals(2, commandLine.execute("bare-calls", "--in-flight", "0"));
        assertEquals(2, commandLine.execute("compare", "one"));
        assertEquals(2, commandLine.execute("merge", "one"));
        assertTrue(err.toString().contains("capacity 0 is not between"), err.toString());
    }

    @Test
    void aTakenPortIsOneClearLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());

            assertEquals(1, commandLine.execute("downstream", "--port", port));
            assertEquals(
                    "downstream: port " + port
                            + " on 127.0.0.1 is taken; stop what listens there or choose another port",
                    err.toString().trim());
        }
    }

    @Test
    void ordersForOtherLoadToolsAreOneToALine() {
        assertEquals(0, commandLine.execute("orders", "--count", "3", "--lines", "2"));
        List<String> bodies = out.toString().lines().toList();
        assertEquals(3, bodies.size());
        for (String body : bodies) {
            assertTrue(new JsonObject(body).getJsonArray("items").size() <= 2, body);
        }
    }
}
