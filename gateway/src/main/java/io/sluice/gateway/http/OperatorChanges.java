package io.sluice.gateway.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What operators ask for and what takes a moment, done off the event loop, which has orders to take. A bounded number of
 * changes waits; one after the other they are made by the desks. Confined to its event loop.
 */
final class OperatorChanges {
    static final int RETRY_SECONDS = 5;

    private static final Logger log = LoggerFactory.getLogger(OperatorChanges.class);
    private static final Pattern OPERATOR = Pattern.compile("[!-~]{1,64}");
    /** A change takes a moment; who sends more than this at once has lost control. */
    private static final int WAITING_MAX = 8;

    private final Vertx vertx;
    private int waiting;

    OperatorChanges(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Who asks, or null if the name is none: then it is answered. */
    static @Nullable String operator(HttpServerRequest request) {
        String named = request.getHeader("sluice-operator");
        if (named == null) {
            return "operator";
        }
        if (!OPERATOR.matcher(named).matches()) {
            Problem.OPERATOR_NAME_INVALID.answer(request.response());
            return null;
        }
        return named;
    }

    /** Makes a change, which waits for Kafka, and has its result answered; or says that too many wait. */
    <T> void make(HttpServerResponse response, Callable<T> change, Consumer<T> answer) {
        if (waiting >= WAITING_MAX) {
            Problem.TOO_MANY_CHANGES.answer(response, null, List.of(), RETRY_SECONDS);
            return;
        }
        waiting++;
        vertx.executeBlocking(change).onComplete(done -> {
            waiting--;
            if (done.failed()) {
                log.error("a change could not be handled", done.cause());
                Problem.INTERNAL.answer(response);
            } else if (!response.ended() && !response.closed()) {
                answer.accept(done.result());
            }
        });
    }

    /** Has something answered that may have to wait for the thread that reads the log. */
    <T> void show(HttpServerResponse response, Callable<T> look, Consumer<T> answer) {
        vertx.executeBlocking(look, false).onComplete(done -> {
            if (done.failed()) {
                log.error("what an operator asked for could not be shown", done.cause());
                Problem.INTERNAL.answer(response);
            } else if (!response.ended() && !response.closed()) {
                answer.accept(done.result());
            }
        });
    }
}
