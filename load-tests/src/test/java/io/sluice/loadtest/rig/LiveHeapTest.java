package io.sluice.loadtest.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LiveHeapTest {
    @Test
    void readsTheTotal() throws IOException {
        assertEquals(
                2_345_678, LiveHeap.read(" num  #instances  #bytes\n 1:  3  72  [B\nTotal      31415      2345678\n"));
        assertThrows(IOException.class, () -> LiveHeap.read("1234: No such process"));
    }

    @Test
    void countsWhatLivesAndNoGarbage() throws IOException {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Hoarder.class.getName())
                .redirectError(Redirect.INHERIT)
                .start();
        try (BufferedReader told = other.inputReader(StandardCharsets.UTF_8);
                OutputStream toldTo = other.getOutputStream()) {
            assertEquals("empty", told.readLine());
            long empty = LiveHeap.bytes(other.pid());
            toldTo.write('\n');
            toldTo.flush();
            assertEquals("full", told.readLine());
            long full = LiveHeap.bytes(other.pid());
            long more = full - empty;
            assertTrue(
                    more >= Hoarder.KEPT && more < Hoarder.KEPT + Hoarder.DROPPED,
                    more + " bytes more for " + Hoarder.KEPT + " kept and " + Hoarder.DROPPED + " dropped");
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void refusesToCountItsOwnJvm() {
        long self = ProcessHandle.current().pid();
        assertThrows(IllegalArgumentException.class, () -> LiveHeap.bytes(self));
    }

    /** A JVM that, told to, keeps some memory and drops some. */
    static final class Hoarder {
        static final int KEPT = 32 << 20;
        static final int DROPPED = 16 << 20;

        private Hoarder() {}

        public static void main(String[] arguments) throws IOException {
            System.out.println("empty");
            System.in.read();
            byte[] kept = new byte[KEPT + firstOfWhatIsDropped()];
            try {
                System.out.println("full");
                System.in.read();
            } finally {
                Reference.reachabilityFence(kept);
            }
        }

        /** In a frame of its own, as the interpreter keeps what a local variable once held. */
        private static byte firstOfWhatIsDropped() {
            byte[] dropped = new byte[DROPPED];
            return dropped[0];
        }
    }
}
