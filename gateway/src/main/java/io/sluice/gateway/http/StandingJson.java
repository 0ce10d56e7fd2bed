package io.sluice.gateway.http;

import io.sluice.contract.OrderOutcome;
import io.sluice.gateway.status.Standing;

/** Where an order stands, as JSON: one form for the status answer and the events. Not thread-safe. */
final class StandingJson {
    private final JsonText json = new JsonText();
    private final InstantText instants = new InstantText();

    /** One line of JSON for an order that is queued, processing or settled. */
    String of(String orderId, Standing standing) {
        OrderOutcome outcome = standing.outcome();
        json.open('{').field("orderId", orderId).field("status", word(standing));
        if (standing.kind() == Standing.Kind.QUEUED) {
            json.field("position", standing.position());
            if (standing.etaMillis() >= 0) {
                json.seconds("etaSeconds", standing.etaMillis());
            }
        }
        if (outcome != null) {
            if (outcome.reason() != null) {
                json.field("reason", outcome.reason());
            }
            json.field("attempts", outcome.attempts());
        }
        json.field("acceptedAt", instants.of(standing.acceptedAtMillis()));
        if (outcome != null) {
            json.field("settledAt", instants.of(outcome.settledAtMillis()));
        }
        return json.close('}').string();
    }

    /** The status in one word. */
    static String word(Standing standing) {
        OrderOutcome outcome = standing.outcome();
        if (outcome != null) {
            return outcome.kind().word();
        }
        return standing.kind() == Standing.Kind.QUEUED ? "queued" : "processing";
    }
}
