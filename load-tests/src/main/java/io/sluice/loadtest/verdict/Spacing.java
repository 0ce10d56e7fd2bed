package io.sluice.loadtest.verdict;

import java.util.Arrays;
import java.util.List;

/**
 * How evenly calls arrived in a span of time: the gaps from each call to the next.
 *
 * @param calls calls in the span
 * @param perSecond gaps over the time from the first call to the last; NaN below two calls
 * @param variation coefficient of variation of the gaps: 0 for a clockwork, 1 where each call comes by chance (Poisson)
 * @param gapP99Millis the gap that one in a hundred exceeds
 * @param gapMaxMillis the longest gap
 * @param mostIn100Millis the most calls in any 0.1 s
 */
public record Spacing(
        int calls, double perSecond, double variation, double gapP99Millis, double gapMaxMillis, int mostIn100Millis) {
    private static final long WINDOW_MICROS = 100_000;

    /** Of the calls that were received in [from, until). */
    public static Spacing of(List<CallLine> calls, long fromMicros, long untilMicros) {
        long[] stamps = calls.stream()
                .mapToLong(CallLine::receivedAtMicros)
                .filter(micros -> micros >= fromMicros && micros < untilMicros)
                .sorted()
                .toArray();
        double[] gapMillis = new double[Math.max(0, stamps.length - 1)];
        for (int i = 0; i < gapMillis.length; i++) {
            gapMillis[i] = (stamps[i + 1] - stamps[i]) / 1e3;
        }
        double mean = Arrays.stream(gapMillis).average().orElse(Double.NaN);
        double variance = Arrays.stream(gapMillis)
                .map(gap -> (gap - mean) * (gap - mean))
                .average()
                .orElse(Double.NaN);
        Quantiles quantiles = Quantiles.of(Arrays.stream(gapMillis));
        return new Spacing(
                stamps.length,
                1_000 / mean,
                Math.sqrt(variance) / mean,
                quantiles.at(0.99),
                quantiles.max(),
                CallWindows.of(Arrays.stream(stamps)).most(WINDOW_MICROS));
    }

    /** Calls in the first 0.1 s that begins with the first call at or after a moment; 0 where there is none. */
    public static int firstBurst(List<CallLine> calls, long fromMicros) {
        long[] stamps = calls.stream()
                .mapToLong(CallLine::receivedAtMicros)
                .filter(micros -> micros >= fromMicros)
                .sorted()
                .toArray();
        return stamps.length == 0
                ? 0
                : (int) Arrays.stream(stamps)
                        .filter(micros -> micros < stamps[0] + WINDOW_MICROS)
                        .count();
    }
}
