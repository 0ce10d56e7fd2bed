package io.sluice.loadtest.report;

import io.sluice.loadtest.verdict.OrderLine;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * Latencies in HdrHistogram's log format, for its own tools and to be merged: an interval for each second in which orders
 * were due and for each tag, {@code accepted}, {@code refused} and {@code unanswered}; microseconds from when an order was
 * due. Stateless.
 */
final class LatencyLog {
    private static final long SECOND_MICROS = 1_000_000;
    private static final long LATENCY_MICROS_MAX = 3_600_000_000L;
    private static final int DIGITS = 3;
    // So that the text's Interval_Max is in milliseconds, as readers of such logs expect.
    private static final double MICROS_PER_MILLI = 1_000;

    private LatencyLog() {}

    private record Interval(long second, String tag) implements Comparable<Interval> {
        @Override
        public int compareTo(Interval other) {
            int bySecond = Long.compare(second, other.second);
            return bySecond != 0 ? bySecond : tag.compareTo(other.tag);
        }
    }

    static void write(Path file, List<OrderLine> orders) throws IOException {
        long startMicros =
                orders.stream().mapToLong(OrderLine::scheduledAtMicros).min().orElse(0);
        Map<Interval, Histogram> intervals = new TreeMap<>();
        for (OrderLine order : orders) {
            long micros = order.answeredAtMicros() - order.scheduledAtMicros();
            long second = (order.scheduledAtMicros() - startMicros) / SECOND_MICROS;
            intervals
                    .computeIfAbsent(
                            new Interval(second, tag(order)), interval -> new Histogram(LATENCY_MICROS_MAX, DIGITS))
                    .recordValue(Math.max(0, Math.min(LATENCY_MICROS_MAX, micros)));
        }
        try (PrintStream out = new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8)) {
            HistogramLogWriter log = new HistogramLogWriter(out);
            log.outputLogFormatVersion();
            log.outputComment("[latency from the scheduled time, microseconds]");
            log.outputStartTime(startMicros / 1000);
            log.setBaseTime(startMicros / 1000);
            log.outputLegend();
            intervals.forEach((interval, histogram) -> {
                histogram.setTag(interval.tag());
                long fromMillis = startMicros / 1000 + interval.second() * 1000;
                histogram.setStartTimeStamp(fromMillis);
                histogram.setEndTimeStamp(fromMillis + 1000);
                log.outputIntervalHistogram(
                        (double) interval.second(), interval.second() + 1.0, histogram, MICROS_PER_MILLI);
            });
            if (out.checkError()) {
                throw new IOException(file + " could not be written");
            }
        }
    }

    private static String tag(OrderLine order) {
        return order.accepted() ? "accepted" : order.unanswered() ? "unanswered" : "refused";
    }
}
