package io.sluice.gateway.admission;

import java.util.concurrent.atomic.AtomicBoolean;

/** Room for one order until Kafka has answered for it. A second release is harmless. Thread-safe. */
public final class Permit implements Admission {
    private final InFlightLimit limit;
    private final int bytes;
    private final AtomicBoolean released = new AtomicBoolean();

    Permit(InFlightLimit limit, int bytes) {
        this.limit = limit;
        this.bytes = bytes;
    }

    /** Gives the room back. */
    public void release() {
        if (released.compareAndSet(false, true)) {
            limit.release(bytes);
        }
    }
}
