package io.sluice.gateway.http;

import io.sluice.gateway.operator.LetterDesk;
import io.sluice.gateway.operator.LetterDesk.Answer;
import io.sluice.gateway.operator.LetterDesk.Page;
import io.sluice.gateway.operator.ReplayPlan;
import io.sluice.gateway.operator.ReplayProgress;
import io.sluice.gateway.operator.ReplayReading;
import io.sluice.gateway.operator.ReplayRequest;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /admin/dead-letters}: which there are, and putting them back. What reads Kafka is done off the event loop, for a
 * few at a time, as one reading may take seconds and all wait for the same reader. Confined to its event loop.
 */
final class ReplayLetters {
    static final String LETTERS = "/admin/dead-letters";
    static final String REPLAY = LETTERS + "/replay";
    static final String REPLAYS = LETTERS + "/replays";
    static final String ID = "id";

    private static final Logger log = LoggerFactory.getLogger(ReplayLetters.class);
    private static final int READING_MAX = 4;
    private static final int ACCEPTED = 202;

    private final Vertx vertx;
    private final LetterJson json = new LetterJson();
    private int reading;

    ReplayLetters(Vertx vertx) {
        this.vertx = vertx;
    }

    /** {@code GET}: letters, the newest first. */
    void browse(RoutingContext context, LetterDesk desk) {
        HttpServerResponse response = context.response();
        try {
            LetterQuery query = LetterQuery.of(context.queryParams(), desk::isCursor);
            Callable<Page> look = () -> desk.browse(query.filter(), query.limit(), query.before());
            read(response, look, page -> {
                if (page.reading().answered()) {
                    answer(response, json.page(page, query.body()));
                } else {
                    unavailable(response);
                }
            });
        } catch (LetterQuery.Unsound e) {
            Problem.DEAD_LETTER_QUERY_INVALID.answer(response, e.getMessage(), List.of(), 0);
        }
    }

    /** {@code POST}: puts letters back, or says what that would come to. */
    void replay(HttpServerRequest request, LetterDesk desk) {
        if (!SubmitOrder.isJson(request.getHeader(HttpHeaders.CONTENT_TYPE))) {
            Problem.CONTENT_TYPE_UNSUPPORTED.answer(request.response());
            return;
        }
        String by = OperatorChanges.operator(request);
        if (by != null) {
            OrderBody.readOrRefuse(request, body -> replay(request.response(), body, by, desk));
        }
    }

    private void replay(HttpServerResponse response, byte[] body, String by, LetterDesk desk) {
        ReplayReading.Result read = ReplayReading.of(body);
        ReplayRequest wanted = read.request();
        if (read.notJson() != null) {
            Problem.JSON_INVALID.answer(response, read.notJson(), List.of(), 0);
        } else if (wanted == null) {
            Problem.REPLAY_INVALID.answer(response, null, read.defects(), 0);
        } else {
            read(response, () -> desk.replay(wanted, by), answer -> answer(response, answer, wanted.dryRun()));
        }
    }

    private void answer(HttpServerResponse response, Answer answer, boolean dryRun) {
        ReplayPlan plan = answer.plan();
        ReplayProgress started = answer.started();
        if (plan == null && started != null) {
            String other = "It is " + started.id() + ", begun by " + started.by() + ".";
            Problem.REPLAY_RUNNING.answer(response, other, List.of(), 0);
        } else if (plan == null || !plan.reading().answered()) {
            unavailable(response);
        } else {
            if (started != null) {
                response.setStatusCode(ACCEPTED).putHeader(HttpHeaders.LOCATION, REPLAYS + "/" + started.id());
            }
            answer(response, json.plan(plan, dryRun, started));
        }
    }

    /** {@code GET} of one replay. */
    void show(RoutingContext context, LetterDesk desk) {
        answer(context.response(), desk.progress(id(context)));
    }

    /** {@code DELETE} of one replay: stops it. */
    void stop(RoutingContext context, LetterDesk desk) {
        String by = OperatorChanges.operator(context.request());
        if (by != null) {
            answer(context.response(), desk.stop(id(context), by));
        }
    }

    private static String id(RoutingContext context) {
        String id = context.pathParam(ID);
        return id == null ? "" : id;
    }

    private void answer(HttpServerResponse response, @Nullable ReplayProgress progress) {
        if (progress == null) {
            Problem.REPLAY_UNKNOWN.answer(response);
        } else {
            answer(response, json.progress(progress));
        }
    }

    private static void unavailable(HttpServerResponse response) {
        Problem.DEAD_LETTERS_UNAVAILABLE.answer(response, null, List.of(), OperatorChanges.RETRY_SECONDS);
    }

    private static void answer(HttpServerResponse response, Buffer body) {
        response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(body);
    }

    private <T> void read(HttpServerResponse response, Callable<T> look, Consumer<T> answer) {
        if (reading >= READING_MAX) {
            Problem.DEAD_LETTERS_BUSY.answer(response, null, List.of(), OperatorChanges.RETRY_SECONDS);
            return;
        }
        reading++;
        vertx.executeBlocking(look, false).onComplete(done -> {
            reading--;
            if (done.failed()) {
                log.error("dead letters could not be handled", done.cause());
                Problem.INTERNAL.answer(response);
            } else if (!response.ended() && !response.closed()) {
                answer.accept(done.result());
            }
        });
    }
}
