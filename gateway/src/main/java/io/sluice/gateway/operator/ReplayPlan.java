package io.sluice.gateway.operator;

import io.sluice.contract.LetterPlace;
import io.sluice.gateway.operator.LetterShelf.Reading;
import io.sluice.gateway.operator.LetterShelf.Shelved;
import io.sluice.gateway.operator.ReplayRule.Refusal;
import io.sluice.gateway.operator.ReplayRule.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a request comes to: which letters would be put back, and which not and why. Immutable.
 *
 * @param letters those to be put back
 * @param refused how many are not
 * @param refusals the first {@link #REFUSALS_SHOWN_MAX} of these
 * @param reading how far was looked
 */
public record ReplayPlan(List<Planned> letters, int refused, List<Refused> refusals, Reading reading) {
    /** More is for another question. */
    public static final int REFUSALS_SHOWN_MAX = 1_000;

    /**
     * A letter to be put back.
     *
     * @param replay under which number
     */
    public record Planned(LetterPlace place, String orderId, int replay) {}

    /** A letter not to be put back. */
    public record Refused(LetterPlace place, Refusal why) {}

    /** Looks at everything that is asked for. Blocks. */
    static ReplayPlan of(ReplayRequest request, LetterShelf shelf, LetterShelf.Bounds bounds) {
        Draft draft = new Draft(request);
        Reading reading = request.places() == null
                ? shelf.scan(null, bounds, draft::filtered)
                : shelf.look(request.places(), bounds, draft::placed);
        if (request.places() != null) {
            draft.refuseRest(request, reading);
        }
        return new ReplayPlan(List.copyOf(draft.letters), draft.refused, List.copyOf(draft.refusals), reading);
    }

    /** A plan while letters are read. */
    private static final class Draft {
        private final ReplayRequest request;
        private final List<Planned> letters = new ArrayList<>();
        private final List<Refused> refusals = new ArrayList<>();
        private final TreeSet<LetterPlace> seen = new TreeSet<>();
        private int refused;

        Draft(ReplayRequest request) {
            this.request = request;
        }

        boolean filtered(Shelved shelved) {
            LetterFilter filter = request.filter();
            if (filter == null || filter.matches(shelved)) {
                decide(shelved);
            }
            return letters.size() < request.limit();
        }

        boolean placed(Shelved shelved) {
            seen.add(shelved.letter().place());
            decide(shelved);
            return letters.size() < request.limit();
        }

        private void decide(Shelved shelved) {
            Verdict verdict = ReplayRule.of(shelved, request.force());
            LetterPlace place = shelved.letter().place();
            var order = shelved.letter().order();
            if (verdict.refusal() != null || order == null) {
                refuse(place, verdict.refusal());
            } else {
                letters.add(new Planned(place, order.id(), verdict.number()));
            }
        }

        private void refuse(LetterPlace place, @Nullable Refusal why) {
            refused++;
            if (refusals.size() < REFUSALS_SHOWN_MAX) {
                refusals.add(new Refused(place, why == null ? Refusal.MALFORMED : why));
            }
        }

        /** Those that were asked for by their places and did not turn up. */
        private void refuseRest(ReplayRequest asked, Reading reading) {
            boolean ended = reading.truncated() || letters.size() >= asked.limit();
            if (asked.places() != null) {
                asked.places().stream()
                        .filter(place -> !seen.contains(place))
                        .forEach(place -> refuse(place, ended ? Refusal.NOT_READ : Refusal.NOT_FOUND));
            }
        }
    }
}
