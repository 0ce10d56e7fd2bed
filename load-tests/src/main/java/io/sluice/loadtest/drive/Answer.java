package io.sluice.loadtest.drive;

import io.sluice.loadtest.verdict.OrderLine;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What a client reads from the gateway's answer. A 202 that does not name its order is no promise that could be kept, so
 * it counts as an answer without one.
 *
 * @param orderId the order's id, only with a 202
 * @param position the queue position, or -1
 * @param etaSeconds the predicted wait, or NaN
 * @param error the last part of the problem's type, null with a 202
 * @param links where to ask for the order, null where none were told
 */
public record Answer(
        int status,
        @Nullable String orderId,
        long position,
        double etaSeconds,
        @Nullable String error,
        @Nullable Links links) {

    /** What the gateway's answer says. */
    public static Answer read(int status, Buffer body) {
        try {
            JsonObject json = new JsonObject(body);
            return status == 202 ? accepted(json) : refused(status, json.getString("type"));
        } catch (DecodeException | ClassCastException e) {
            return refused(status, "unreadable answer");
        }
    }

    /** No answer that was read. */
    public static Answer none(String reason) {
        return new Answer(0, null, -1, Double.NaN, reason, null);
    }

    private static Answer accepted(JsonObject json) {
        String orderId = json.getString("orderId");
        if (orderId == null || orderId.isEmpty()) {
            return refused(202, "names no order");
        }
        return new Answer(202, orderId, position(json), etaSeconds(json), null, links(json.getJsonObject("links")));
    }

    /** The queue position that was told, or -1. */
    static long position(JsonObject json) {
        Long position = json.getLong("position");
        return position == null ? -1 : position;
    }

    /** The wait that was told, or NaN: a gateway that does not know it, as when the rate is 0, says null. */
    static double etaSeconds(JsonObject json) {
        Double etaSeconds = json.getDouble("etaSeconds");
        return etaSeconds == null ? Double.NaN : etaSeconds;
    }

    private static @Nullable Links links(@Nullable JsonObject json) {
        String status = json == null ? null : json.getString("status");
        String events = json == null ? null : json.getString("events");
        return status == null || events == null ? null : new Links(status, events);
    }

    private static Answer refused(int status, @Nullable String type) {
        String error = type == null ? "" : type.substring(type.lastIndexOf('/') + 1);
        return new Answer(status, null, -1, Double.NaN, error, null);
    }

    /** The same as a line of the orders' history. */
    public OrderLine line(long scheduledAtMicros, long sentAtMicros, long answeredAtMicros) {
        return new OrderLine(
                scheduledAtMicros, sentAtMicros, answeredAtMicros, status, orderId, position, etaSeconds, error);
    }
}
