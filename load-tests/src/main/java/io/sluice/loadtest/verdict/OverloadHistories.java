package io.sluice.loadtest.verdict;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/**
 * What tells how a gateway bore more than it can take. Immutable.
 *
 * @param postings in the order of their ends
 * @param samples what the gateway used, in order of time
 */
public record OverloadHistories(List<OverloadLine> postings, List<LoadSample> samples) {
    public OverloadHistories {
        postings = List.copyOf(postings);
        samples = List.copyOf(samples);
    }

    /** Reads the two files in a directory. */
    public static OverloadHistories read(Path directory) throws UnreadableHistoryException {
        return new OverloadHistories(
                Histories.lines(directory.resolve(OverloadLine.FILE), OverloadLine.HEADER, OverloadLine::parse),
                Histories.lines(directory.resolve(LoadSample.FILE), LoadSample.HEADER, LoadSample::parse));
    }

    /** Latencies in milliseconds, from when they were due, of some of the postings. */
    public Quantiles latencyMillis(Predicate<OverloadLine> which) {
        return Quantiles.of(postings.stream().filter(which).mapToDouble(posting -> posting.latencyMicros() / 1e3));
    }
}
