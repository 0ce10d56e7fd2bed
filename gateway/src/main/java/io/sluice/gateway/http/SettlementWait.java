package io.sluice.gateway.http;

import io.sluice.gateway.status.Watchers;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one event loop that wait for the end of an order, each for so many seconds at most. How many there may be
 * is {@link Watchers}' business. Confined to its event loop.
 */
final class SettlementWait {
    /** Longest wait that can be asked for. */
    static final int SECONDS_MAX = 30;

    private static final Pattern WAIT =
            Pattern.compile("(?:^|[,;\\s])wait\\s*=\\s*\"?(\\d{1,6})", Pattern.CASE_INSENSITIVE);

    private final Vertx vertx;
    private final Watchers watchers;
    private final TurnQueue turns;
    private final Set<Runnable> waiting = new HashSet<>();

    SettlementWait(Vertx vertx, Watchers watchers, TurnQueue turns) {
        this.vertx = vertx;
        this.watchers = watchers;
        this.turns = turns;
    }

    /**
     * Waits until the response has ended, which is up to the answer. Look where the order stands <em>after</em> this, or an end in between is
     * missed.
     *
     * @param answer called when the order has ended, when the time is over and when this gateway stops, whatever comes
     *     first; later ones may call again
     * @return false if too many wait already
     */
    boolean join(HttpServerResponse response, String orderId, int waitSeconds, Runnable answer) {
        Watchers.Watch watch = watchers.join(orderId, outcome -> turns.add(answer));
        if (watch == null) {
            Problem.TOO_MANY_WATCHERS.answer(response, null, List.of(), SECONDS_MAX);
            return false;
        }
        waiting.add(answer);
        long timer = vertx.setTimer(waitSeconds * 1000L, fired -> answer.run());
        Handler<Void> leave = nothing -> {
            watch.leave();
            vertx.cancelTimer(timer);
            waiting.remove(answer);
        };
        response.endHandler(leave);
        response.closeHandler(leave);
        return true;
    }

    /** Has everyone answered who still waits, with what is known now. */
    void stop() {
        List.copyOf(waiting).forEach(Runnable::run);
    }

    /** The seconds in {@code Prefer: wait=N} (RFC 7240), at most thirty; the other number without. */
    static int seconds(@Nullable String prefer, int otherwise) {
        Matcher matcher = WAIT.matcher(prefer == null ? "" : prefer);
        return matcher.find() ? Math.min(SECONDS_MAX, Integer.parseInt(matcher.group(1))) : otherwise;
    }
}
