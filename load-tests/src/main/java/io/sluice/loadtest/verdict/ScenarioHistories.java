package io.sluice.loadtest.verdict;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a scenario leaves. Where buyers come again, a key has several postings, each a line of {@code orders.csv} with its
 * own latency; the line of the same number in {@code posts.csv} says whose it is. Immutable.
 *
 * @param crowd the three histories of every run; its orders are the crowd's postings
 * @param others orders that are settled like the crowd's and measured by nothing: practice, and slow clients
 * @param posts who posted, line by line; none where each buyer posts once
 * @param shown every place that a watcher was shown
 */
public record ScenarioHistories(Histories crowd, List<OrderLine> others, List<PostLine> posts, List<ShownLine> shown) {
    /** What others than the crowd were told, in lines as those of {@code orders.csv}. */
    public static final String OTHERS_FILE = "others.csv";

    public ScenarioHistories {
        others = List.copyOf(others);
        posts = List.copyOf(posts);
        shown = List.copyOf(shown);
    }

    /** Reads what these facts say that there is. */
    public static ScenarioHistories read(ScenarioFacts facts, Path directory) throws UnreadableHistoryException {
        Histories crowd = Histories.read(directory);
        List<PostLine> posts = facts.comesAgain()
                ? Histories.lines(directory.resolve(PostLine.FILE), PostLine.HEADER, PostLine::parse)
                : List.of();
        if (facts.comesAgain() && posts.size() != crowd.orders().size()) {
            throw new UnreadableHistoryException(directory + ": orders.csv has "
                    + crowd.orders().size() + " postings, " + PostLine.FILE + " " + posts.size());
        }
        return new ScenarioHistories(
                crowd,
                Histories.lines(directory.resolve(OTHERS_FILE), OrderLine.HEADER, OrderLine::parse),
                posts,
                facts.watchers() == 0
                        ? List.of()
                        : Histories.lines(directory.resolve(ShownLine.FILE), ShownLine.HEADER, ShownLine::parse));
    }

    /**
     * What each buyer knows of its order in the end: stored where it was ever told so; else in doubt where any posting left
     * it there; else what it was told last.
     */
    List<OrderLine> perBuyer() {
        if (posts.isEmpty()) {
            return crowd.orders();
        }
        Map<Integer, OrderLine> known = new LinkedHashMap<>();
        for (int i = 0; i < posts.size(); i++) {
            known.merge(posts.get(i).buyer(), crowd.orders().get(i), ScenarioHistories::later);
        }
        return List.copyOf(known.values());
    }

    private static OrderLine later(OrderLine before, OrderLine after) {
        boolean isDoubtful = before.unanswered() || before.leavesDoubt();
        return before.accepted() || (isDoubtful && !after.accepted()) ? before : after;
    }

    /** The crowd's orders, one for each buyer, and all others. */
    public Histories everybody() {
        List<OrderLine> orders = new ArrayList<>(perBuyer());
        orders.addAll(others);
        return new Histories(orders, crowd.calls(), crowd.outcomes());
    }
}
