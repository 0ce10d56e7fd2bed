package io.sluice.loadtest.verdict;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * What tells how quickly a sale that is over is over for everybody. Immutable.
 *
 * @param probes every look whether a SKU can still be ordered, in the order in which they ended
 * @param tail ids of the queued orders whose SKU sells out
 */
public record SoldOutHistories(Histories histories, List<ProbeLine> probes, Set<String> tail) {
    /** Ids of the tail, one a line. */
    public static final String TAIL_FILE = "tail.csv";

    /** First line of {@link #TAIL_FILE}. */
    public static final String TAIL_HEADER = "order_id";

    public SoldOutHistories {
        probes = List.copyOf(probes);
        tail = Set.copyOf(tail);
    }

    /** Reads the five files in a directory. */
    public static SoldOutHistories read(Path directory) throws UnreadableHistoryException {
        return new SoldOutHistories(
                Histories.read(directory),
                Histories.lines(directory.resolve(ProbeLine.FILE), ProbeLine.HEADER, ProbeLine::parse),
                Set.copyOf(Histories.lines(directory.resolve(TAIL_FILE), TAIL_HEADER, fields -> fields.text(0))));
    }
}
