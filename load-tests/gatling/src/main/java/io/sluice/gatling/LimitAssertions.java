package io.sluice.gatling;

import static io.gatling.javaapi.core.CoreDsl.details;

import io.gatling.javaapi.core.Assertion;
import io.sluice.loadtest.verdict.Limit;
import io.sluice.loadtest.verdict.Measure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A scenario's limits as Gatling's assertions, as far as they mean the same there. To Gatling a refusal and no answer at all are
 * one, KO, and its response times are those of all requests. So how often buyers may be turned away, and how soon a 202 has
 * to come, can be said to it only by a scenario in which everybody has to be accepted. Immutable.
 *
 * @param unjudged limits that Gatling cannot judge
 */
record LimitAssertions(List<Assertion> assertions, List<Measure> unjudged) {
    LimitAssertions {
        assertions = List.copyOf(assertions);
        unjudged = List.copyOf(unjudged);
    }

    static LimitAssertions of(List<Limit> limits) {
        boolean allAccepted = isNone(limits, Measure.REFUSED) && isNone(limits, Measure.UNANSWERED);
        List<Assertion> assertions = new ArrayList<>();
        List<Measure> unjudged = new ArrayList<>();
        for (Limit limit : limits) {
            assertion(limit, allAccepted).ifPresentOrElse(assertions::add, () -> unjudged.add(limit.measure()));
        }
        return new LimitAssertions(assertions, unjudged);
    }

    private static boolean isNone(List<Limit> limits, Measure measure) {
        return limits.stream().anyMatch(limit -> limit.measure() == measure && limit.bound() == 0);
    }

    private static Optional<Assertion> assertion(Limit limit, boolean allAccepted) {
        Assertion.WithPath orders = details(BuyerVisit.REQUEST);
        Optional<Assertion.WithPath> acceptedOnly = Optional.of(orders).filter(all -> allAccepted);
        return switch (limit.measure()) {
            case ACCEPTED -> Optional.of(orders.successfulRequests().count().gte(Math.round(limit.bound())));
            case REFUSED, UNANSWERED ->
                acceptedOnly.map(all -> all.failedRequests().count().is(0L));
            case ACCEPT_P50 -> acceptedOnly.map(all -> percentile(all, 50, limit));
            case ACCEPT_P99 -> acceptedOnly.map(all -> percentile(all, 99, limit));
            case ACCEPT_P999 -> acceptedOnly.map(all -> percentile(all, 99.9, limit));
            case LOST,
                    DUPLICATE_EFFECTS,
                    FAILED,
                    CONFIRMED,
                    ANSWERED_SOLD_OUT,
                    CALLS_ABOVE_RATE,
                    RATE_USED,
                    REFUSED_P99,
                    ETA_ERROR_P50,
                    ETA_ERROR_P95,
                    DRAINED_AFTER,
                    PEAK_BACKLOG,
                    PLACES_GROWN,
                    WATCHERS_TOLD -> Optional.empty();
        };
    }

    /** In whole milliseconds, as Gatling has them. */
    private static Assertion percentile(Assertion.WithPath orders, double percent, Limit limit) {
        return orders.responseTime().percentile(percent).lte((int) Math.round(limit.bound() * 1e3));
    }
}
