package io.sluice.worker;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a worker's metrics said at one moment.
 *
 * @param settled orders confirmed
 * @param slowCalls confirmed calls that took longer than {@link #SLOW_SECONDS}
 */
record WorkerScrape(long settled, long slowCalls) {
    static final double SLOW_SECONDS = 0.025;

    static WorkerScrape of(String metrics) {
        String call = "sluice_downstream_call_seconds";
        long calls = value(metrics, call + "_count{result=\"confirmed\"}");
        long quickCalls = value(metrics, call + "_bucket{result=\"confirmed\",le=\"" + SLOW_SECONDS + "\"}");
        return new WorkerScrape(
                value(metrics, "sluice_orders_settled_total{outcome=\"confirmed\"}"), calls - quickCalls);
    }

    private static long value(String metrics, String series) {
        Matcher line = Pattern.compile("^" + Pattern.quote(series) + " (\\S+)$", Pattern.MULTILINE)
                .matcher(metrics);
        return line.find() ? (long) Double.parseDouble(line.group(1)) : 0;
    }
}
