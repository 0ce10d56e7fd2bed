package io.sluice.contract;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An order as it lies in Kafka.
 *
 * @param id what the buyer, the downstream and the outcome call it
 * @param key the order key ({@code SLUICE_ORDER_KEY}); decides the partition
 * @param client the authenticated client that posted it, or null where the gateway is open
 * @param skus what it is for, each once; empty if that is not known or they are too many to carry along, and then it is
 *     never settled as sold out without asking the downstream
 * @param body as posted, byte for byte; must not be changed
 * @param acceptedAtMillis wall clock of the gateway when it took the order, milliseconds since 1970
 * @param traceparent the W3C trace context it came with, or null
 * @param replay 0 as it was posted; from 1 on it is a dead letter that was put back, and under which number
 * @param queuedAtMillis since when this record waits: when it was accepted or, if it is a replay, put back. Deadlines count
 *     from here, as an order that died of one would else never live again
 */
@SuppressWarnings("ArrayRecordComponent") // a body is compared by nobody and copied by nobody: it is the hot path
public record Order(
        String id,
        String key,
        @Nullable String client,
        List<String> skus,
        byte[] body,
        long acceptedAtMillis,
        @Nullable String traceparent,
        int replay,
        long queuedAtMillis) {
    private static final int TRACE_ID_FROM = 3;
    private static final int TRACE_ID_TO = 35;

    /** So often may one order be put back, whoever insists: a bound for what is remembered of it. */
    public static final int REPLAYS_MAX = 99;

    /** An order as it is posted. */
    public Order(
            String id,
            String key,
            @Nullable String client,
            List<String> skus,
            byte[] body,
            long acceptedAtMillis,
            @Nullable String traceparent) {
        this(id, key, client, skus, body, acceptedAtMillis, traceparent, 0, acceptedAtMillis);
    }

    /** The same order put back. It keeps its id, so the downstream knows again a call that took effect unheard. */
    public Order replayed(int number, long atMillis) {
        return new Order(id, key, client, skus, body, acceptedAtMillis, traceparent, number, atMillis);
    }

    /** The same order as the next one in line is to see it: the span with this {@code traceparent} is what calls it. */
    public Order calledBy(String span) {
        return new Order(id, key, client, skus, body, acceptedAtMillis, span, replay, queuedAtMillis);
    }

    /** The id of the trace that a {@code traceparent} belongs to, "" where there is none. What others wrote may be anything. */
    public static String traceId(@Nullable String traceparent) {
        return traceparent == null || traceparent.length() < TRACE_ID_TO
                ? ""
                : traceparent.substring(TRACE_ID_FROM, TRACE_ID_TO);
    }

    /** What tells two bodies apart: the first eight bytes of the SHA-256, never 0. */
    public static long fingerprint(byte[] body) {
        long hash = ByteBuffer.wrap(Sha256.of(body)).getLong();
        return hash == 0 ? 1 : hash;
    }
}
