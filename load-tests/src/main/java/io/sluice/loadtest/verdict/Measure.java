package io.sluice.loadtest.verdict;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a scenario is measured by and may limit: the one home of these names, which files and reports share. */
public enum Measure {
    LOST("lost", Kind.COUNT, true, "accepted orders without an outcome, or confirmed without an effect"),
    DUPLICATE_EFFECTS("duplicate-effects", Kind.COUNT, true, "orders with more than one effect at the order system"),
    UNANSWERED("unanswered", Kind.COUNT, true, "buyers that got no answer in the end"),
    REFUSED("refused", Kind.COUNT, true, "buyers that were turned away in the end"),
    FAILED("failed", Kind.COUNT, true, "accepted orders whose outcome is that they failed"),
    ACCEPTED("accepted", Kind.COUNT, false, "buyers that were told 202"),
    CONFIRMED("confirmed", Kind.COUNT, false, "accepted orders that the order system confirmed"),
    ANSWERED_SOLD_OUT("answered-sold-out", Kind.COUNT, false, "buyers told at once that what they want is sold out"),
    CALLS_ABOVE_RATE(
            "calls-above-rate", Kind.COUNT, true, "windows of a second with more calls than R + one per worker"),
    RATE_USED("rate-used", Kind.SHARE, false, "share of the rate that was used while backlog existed"),
    ACCEPT_P50("accept-p50", Kind.DURATION, true, "median time from when an order was due to its 202"),
    ACCEPT_P99("accept-p99", Kind.DURATION, true, "the same for 99 % of them"),
    ACCEPT_P999("accept-p999", Kind.DURATION, true, "the same for 99.9 % of them"),
    REFUSED_P99("refused-p99", Kind.DURATION, true, "time from when an order was due to its refusal, for 99 % of them"),
    ETA_ERROR_P50("eta-error-p50", Kind.DURATION, true, "median distance of the ETA told from what came true"),
    ETA_ERROR_P95("eta-error-p95", Kind.DURATION, true, "the same for 95 % of them"),
    DRAINED_AFTER("drained-after", Kind.DURATION, true, "time from the last arrival to the last outcome"),
    PEAK_BACKLOG("peak-backlog", Kind.COUNT, true, "the most orders accepted and not yet called"),
    PLACES_GROWN("places-grown", Kind.COUNT, true, "times that a watcher saw its place grow"),
    WATCHERS_TOLD("watchers-told", Kind.COUNT, false, "watchers that saw the end of their order");

    private final String key;
    private final Kind kind;
    private final boolean atMost;
    private final String meaning;

    /** What its numbers are. */
    public enum Kind {
        /** A whole number. */
        COUNT,
        /** Seconds. */
        DURATION,
        /** From 0 to 1. */
        SHARE
    }

    Measure(String key, Kind kind, boolean atMost, String meaning) {
        this.key = key;
        this.kind = kind;
        this.atMost = atMost;
        this.meaning = meaning;
    }

    /** As it is written in scenarios and reports. */
    public String key() {
        return key;
    }

    public Kind kind() {
        return kind;
    }

    /** What it says, in a few words. */
    public String meaning() {
        return meaning;
    }

    /** The measure of this name. */
    public static Optional<Measure> named(String key) {
        return Arrays.stream(values())
                .filter(measure -> measure.key.equals(key))
                .findFirst();
    }

    /** Whether a value keeps this limit; one that was not measured keeps none. */
    boolean keeps(double value, double limit) {
        return atMost ? value <= limit : value >= limit;
    }

    /** A limit for people. */
    String wanted(double limit) {
        return (atMost ? "≤ " : "≥ ") + text(limit);
    }

    /** A value for people. */
    public String text(double value) {
        if (Double.isNaN(value)) {
            return "not measured";
        }
        return switch (kind) {
            case COUNT -> String.format(Locale.ROOT, "%,.0f", value);
            case SHARE -> String.format(Locale.ROOT, "%.2f %%", value * 100);
            case DURATION ->
                value < 1
                        ? String.format(Locale.ROOT, "%.1f ms", value * 1e3)
                        : String.format(Locale.ROOT, "%.2f s", value);
        };
    }
}
