package io.sluice.loadtest.verdict;

import java.util.List;
import java.util.Set;

/**
 * What became of the queued orders for a SKU once it was gone, and of everybody else meanwhile.
 *
 * @param wordMicros when the first call of the tail arrived that was answered with 409; {@link Long#MAX_VALUE} = never
 * @param settled orders of the tail settled after that
 * @param endMicros when the last of them was settled
 * @param open orders of the tail without an outcome
 * @param lateCalls calls for the tail later than {@value #GRACE_MICROS} µs after the word
 * @param otherShare calls for all other orders over the rate while the tail ends without calls: from its first order that
 *     did so to its last and for at least {@value #SPAN_MICROS_MIN} µs, as what was called for it before anybody could know
 *     was its turn; NaN if there was no word
 */
public record SoldOutTail(long wordMicros, int settled, long endMicros, int open, int lateCalls, double otherShare) {
    static final long GRACE_MICROS = 500_000;
    static final long SPAN_MICROS_MIN = 5_000_000;

    /** Of this tail. */
    public static SoldOutTail of(double ratePerSecond, Histories histories, Set<String> tail) {
        long wordMicros = histories.calls().stream()
                .filter(call -> call.httpStatus() == 409 && tail.contains(call.orderId()))
                .mapToLong(CallLine::receivedAtMicros)
                .min()
                .orElse(Long.MAX_VALUE);
        List<OutcomeLine> ends = histories.outcomes().stream()
                .filter(outcome -> tail.contains(outcome.orderId()))
                .toList();
        int open = tail.size()
                - (int) ends.stream().map(OutcomeLine::orderId).distinct().count();
        if (wordMicros == Long.MAX_VALUE) {
            return new SoldOutTail(wordMicros, 0, wordMicros, open, 0, Double.NaN);
        }
        List<OutcomeLine> after = ends.stream()
                .filter(outcome -> settledMicros(outcome) >= wordMicros)
                .toList();
        long endMicros =
                after.stream().mapToLong(SoldOutTail::settledMicros).max().orElse(wordMicros);
        long fromMicros = after.stream()
                .filter(outcome -> outcome.attempts() == 0)
                .mapToLong(SoldOutTail::settledMicros)
                .min()
                .orElse(wordMicros);
        long untilMicros = Math.max(endMicros, fromMicros + SPAN_MICROS_MIN);
        int lateCalls = (int) histories.calls().stream()
                .filter(call -> tail.contains(call.orderId()) && call.receivedAtMicros() > wordMicros + GRACE_MICROS)
                .count();
        long others = histories.calls().stream()
                .filter(call -> !tail.contains(call.orderId())
                        && call.receivedAtMicros() > fromMicros
                        && call.receivedAtMicros() <= untilMicros)
                .count();
        return new SoldOutTail(
                wordMicros,
                after.size(),
                endMicros,
                open,
                lateCalls,
                others / (ratePerSecond * (untilMicros - fromMicros) / 1e6));
    }

    private static long settledMicros(OutcomeLine outcome) {
        return outcome.settledAtMillis() * 1000;
    }

    /** Orders of the tail settled a second, from the order system's word on; NaN if none was. */
    double perSecond() {
        return settled == 0 ? Double.NaN : settled / Math.max(1e-3, (endMicros - wordMicros) / 1e6);
    }
}
