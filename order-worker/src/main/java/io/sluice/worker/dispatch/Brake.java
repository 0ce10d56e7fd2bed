package io.sluice.worker.dispatch;

/** What keeps the next call from starting, named for the operator. */
enum Brake {
    /** Nothing to do. */
    IDLE("idle"),
    /** The normal case in a sale: the rate. */
    RATE("rate"),
    CONCURRENCY("concurrency"),
    /** Paused, or no rate known. */
    PAUSED("paused"),
    RETRY_AFTER("retry_after"),
    /** The lease ran out or is not there yet. */
    NO_LEASE("no_lease"),
    OUTCOMES("outcomes");

    private final String word;

    Brake(String word) {
        this.word = word;
    }

    /** The word in metrics and leases. */
    String word() {
        return word;
    }
}
