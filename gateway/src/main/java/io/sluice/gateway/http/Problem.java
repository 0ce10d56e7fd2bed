package io.sluice.gateway.http;

import io.sluice.gateway.intake.Defect;
import io.sluice.gateway.intake.Submission;
import io.sluice.gateway.status.CancellationLog;
import io.sluice.gateway.status.Standing;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every error that the API answers with, as RFC 9457 problem details: the only place where a result becomes a status. The
 * names in lower case with dashes are the {@code type}s that clients may rely on.
 */
enum Problem {
    JSON_INVALID(400, "The body is not JSON"),
    ORDER_INVALID(422, "The body is not an order"),
    IDEMPOTENCY_KEY_INVALID(400, "The Idempotency-Key is not 1 to 128 visible ASCII characters"),
    IDEMPOTENCY_KEY_REUSED(422, "The Idempotency-Key was used for another order"),
    API_KEY_MISSING(401, "An API key is needed: Authorization: Bearer KEY"),
    API_KEY_UNKNOWN(403, "The API key is not known here"),
    SOLD_OUT(409, "Everything in this order is sold out; nothing was queued"),
    RATE_LIMITED(429, "This client posts orders faster than it may; nothing was queued"),
    BODY_TOO_LARGE(413, "The body is larger than an order may be"),
    CONTENT_TYPE_UNSUPPORTED(415, "The Content-Type must be application/json"),
    TICKET_INVALID(400, "The ticket does not belong to this order"),
    ORDER_UNKNOWN(404, "There is no such order"),
    OUTCOME_AGED_OUT(410, "The order ended too long ago to tell how"),
    NOT_CANCELLABLE(409, "The order cannot be taken back any more"),
    CANCELLATION_UNAVAILABLE(503, "Orders cannot be taken back now; nothing was changed"),
    CANCELLATION_NOT_CONFIRMED(503, "It is not known whether the order will be taken back"),
    TOO_MANY_CANCELLATIONS(503, "Too many orders are being taken back now; nothing was changed"),
    STOPPING(503, "This gateway is shutting down; nothing was queued"),
    KAFKA_UNREACHABLE(503, "Orders cannot be stored now; nothing was queued"),
    OVERLOADED(503, "Too many orders are being stored now; nothing was queued"),
    WAIT_TOO_LONG(503, "The queue is too long now; nothing was queued"),
    RETENTION_EXHAUSTED(503, "Kafka might delete the order before its turn; nothing was queued"),
    NOT_CONFIRMED(503, "It is not known whether the order was stored"),
    TOO_MANY_WATCHERS(503, "Too many watch this order, or this gateway"),
    OPERATOR_API_DISABLED(403, "The operator API is disabled: SLUICE_ADMIN_TOKEN is not set"),
    TOKEN_INVALID(401, "The bearer token is missing or wrong"),
    OPERATOR_NAME_INVALID(400, "The Sluice-Operator is not 1 to 64 visible ASCII characters"),
    DRAIN_CHANGE_INVALID(422, "The body is not a change of the drain"),
    SKU_INVALID(400, "The SKU is not 1 to 64 characters in one line"),
    SOLD_OUT_CHANGE_INVALID(422, "The body does not say why a SKU is sold out"),
    DEAD_LETTER_QUERY_INVALID(400, "The query is none over dead letters"),
    REPLAY_INVALID(422, "The body does not say which dead letters to put back"),
    REPLAY_RUNNING(409, "Another replay runs at this gateway; this one was not begun"),
    REPLAY_UNKNOWN(404, "There is no such replay at this gateway"),
    DEAD_LETTERS_UNAVAILABLE(503, "Dead letters cannot be read now; nothing was begun"),
    DEAD_LETTERS_BUSY(503, "Too many read dead letters now; nothing was begun"),
    CHANGE_NOT_CONFIRMED(503, "It is not known whether the change was made"),
    TOO_MANY_CHANGES(503, "Too many changes wait to be confirmed; this one was not made"),
    STARTING(503, "This gateway does not know the fleet yet"),
    PATH_UNKNOWN(404, "There is nothing here"),
    METHOD_NOT_ALLOWED(405, "This cannot be done here"),
    REQUEST_MALFORMED(400, "The request is not HTTP as we understand it"),
    INTERNAL(500, "This gateway made a mistake");

    private static final String TYPE_PREFIX = "https://sluice.io/problems/";
    private static final CharSequence MEDIA_TYPE = HttpHeaders.createOptimized("application/problem+json");

    private final int status;
    private final String title;
    private final String slug;

    Problem(int status, String title) {
        this.status = status;
        this.title = title;
        this.slug = name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    /** The answer to a posting that was not accepted; null if it was. */
    static @Nullable Problem of(Submission.Kind kind) {
        return switch (kind) {
            case ACCEPTED, REPLAYED -> null;
            case NOT_JSON -> JSON_INVALID;
            case INVALID -> ORDER_INVALID;
            case KEY_REUSED -> IDEMPOTENCY_KEY_REUSED;
            case SOLD_OUT -> SOLD_OUT;
            case STOPPING -> STOPPING;
            case KAFKA_UNREACHABLE -> KAFKA_UNREACHABLE;
            case OVERLOADED -> OVERLOADED;
            case WAIT_TOO_LONG -> WAIT_TOO_LONG;
            case RETENTION_EXHAUSTED -> RETENTION_EXHAUSTED;
            case RATE_LIMITED -> RATE_LIMITED;
            case NOT_CONFIRMED -> NOT_CONFIRMED;
        };
    }

    /** The answer to a question about an order in this standing; null if there is nothing wrong with it. */
    static @Nullable Problem of(Standing.Kind kind) {
        return switch (kind) {
            case QUEUED, PROCESSING, SETTLED -> null;
            case AGED_OUT -> OUTCOME_AGED_OUT;
            case UNKNOWN -> ORDER_UNKNOWN;
        };
    }

    /** The answer to a wish to take an order back; null if it was noted. */
    static @Nullable Problem of(CancellationLog.Noted noted) {
        return switch (noted) {
            case NOTED -> null;
            case NO_SUCH_ORDER -> ORDER_UNKNOWN;
            case TOO_MANY -> TOO_MANY_CANCELLATIONS;
            case NOT_SENT -> CANCELLATION_UNAVAILABLE;
            case NOT_CONFIRMED -> CANCELLATION_NOT_CONFIRMED;
        };
    }

    int status() {
        return status;
    }

    /** Answers with nothing but the problem. */
    void answer(HttpServerResponse response) {
        answer(response, null, List.of(), 0);
    }

    void answer(HttpServerResponse response, @Nullable String detail, List<Defect> defects, int retryAfterSeconds) {
        if (response.ended() || response.closed()) {
            return;
        }
        if (retryAfterSeconds > 0) {
            response.putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(retryAfterSeconds));
        }
        if (this == STOPPING) {
            LastAnswer.announce(response);
        }
        JsonText json = new JsonText()
                .open('{')
                .field("type", TYPE_PREFIX + slug)
                .field("title", title)
                .field("status", status);
        String said = detail == null && this == NOT_CONFIRMED
                ? "It may be stored once. Repeating it with the same Idempotency-Key is safe."
                : detail;
        if (said != null) {
            json.field("detail", said);
        }
        if (!defects.isEmpty()) {
            json.name("errors").open('[');
            for (Defect defect : defects) {
                json.open('{')
                        .field("pointer", defect.pointer())
                        .field("detail", defect.detail())
                        .close('}');
            }
            json.close(']');
        }
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
                .end(json.close('}').buffer());
    }
}
