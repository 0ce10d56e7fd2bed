package io.sluice.loadtest.verdict;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What gateways made of buyers that post the same order again and again, cut connections and now and then reuse a key.
 *
 * @param posts postings in all
 * @param unread postings whose answer the buyer did not read
 * @param replayed answers that said that the order was known
 * @param served buyers that were told an order id
 * @param twoIds buyers that were told different ids for one key
 * @param wronglyReused postings of a buyer's own body that were refused as another one
 * @param otherBodies postings with another body that were answered 202 or refused as such
 * @param otherBodiesRefused those of them that were refused
 * @param otherBodiesMissed those of them that a gateway took although it had itself taken the buyer's own body within the
 *     last {@value #REMEMBERED_MICROS} µs and lived through that time
 */
record Postings(
        int posts,
        int unread,
        int replayed,
        int served,
        int twoIds,
        int wronglyReused,
        int otherBodies,
        int otherBodiesRefused,
        int otherBodiesMissed) {
    /** What every gateway can be asked to remember; they remember ten minutes if there are not too many orders. */
    static final long REMEMBERED_MICROS = 30_000_000;

    static Postings of(FleetFacts facts, List<PostLine> posts) {
        Count count = new Count(facts);
        posts.forEach(count::add);
        return count.close(posts);
    }

    /** What one buyer was told by whom. */
    private static final class Told {
        String orderId = "";
        boolean isTwoIds;
        final List<PostLine> accepted = new ArrayList<>(2);
    }

    /** Adds up. Confined to one thread. */
    private static final class Count {
        private final Map<Integer, Told> byBuyer = new HashMap<>();
        private final FleetFacts facts;
        private int wronglyReused;
        private int refused;
        private int taken;
        private int missed;

        Count(FleetFacts facts) {
            this.facts = facts;
        }

        void add(PostLine post) {
            Told told = byBuyer.computeIfAbsent(post.buyer(), buyer -> new Told());
            if (post.otherBody()) {
                addOther(post, told);
                return;
            }
            wronglyReused += post.refusedAsReused() ? 1 : 0;
            String orderId = post.orderId();
            if (post.accepted() && orderId != null) {
                told.isTwoIds |= !told.orderId.isEmpty() && !told.orderId.equals(orderId);
                told.orderId = orderId;
                told.accepted.add(post);
            }
        }

        private void addOther(PostLine post, Told told) {
            refused += post.refusedAsReused() ? 1 : 0;
            if (post.accepted()) {
                taken++;
                missed += told.accepted.stream().anyMatch(own -> knew(own, post)) ? 1 : 0;
            }
        }

        /** Whether the gateway that took this other body had taken the buyer's own and lived on. */
        private boolean knew(PostLine own, PostLine other) {
            return own.gateway() == other.gateway()
                    && own.endedAtMicros() <= other.sentAtMicros()
                    && other.sentAtMicros() - own.endedAtMicros() <= REMEMBERED_MICROS
                    && facts.faults().stream()
                            .noneMatch(fault -> fault.kind() == FleetFacts.Kind.GATEWAY
                                    && fault.what().endsWith("gateway-" + own.gateway())
                                    && fault.overMicros() >= own.sentAtMicros()
                                    && fault.atMicros() <= other.endedAtMicros());
        }

        Postings close(List<PostLine> posts) {
            return new Postings(
                    posts.size(),
                    (int) posts.stream().filter(post -> post.httpStatus() == 0).count(),
                    (int) posts.stream().filter(PostLine::replayed).count(),
                    (int) byBuyer.values().stream()
                            .filter(told -> !told.orderId.isEmpty())
                            .count(),
                    (int) byBuyer.values().stream()
                            .filter(told -> told.isTwoIds)
                            .count(),
                    wronglyReused,
                    refused + taken,
                    refused,
                    missed);
        }
    }
}
