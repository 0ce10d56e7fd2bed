package io.sluice.worker.fleet;

import java.util.List;

/**
 * How a large fleet drained a backlog to the end.
 *
 * @param drained orders
 * @param seconds until the last partition was empty
 * @param usedPart of the rate, from the start of the first worker until 99 % were drained
 * @param tailSeconds from then until the last partition was empty
 * @param emptyingSeconds from the first empty partition to the last
 * @param traffic of all that time
 * @param sharesInUseMax the greatest sum ever, of 1
 */
record DrainFindings(
        long drained,
        double seconds,
        double usedPart,
        double tailSeconds,
        double emptyingSeconds,
        FleetTraffic traffic,
        double sharesInUseMax) {

    /** For people to read, one line each. */
    List<String> lines() {
        return List.of(
                ScaleFindings.line("drained               %,12d orders in %.1f s", drained, seconds),
                ScaleFindings.line("used of the rate      %12.4f until 99 %% were drained", usedPart),
                ScaleFindings.line("the last 1 %% took      %12.2f s", tailSeconds),
                ScaleFindings.line("first to last empty   %12.2f s", emptyingSeconds),
                ScaleFindings.line("log records/s         %12.0f", traffic.records() / seconds),
                ScaleFindings.line("sum of shares in use  %12.9f at most", sharesInUseMax));
    }
}
