package io.sluice.worker.pacing;

/**
 * Bounds the calls that are unanswered, and says how long the bound held orders back, so that it is seen when it, and not
 * the rate, is what limits the drain. Thread-safe.
 */
public final class ConcurrencyLimit {
    private final int callsMax;
    private int calls;

    public ConcurrencyLimit(int callsMax) {
        this.callsMax = callsMax;
    }

    /** Takes a place for one call; each place taken is given back exactly once, with {@link #release}. */
    public synchronized boolean tryAcquire() {
        if (calls >= callsMax) {
            return false;
        }
        calls++;
        return true;
    }

    /** Gives a place back. */
    public synchronized void release() {
        if (calls == 0) {
            throw new IllegalStateException("a place was given back that nobody held");
        }
        calls--;
    }

    /** Calls that are unanswered now. */
    public synchronized int inFlight() {
        return calls;
    }

    /** Whether the next call would have to wait. */
    public synchronized boolean isFull() {
        return calls >= callsMax;
    }
}
