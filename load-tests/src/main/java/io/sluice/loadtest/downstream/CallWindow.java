package io.sluice.loadtest.downstream;

/**
 * Counts calls in the last second, exactly, from their stamps. Remembers as many stamps as it was made for: more calls
 * than that in one second are counted as that many. Confined to one event loop.
 */
final class CallWindow {
    private static final long WINDOW_MICROS = 1_000_000;

    private final long[] stampsMicros;
    private int oldest;
    private int size;
    private int highest;

    CallWindow(int callsMax) {
        this.stampsMicros = new long[callsMax];
    }

    /** Notes a call; stamps must not go back. */
    void add(long stampMicros) {
        forget(stampMicros);
        if (size == stampsMicros.length) {
            oldest = (oldest + 1) % stampsMicros.length;
            size--;
        }
        stampsMicros[(oldest + size) % stampsMicros.length] = stampMicros;
        size++;
        highest = Math.max(highest, size);
    }

    /** Calls in the second that ends now, both a call now and none exactly one second ago. */
    int count(long nowMicros) {
        forget(nowMicros);
        return size;
    }

    /** The most calls that any second had. */
    int highest() {
        return highest;
    }

    private void forget(long nowMicros) {
        while (size > 0 && stampsMicros[oldest] <= nowMicros - WINDOW_MICROS) {
            oldest = (oldest + 1) % stampsMicros.length;
            size--;
        }
    }
}
