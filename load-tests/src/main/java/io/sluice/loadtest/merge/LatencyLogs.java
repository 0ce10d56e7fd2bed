package io.sluice.loadtest.merge;

import io.sluice.loadtest.report.LatencyLog;
import java.io.IOException;
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

/**
 * HdrHistogram logs of one-second intervals added up: what has the same tag and begins in the same second becomes one
 * interval. Histograms add without loss, quantiles do not, which is why it is these that are kept. Stateless.
 */
final class LatencyLogs {
    private static final long SECOND_MILLIS = 1_000;

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
        long startMillis =
                sums.keySet().stream().mapToLong(Interval::startMillis).min().orElse(0);
        LatencyLog.write(to, startMillis, sums.values());
    }

    private static void add(Log log, Map<Interval, Histogram> sums) throws IOException {
        try (HistogramLogReader reader = new HistogramLogReader(log.file().toFile())) {
            while (reader.hasNext()) {
                EncodableHistogram read = reader.nextIntervalHistogram();
                if (read instanceof Histogram histogram) {
                    long second = Math.floorDiv(histogram.getStartTimeStamp() + log.offsetMillis(), SECOND_MILLIS);
                    String tag = histogram.getTag();
                    Interval interval = new Interval(second * SECOND_MILLIS, tag == null ? "" : tag);
                    sums.computeIfAbsent(interval, begun -> LatencyLog.empty(begun.startMillis(), begun.tag()))
                            .add(histogram);
                }
            }
        }
    }

    /** The logs of these drivers, or nothing where one of them left none: a sum of some is no sum. */
    static List<Log> of(List<Path> directories, List<DriverFolder> drivers) {
        List<Log> logs = new ArrayList<>();
        for (int i = 0; i < directories.size(); i++) {
            Path file = directories.get(i).resolve(LatencyLog.FILE);
            if (Files.exists(file)) {
                logs.add(new Log(file, drivers.get(i).offsetMicros() / 1_000));
            }
        }
        return logs.size() == directories.size() ? logs : List.of();
    }
}
