package io.sluice.loadtest.report;

import io.sluice.loadtest.verdict.OrderLine;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
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
public final class LatencyLog {
    /** The file beside the histories. */
    public static final String FILE = "latency.hlog";

    private static final long SECOND_MICROS = 1_000_000;
    private static final long LATENCY_MICROS_MAX = 3_600_000_000L;
    private static final int DIGITS = 3;
    // So that the text's Interval_Max is in milliseconds, as readers of such logs expect.
    private static final double MICROS_PER_MILLI = 1_000;

    private LatencyLog() {}

    private record Interval(long second, String tag) {}

    static void write(Path directory, List<OrderLine> orders) throws IOException {
        long startMicros =
                orders.stream().mapToLong(OrderLine::scheduledAtMicros).min().orElse(0);
        Map<Interval, Histogram> intervals =
                new TreeMap<>(Comparator.comparingLong(Interval::second).thenComparing(Interval::tag));
        for (OrderLine order : orders) {
            long second = (order.scheduledAtMicros() - startMicros) / SECOND_MICROS;
            intervals
                    .computeIfAbsent(
                            new Interval(second, tag(order)),
                            interval -> empty(startMicros / 1000 + interval.second() * 1000, interval.tag()))
                    .recordValue(Math.max(0, Math.min(LATENCY_MICROS_MAX, order.latencyMicros())));
        }
        write(directory.resolve(FILE), startMicros / 1000, intervals.values());
    }

    private static String tag(OrderLine order) {
        return order.accepted() ? "accepted" : order.unanswered() ? "unanswered" : "refused";
    }

    /** Nothing yet, in the second that begins then; "" = no tag. */
    public static Histogram empty(long startMillis, String tag) {
        Histogram histogram = new Histogram(LATENCY_MICROS_MAX, DIGITS);
        histogram.setAutoResize(true);
        histogram.setStartTimeStamp(startMillis);
        histogram.setEndTimeStamp(startMillis + 1000);
        histogram.setTag(tag.isEmpty() ? null : tag);
        return histogram;
    }

    /**
     * Writes these intervals as they come.
     *
     * @param startMillis the run's time 0, milliseconds since 1970
     */
    public static void write(Path file, long startMillis, Collection<Histogram> intervals) throws IOException {
        try (PrintStream out = new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8)) {
            HistogramLogWriter log = new HistogramLogWriter(out);
            log.outputLogFormatVersion();
            log.outputComment("[latency from the scheduled time, microseconds]");
            log.outputStartTime(startMillis);
            log.setBaseTime(startMillis);
            log.outputLegend();
            for (Histogram interval : intervals) {
                log.outputIntervalHistogram(
                        (interval.getStartTimeStamp() - startMillis) / 1e3,
                        (interval.getEndTimeStamp() - startMillis) / 1e3,
                        interval,
                        MICROS_PER_MILLI);
            }
            if (out.checkError()) {
                throw new IOException(file + " could not be written");
            }
        }
    }
}
