package io.sluice.worker.fleet;

import java.util.List;
import java.util.Locale;

/**
 * What a large fleet did when it was disturbed. Times are infinite where patience ended first.
 *
 * @param steady while nothing happened
 * @param moved from the join on
 * @param recordsInSecondMax of the busiest second since the join
 * @param joinSeconds from when the last one has partitions until it uses ≥ 90 % of its fair share, and all ≥ 98 %
 * @param crashSeconds from the kill of one until ≥ 98 % is in use
 * @param tenthCrashSeconds from the kill of a tenth until ≥ 98 % is in use
 * @param sharesInUseMin the lowest sum after that kill
 * @param rateSeconds from a new rate being in the log until every worker goes by it
 * @param sharesInUseMax the greatest sum ever, of 1
 */
record ScaleFindings(
        FleetTraffic steady,
        FleetTraffic moved,
        long recordsInSecondMax,
        double joinSeconds,
        double crashSeconds,
        double tenthCrashSeconds,
        double sharesInUseMin,
        double rateSeconds,
        double sharesInUseMax) {

    boolean isSettled() {
        return Double.isFinite(joinSeconds + crashSeconds + tenthCrashSeconds + rateSeconds);
    }

    /** For people to read, one line each. */
    List<String> lines() {
        double recordBytes = steady.bytesPerSecond() / steady.recordsPerSecond();
        double workers = steady.workers();
        double bytes = steady.bytesPerSecond();
        double bytesMax = recordsInSecondMax * recordBytes;
        return List.of(
                line("                            steady   busiest second"),
                line(
                        "log records/s         %12.0f %12d  of %.0f bytes",
                        steady.recordsPerSecond(), recordsInSecondMax, recordBytes),
                line("written by each, B/s  %12.0f %12.0f", bytes / workers, bytesMax / workers),
                line("read by each, MB/s    %12.2f %12.2f", bytes / 1e6, bytesMax / 1e6),
                line("read by all, MB/s     %12.0f %12.0f", bytes * workers / 1e6, bytesMax * workers / 1e6),
                line("                            steady   from the join on"),
                line("looking, %% of a core  %12.2f %12.2f", 100 * steady.lookCores(), 100 * moved.lookCores()),
                line("decoding, %% of a core %12.2f %12.2f", 100 * steady.decodeCores(), 100 * moved.decodeCores()),
                line("one joins             %12.3f s", joinSeconds),
                line("one is killed         %12.3f s", crashSeconds),
                line(
                        "a tenth is killed     %12.3f s, sum of shares in use down to %.3f",
                        tenthCrashSeconds, sharesInUseMin),
                line("the rate changes      %12.3f s", rateSeconds),
                line("sum of shares in use  %12.9f at most", sharesInUseMax));
    }

    static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
