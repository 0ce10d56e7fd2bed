package io.sluice.loadtest.verdict;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/**
 * What tells how a gateway bore more than it can take. Immutable.
 *
 * @param postings in the order of their ends
 */
public record OverloadHistories(List<OverloadLine> postings) {
    public OverloadHistories {
        postings = List.copyOf(postings);
    }

    /** Reads the file in a directory. */
    public static OverloadHistories read(Path directory) throws UnreadableHistoryException {
        return new OverloadHistories(
                Histories.lines(directory.resolve(OverloadLine.FILE), OverloadLine.HEADER, OverloadLine::parse));
    }

    /** Latencies in milliseconds, from when they were due, of some of the postings. */
    public Quantiles latencyMillis(Predicate<OverloadLine> which) {
        return Quantiles.of(postings.stream().filter(which).mapToDouble(posting -> posting.latencyMicros() / 1e3));
    }
}
