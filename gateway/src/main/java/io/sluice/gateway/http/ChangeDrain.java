package io.sluice.gateway.http;

import io.sluice.gateway.intake.Defect;
import io.sluice.gateway.operator.ControlChange;
import io.sluice.gateway.operator.ControlReading;
import io.sluice.gateway.operator.DrainDesk;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;

/** {@code GET} and {@code PUT /admin/drain}. Confined to its event loop. */
final class ChangeDrain {
    static final String DRAIN = "/admin/drain";

    private final OperatorChanges changes;
    private final DrainJson drainJson = new DrainJson();

    ChangeDrain(OperatorChanges changes) {
        this.changes = changes;
    }

    void show(HttpServerResponse response, DrainDesk desk) {
        changes.show(response, desk::report, report -> response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(drainJson.of(report)));
    }

    void change(HttpServerRequest request, DrainDesk desk) {
        if (!SubmitOrder.isJson(request.getHeader(HttpHeaders.CONTENT_TYPE))) {
            Problem.CONTENT_TYPE_UNSUPPORTED.answer(request.response());
            return;
        }
        String by = OperatorChanges.operator(request);
        if (by != null) {
            OrderBody.readOrRefuse(request, body -> change(request.response(), body, by, desk));
        }
    }

    private void change(HttpServerResponse response, byte[] body, String by, DrainDesk desk) {
        ControlReading.Result read = ControlReading.of(body);
        ControlChange wanted = read.change();
        if (read.notJson() != null) {
            Problem.JSON_INVALID.answer(response, read.notJson(), List.of(), 0);
        } else if (wanted == null) {
            Problem.DRAIN_CHANGE_INVALID.answer(response, null, read.defects(), 0);
        } else {
            changes.make(response, () -> desk.change(wanted, by), outcome -> answer(response, outcome, desk));
        }
    }

    private void answer(HttpServerResponse response, DrainDesk.Outcome outcome, DrainDesk desk) {
        switch (outcome) {
            case DONE -> show(response, desk);
            case NOT_CONFIRMED ->
                Problem.CHANGE_NOT_CONFIRMED.answer(
                        response,
                        "It may still take effect; GET " + DRAIN + " tells.",
                        List.of(),
                        OperatorChanges.RETRY_SECONDS);
            case RATE_MISSING ->
                Problem.DRAIN_CHANGE_INVALID.answer(
                        response,
                        null,
                        List.of(new Defect("/ratePerSecond", "is required, as the fleet has no rate yet")),
                        0);
        }
    }
}
