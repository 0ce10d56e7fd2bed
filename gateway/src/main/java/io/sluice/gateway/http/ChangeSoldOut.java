package io.sluice.gateway.http;

import io.sluice.contract.FleetRecord.SoldOut;
import io.sluice.gateway.operator.SoldOutDesk;
import io.sluice.gateway.operator.SoldOutReading;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code /admin/sold-out}: which SKUs are sold out, and a word about one of them. What is answered is what holds afterwards,
 * which need not be what was asked for, as others may have spoken meanwhile. Confined to its event loop.
 */
final class ChangeSoldOut {
    static final String SOLD_OUT = "/admin/sold-out";
    static final String SKU = "sku";

    private static final int SKU_LENGTH_MAX = 64;

    private final OperatorChanges changes;
    private final JsonText json = new JsonText();
    private final InstantText instants = new InstantText();

    ChangeSoldOut(OperatorChanges changes) {
        this.changes = changes;
    }

    /** All of them. */
    void show(RoutingContext context, SoldOutDesk desk) {
        HttpServerResponse response = context.response();
        changes.show(response, desk::report, report -> {
            json.open('{').field("count", report.count()).name("soldOut").open('[');
            report.shown().forEach(word -> {
                json.open('{').field(SKU, word.sku());
                said(word);
                json.close('}');
            });
            answer(response, json.close(']').close('}').buffer());
        });
    }

    /** One of them. */
    void showOne(RoutingContext context, SoldOutDesk desk) {
        String sku = sku(context);
        if (sku != null) {
            answerWhatHolds(context.response(), sku, desk);
        }
    }

    /** {@code PUT}: it is gone. */
    void close(RoutingContext context, SoldOutDesk desk) {
        String sku = sku(context);
        String by = sku == null ? null : OperatorChanges.operator(context.request());
        if (sku != null && by != null) {
            OrderBody.readOrRefuse(context.request(), body -> close(context, body, sku, by, desk));
        }
    }

    private void close(RoutingContext context, byte[] body, String sku, String by, SoldOutDesk desk) {
        HttpServerResponse response = context.response();
        if (body.length > 0 && !SubmitOrder.isJson(context.request().getHeader(HttpHeaders.CONTENT_TYPE))) {
            Problem.CONTENT_TYPE_UNSUPPORTED.answer(response);
            return;
        }
        SoldOutReading.Result read = SoldOutReading.of(body);
        if (read.notJson() != null) {
            Problem.JSON_INVALID.answer(response, read.notJson(), List.of(), 0);
        } else if (!read.defects().isEmpty()) {
            Problem.SOLD_OUT_CHANGE_INVALID.answer(response, null, read.defects(), 0);
        } else {
            changes.make(response, () -> desk.close(sku, by, read.reason()), told -> answer(response, told, sku, desk));
        }
    }

    /** {@code DELETE}: it is back. */
    void restock(RoutingContext context, SoldOutDesk desk) {
        String sku = sku(context);
        String by = sku == null ? null : OperatorChanges.operator(context.request());
        if (sku != null && by != null) {
            HttpServerResponse response = context.response();
            changes.make(response, () -> desk.restock(sku, by), told -> answer(response, told, sku, desk));
        }
    }

    /** The SKU in the path, or null if there cannot be such a one: then it is answered. */
    private static @Nullable String sku(RoutingContext context) {
        String sku = context.pathParam(SKU);
        boolean sound = sku != null
                && !sku.isEmpty()
                && sku.codePointCount(0, sku.length()) <= SKU_LENGTH_MAX
                // What is logged must not look like lines of its own; and undecodable bytes stand for no character.
                && sku.chars().noneMatch(c -> Character.isISOControl(c) || c == '\ufffd');
        if (!sound) {
            Problem.SKU_INVALID.answer(context.response());
        }
        return sound ? sku : null;
    }

    private void answer(HttpServerResponse response, boolean told, String sku, SoldOutDesk desk) {
        if (told) {
            answerWhatHolds(response, sku, desk);
        } else {
            Problem.CHANGE_NOT_CONFIRMED.answer(
                    response,
                    "It may still take effect; GET " + SOLD_OUT + " tells.",
                    List.of(),
                    OperatorChanges.RETRY_SECONDS);
        }
    }

    private void answerWhatHolds(HttpServerResponse response, String sku, SoldOutDesk desk) {
        SoldOut word = desk.holds(sku);
        json.open('{').field(SKU, sku).field("soldOut", word != null);
        if (word != null) {
            said(word);
        }
        answer(response, json.close('}').buffer());
    }

    private void said(SoldOut word) {
        json.field("by", word.by()).field("reason", word.reason()).field("at", instants.of(word.atMillis()));
    }

    private static void answer(HttpServerResponse response, Buffer body) {
        response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(body);
    }
}
