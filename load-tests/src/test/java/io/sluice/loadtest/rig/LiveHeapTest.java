package io.sluice.loadtest.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ref.Reference;
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
        long self = ProcessHandle.current().pid();
        long before = LiveHeap.bytes(self);
        byte[] kept = new byte[32 << 20];
        long with;
        try {
            with = LiveHeap.bytes(self);
        } finally {
            Reference.reachabilityFence(kept);
        }
        assertTrue(with - before > 24 << 20, before + " bytes before, " + with + " with 32 MiB more");
    }
}
