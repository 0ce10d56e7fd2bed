package io.sluice.loadtest.merge;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.HdrHistogram.HistogramLogWriter;

/**
 * HdrHistogram logs of one-second intervals added up: what has the same tag and begins in the same second becomes one
 * interval. Histograms add without loss, quantiles do not, which is why it is these that are kept. Stateless.
 */
final class LatencyLogs {
    static final String FILE = "latency.hlog";

    private static final long SECOND_MILLIS = 1_000;
    private static final int DIGITS = 3;

    private LatencyLogs() {}

    /**
     * One driver's log.
     *
     * @param offsetMillis what to add to its time
     */
    record Log(Path file, long offsetMillis) {}

    /** What is added up. */
    private record Interval(long startMillis, String tag) {}

    /** Writes the sum of these logs. */
    static void merge(List<Log> logs, Path to) throws IOException {
        Map<Interval, Histogram> sums =
                new TreeMap<>(Comparator.comparingLong(Interval::startMillis).thenComparing(Interval::tag));
        for (Log log : logs) {
            add(log, sums);
        }
        try (PrintStream stream = new PrintStream(to.toFile(), StandardCharsets.UTF_8)) {
            HistogramLogWriter writer = new HistogramLogWriter(stream);
            writer.outputLogFormatVersion();
            long startMillis = sums.keySet().stream()
                    .mapToLong(Interval::startMillis)
                    .min()
                    .orElse(0);
            writer.outputStartTime(startMillis);
            writer.setBaseTime(startMillis);
            writer.outputBaseTime(startMillis);
            writer.outputLegend();
            for (Histogram sum : sums.values()) {
                writer.outputIntervalHistogram(sum);
            }
            if (stream.checkError()) {
                throw new IOException(to + " could not be written whole");
            }
        }
    }

    private static void add(Log log, Map<Interval, Histogram> sums) throws IOException {
        try (HistogramLogReader reader = new HistogramLogReader(log.file().toFile())) {
            while (reader.hasNext()) {
                EncodableHistogram read = reader.nextIntervalHistogram();
                if (read instanceof Histogram histogram) {
                    long second = Math.floorDiv(histogram.getStartTimeStamp() + log.offsetMillis(), SECOND_MILLIS);
                    String tag = histogram.getTag();
                    Interval interval = new Interval(second * SECOND_MILLIS, tag == null ? "" : tag);
                    sums.computeIfAbsent(interval, LatencyLogs::empty).add(histogram);
                }
            }
        }
    }

    private static Histogram empty(Interval interval) {
        Histogram sum = new Histogram(DIGITS);
        sum.setStartTimeStamp(interval.startMillis());
        sum.setEndTimeStamp(interval.startMillis() + SECOND_MILLIS);
        sum.setTag(interval.tag().isEmpty() ? null : interval.tag());
        return sum;
    }

    /** The logs of these drivers, or nothing where one of them left none: a sum of some is no sum. */
    static List<Log> of(List<Path> directories, List<DriverFolder> drivers) {
        List<Log> logs = new ArrayList<>();
        for (int i = 0; i < directories.size(); i++) {
            Path file = directories.get(i).resolve(FILE);
            if (Files.exists(file)) {
                logs.add(new Log(file, drivers.get(i).offsetMicros() / 1_000));
            }
        }
        return logs.size() == directories.size() ? logs : List.of();
    }
}
