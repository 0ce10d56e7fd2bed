package io.sluice.gateway.http;

import io.sluice.contract.FleetRecord;
import io.sluice.contract.FleetRecord.Control;
import io.sluice.contract.FleetRecord.Lease;
import io.sluice.contract.FleetRecord.Pace;
import io.sluice.gateway.operator.DrainDesk;
import io.sluice.gateway.queue.FleetReport;
import io.vertx.core.buffer.Buffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The drain as JSON, for an operator. Not thread-safe. */
final class DrainJson {
    private final JsonText json = new JsonText();
    private final InstantText instants = new InstantText();

    Buffer of(DrainDesk.Report report) {
        FleetReport fleet = report.fleet();
        json.open('{');
        target(fleet.control());
        json.field("effectiveRatePerSecond", fleet.ratePerSecond());
        advice(fleet.advice());
        json.field("backlog", report.backlogOrders());
        instant("drainedAt", report.drainedAtMillis());
        json.name("binding").value(fleet.binding());
        json.name("workers").open('[');
        for (Lease lease : fleet.workers()) {
            worker(lease, fleet.ratePerSecond());
        }
        json.close(']').name("changes").open('[');
        for (FleetReport.Change change : fleet.changes()) {
            change(change);
        }
        return json.close(']').close('}').buffer();
    }

    private void target(@Nullable Control control) {
        json.name("target");
        if (control == null) {
            json.value(null);
            return;
        }
        json.open('{')
                .field("ratePerSecond", control.ratePerSecond())
                .field("paused", control.paused())
                .field("mode", control.mode().word())
                .field("schedule", control.schedule())
                .field("by", control.by())
                .field("reason", control.reason());
        instant("at", control.atMillis());
        json.close('}');
    }

    private void advice(@Nullable Pace advice) {
        json.name("advice");
        if (advice == null) {
            json.value(null);
            return;
        }
        json.open('{')
                .field("ratePerSecond", advice.ratePerSecond())
                .field("by", advice.by())
                .field("reason", advice.reason());
        instant("at", advice.atMillis());
        json.close('}');
    }

    private void worker(Lease lease, double fleetPerSecond) {
        double share = (double) lease.share() / FleetRecord.WHOLE;
        double ratePerSecond = Math.round(share * fleetPerSecond * 1_000) / 1_000.0;
        json.open('{')
                .field("id", lease.worker())
                .field("sharePercent", (double) lease.share() / (FleetRecord.WHOLE / 100))
                .field("ratePerSecond", ratePerSecond)
                .field("inFlight", lease.activity().inFlight())
                .field("backlog", lease.claim().backlog());
        instant(
                "oldestAt",
                lease.claim().oldestMillis() == 0 ? -1 : lease.claim().oldestMillis());
        json.field("brake", lease.activity().brake()).close('}');
    }

    private void change(FleetReport.Change change) {
        json.open('{').field("kind", change.kind().name().toLowerCase(Locale.ROOT));
        instant("at", change.atMillis());
        json.field("by", change.by())
                .field("reason", change.reason())
                .field("ratePerSecond", change.ratePerSecond())
                .close('}');
    }

    /** Null if there is none, which is said by a negative number. */
    private void instant(String name, long millis) {
        json.name(name).value(millis < 0 ? null : instants.of(millis));
    }
}
