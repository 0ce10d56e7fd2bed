package io.sluice.gateway.http;

import io.sluice.contract.DeadLetterRecord.Letter;
import io.sluice.contract.DeadLetterRecord.Mark;
import io.sluice.contract.Order;
import io.sluice.gateway.operator.LetterDesk.Page;
import io.sluice.gateway.operator.LetterShelf.Reading;
import io.sluice.gateway.operator.LetterShelf.Shelved;
import io.sluice.gateway.operator.ReplayPlan;
import io.sluice.gateway.operator.ReplayProgress;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Dead letters and their replays as JSON. Without being asked for it shows nothing that a buyer wrote. Not thread-safe. */
final class LetterJson {
    private final JsonText json = new JsonText();
    private final InstantText instants = new InstantText();

    Buffer page(Page page, boolean body) {
        json.open('{').name("letters").open('[');
        page.letters().forEach(shelved -> letter(shelved, body));
        json.close(']');
        reading(page.reading());
        return json.close('}').buffer();
    }

    private void letter(Shelved shelved, boolean body) {
        Letter letter = shelved.letter();
        Order order = letter.order();
        Mark mark = shelved.mark();
        json.open('{').plain("place", letter.place().toString());
        json.name("orderId").value(order == null ? null : order.id());
        json.name("client").value(order == null ? null : order.client());
        json.field("reason", letter.reason())
                .field("attempts", letter.attempts())
                .field("replay", order == null ? 0 : order.replay());
        String traceId = order == null ? "" : Order.traceId(order.traceparent());
        json.name("traceId").value(traceId.isEmpty() ? null : traceId);
        at("acceptedAt", order == null ? letter.queuedAtMillis() : order.acceptedAtMillis());
        at("diedAt", letter.diedAtMillis());
        json.name("origin")
                .value(letter.origin() == null ? null : letter.origin().toString());
        json.name("skus").open('[');
        if (order != null) {
            order.skus().forEach(json::value);
        }
        json.close(']').field("bodyBytes", letter.bodyBytes());
        if (body && order != null) {
            json.field("body", new String(order.body(), StandardCharsets.UTF_8));
        }
        json.name("replayed");
        if (mark == null) {
            json.value(null);
        } else {
            json.open('{');
            at("at", mark.atMillis());
            json.field("by", mark.by()).field("replay", mark.replay()).close('}');
        }
        json.field("malformed", order == null).close('}');
    }

    private void at(String name, long millis) {
        json.name(name).value(millis == 0 ? null : instants.of(millis));
    }

    private void reading(Reading reading) {
        json.field("scanned", reading.scanned()).field("truncated", reading.truncated());
        json.name("next").value(reading.next());
    }

    /** @param started null if nothing was begun */
    Buffer plan(ReplayPlan plan, boolean dryRun, @Nullable ReplayProgress started) {
        json.open('{');
        json.name("replay").value(started == null ? null : started.id());
        json.field("dryRun", dryRun)
                .field("matched", plan.letters().size())
                .field("refused", plan.refused())
                .field("scanned", plan.reading().scanned())
                .field("truncated", plan.reading().truncated());
        json.name("letters").open('[');
        plan.letters().forEach(letter -> json.open('{')
                .plain("place", letter.place().toString())
                .plain("orderId", letter.orderId())
                .field("replay", letter.replay())
                .close('}'));
        json.close(']').name("refusals").open('[');
        plan.refusals().forEach(refusal -> json.open('{')
                .plain("place", refusal.place().toString())
                .plain("why", refusal.why().word())
                .close('}'));
        return json.close(']').close('}').buffer();
    }

    Buffer progress(ReplayProgress progress) {
        json.open('{')
                .plain("replay", progress.id())
                .field("by", progress.by())
                .plain("state", progress.state().word())
                .field("matched", progress.matched())
                .field("replayed", progress.replayed())
                .field("refused", progress.refused())
                .field("ratePerSecond", progress.ratePerSecond());
        at("startedAt", progress.startedAtMillis());
        at("endedAt", progress.endedAtMillis());
        json.name("detail").value(progress.detail().isEmpty() ? null : progress.detail());
        return json.close('}').buffer();
    }
}
