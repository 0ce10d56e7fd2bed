package io.sluice.gateway.http;

/**
 * The last ten minutes of the console's points, written once and sent to many: an array of texts, 120 bytes each. Not
 * thread-safe.
 */
final class PointRing {
    /** Ten minutes of seconds. */
    static final int POINTS_MAX = 600;

    private final long[] atMillis = new long[POINTS_MAX];
    private final String[] points = new String[POINTS_MAX];
    private long added;

    /** @param atMillis greater than that of the point before */
    void add(long atMillis, String point) {
        int slot = (int) (added++ % POINTS_MAX);
        this.atMillis[slot] = atMillis;
        points[slot] = point;
    }

    /** What came after this time, oldest first, with commas between. */
    String after(long afterMillis) {
        StringBuilder text = new StringBuilder();
        for (long index = firstAfter(afterMillis); index < added; index++) {
            text.append(text.isEmpty() ? "" : ",").append(points[(int) (index % POINTS_MAX)]);
        }
        return text.toString();
    }

    /** From the newest back, as a page mostly misses one. */
    private long firstAfter(long afterMillis) {
        long first = added;
        long oldest = Math.max(0, added - POINTS_MAX);
        while (first > oldest && atMillis[(int) ((first - 1) % POINTS_MAX)] > afterMillis) {
            first--;
        }
        return first;
    }
}
