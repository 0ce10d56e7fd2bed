package io.sluice.gateway.admission;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One rate for each client, a second's worth at once after a rest: the generic cell rate algorithm (ITU-T I.371), which keeps
 * one number a client, the time at which it will have all of its quota again. A number that lies in the past says as much as
 * none, so it may be forgotten, and no other may: who could push a client out of here by posting as others would give it its
 * quota back. Forgetting goes by generations. What was not touched while a whole window went by is in the past for certain, so
 * the older of two maps is dropped whole, and nobody ever searches for what may go.
 *
 * <p>Only an order that is taken makes an entry. Where they are too many all the same, further clients share spare
 * numbers, by hash: they are held to less than their rate, never to more. Alternative rejected: a cache with a bound, which
 * forgets what was used least, live numbers too. Each gateway counts on its own. Thread-safe; a lock is held for some tens of
 * nanoseconds.
 */
public final class ClientRates {
    static final int CLIENTS_MAX = 250_000;

    private static final int SPARES = 4_096;
    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final long intervalNanos;
    private final long ordersMax;
    private final long windowNanos;
    private final int clientsMax;
    private final LongSupplier nanoClock;
    private final long[] spares = new long[SPARES];
    private Map<String, Full> young = new HashMap<>();
    private Map<String, Full> old = new HashMap<>();
    private long generationNanos;

    /** When a client has all of its quota again. */
    private static final class Full {
        private long atNanos;

        private Full(long atNanos) {
            this.atNanos = atNanos;
        }
    }

    public ClientRates(double ratePerSecond, LongSupplier nanoClock) {
        this(ratePerSecond, CLIENTS_MAX, nanoClock);
    }

    /** @param clientsMax clients that get a number of their own, at least as long as it says anything */
    ClientRates(double ratePerSecond, int clientsMax, LongSupplier nanoClock) {
        this.intervalNanos = Math.round(NANOS_PER_SECOND / ratePerSecond);
        this.ordersMax = Math.max(1, (long) ratePerSecond);
        this.windowNanos = ordersMax * intervalNanos;
        this.clientsMax = clientsMax;
        this.nanoClock = nanoClock;
        generationNanos = nanoClock.getAsLong();
        Arrays.fill(spares, generationNanos);
    }

    /**
     * Takes one order from the quota of this client, if there is one.
     *
     * @return what is left; {@link Quota#nextSeconds} is 0 if it was taken, and nothing was if it is not
     */
    synchronized Quota take(String client) {
        long now = nanoClock.getAsLong();
        age(now);
        Full known = find(client);
        long full = known == null ? spares[spare(client)] : known.atNanos;
        // Differences, as the clock may begin anywhere.
        long owedNanos = Math.max(0, full - now) + intervalNanos;
        if (owedNanos > windowNanos) {
            return quota(owedNanos - intervalNanos, seconds(owedNanos - windowNanos));
        }
        keep(client, known, now + owedNanos);
        return quota(owedNanos, 0);
    }

    /** Gives back what was taken for an order that was not stored after all. */
    synchronized void giveBack(String client) {
        Full known = find(client);
        if (known != null) {
            known.atNanos -= intervalNanos;
        } else {
            spares[spare(client)] -= intervalNanos;
        }
    }

    private void age(long now) {
        if (now - generationNanos >= windowNanos) {
            old = now - generationNanos >= 2 * windowNanos ? new HashMap<>() : young;
            young = new HashMap<>();
            generationNanos = now;
        }
    }

    /** The number of this client, if it has one of its own or may have one; which then is of the young generation. */
    private @Nullable Full find(String client) {
        Full known = young.get(client);
        if (known == null) {
            known = old.remove(client);
            if (known != null) {
                young.put(client, known);
            }
        }
        return known;
    }

    private void keep(String client, @Nullable Full known, long fullNanos) {
        if (known != null) {
            known.atNanos = fullNanos;
        } else if (young.size() + old.size() < clientsMax) {
            young.put(client, new Full(fullNanos));
        } else {
            spares[spare(client)] = fullNanos;
        }
    }

    private static int spare(String client) {
        return Math.floorMod(client.hashCode(), SPARES);
    }

    private Quota quota(long owedNanos, int nextSeconds) {
        long left = (windowNanos - owedNanos) / intervalNanos;
        return new Quota(ordersMax, seconds(windowNanos), left, seconds(owedNanos), nextSeconds);
    }

    /** Rounded up, so that whoever waits so long does not wait in vain. */
    private static int seconds(long nanos) {
        return (int) Math.ceil(nanos / NANOS_PER_SECOND);
    }
}
