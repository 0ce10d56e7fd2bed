package io.sluice.loadtest.verdict;

import java.nio.file.Path;
import java.util.List;

/**
 * What buyers did and saw, beside the three histories of every run. Immutable.
 *
 * @param posts every posting, in the order in which they ended
 * @param shown every place that a watcher was shown; those of one watcher in the order in which it saw them
 */
public record BuyerHistories(Histories histories, List<PostLine> posts, List<ShownLine> shown) {
    public BuyerHistories {
        posts = List.copyOf(posts);
        shown = List.copyOf(shown);
    }

    /** Reads the five files in a directory. */
    public static BuyerHistories read(Path directory) throws UnreadableHistoryException {
        return new BuyerHistories(
                Histories.read(directory),
                Histories.lines(directory.resolve(PostLine.FILE), PostLine.HEADER, PostLine::parse),
                Histories.lines(directory.resolve(ShownLine.FILE), ShownLine.HEADER, ShownLine::parse));
    }
}
