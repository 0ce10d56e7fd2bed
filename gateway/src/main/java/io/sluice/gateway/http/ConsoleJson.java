package io.sluice.gateway.http;

import io.sluice.contract.FleetRecord;
import io.sluice.contract.FleetRecord.Control;
import io.sluice.contract.FleetRecord.Lease;
import io.sluice.gateway.console.Point;
import io.sluice.gateway.console.Snapshot;
import io.sluice.gateway.console.Snapshot.PartitionLag;
import io.sluice.gateway.queue.FleetReport;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The console's second as JSON. Times are milliseconds since 1970, as the page shows them in its viewer's zone. What is not
 * known is null. Not thread-safe.
 */
final class ConsoleJson {
    private static final int SHARE_DECIMALS = 10_000;

    private final JsonText json = new JsonText();

    /** A point of the chart. */
    String of(Point point) {
        json.open('{').field("t", point.atMillis());
        number("target", point.targetPerSecond());
        number("effective", point.effectivePerSecond());
        json.field("backlog", point.backlogOrders());
        rates("answered", point.answered());
        rates("settled", point.settled());
        return json.close('}').string();
    }

    private void rates(String name, Map<String, Double> rates) {
        json.name(name).open('{');
        new TreeMap<>(rates).forEach(this::number);
        json.close('}');
    }

    /** Everything but the chart. */
    String of(Snapshot now) {
        FleetReport fleet = now.fleet();
        json.open('{')
                .field("state", now.state().name().toLowerCase(Locale.ROOT))
                .field("holdMillis", now.holdMillis());
        control(fleet);
        number("drainedAt", now.drainedAtMillis() < 0 ? Double.NaN : now.drainedAtMillis());
        number("oldestSeconds", now.oldestSeconds());
        number("headroomSeconds", now.headroomSeconds());
        json.name("binding").value(fleet.binding());
        json.field("workerCount", fleet.workers().size()).name("workers").open('[');
        now.workers()
                .forEach(lease ->
                        worker(lease, fleet.ratePerSecond(), now.point().atMillis()));
        json.close(']')
                .field("partitionCount", now.partitionCount())
                .name("partitions")
                .open('[');
        now.partitions().forEach(this::partition);
        json.close(']').name("changes").open('[');
        fleet.changes().forEach(this::change);
        return json.close(']').close('}').string();
    }

    private void control(FleetReport fleet) {
        Control control = fleet.control();
        json.name("control");
        if (control == null) {
            json.value(null);
            return;
        }
        json.open('{');
        number("ratePerSecond", control.ratePerSecond());
        json.field("paused", control.paused())
                .field("mode", control.mode().word())
                .field("schedule", control.schedule())
                .field("by", control.by())
                .field("reason", control.reason())
                .field("at", control.atMillis())
                .close('}');
    }

    private void worker(Lease lease, double fleetPerSecond, long nowMillis) {
        double share = (double) lease.share() / FleetRecord.WHOLE;
        long oldestMillis = lease.claim().oldestMillis();
        json.open('{').field("id", lease.worker());
        number("share", Math.round(share * SHARE_DECIMALS) / (double) SHARE_DECIMALS);
        number("ratePerSecond", Math.round(share * fleetPerSecond * 10) / 10.0);
        json.field("inFlight", lease.activity().inFlight())
                .field("backlog", lease.claim().backlog());
        number("oldestSeconds", oldestMillis == 0 ? Double.NaN : Math.max(0, nowMillis - oldestMillis) / 1000.0);
        json.field("brake", lease.activity().brake()).close('}');
    }

    private void partition(PartitionLag lag) {
        json.open('{').field("partition", lag.partition());
        number("orders", lag.orders());
        number("seconds", lag.seconds());
        json.close('}');
    }

    private void change(FleetReport.Change change) {
        json.open('{')
                .field("kind", change.kind().name().toLowerCase(Locale.ROOT))
                .field("at", change.atMillis());
        number("ratePerSecond", change.ratePerSecond());
        json.field("paused", change.paused())
                .field("by", change.by())
                .field("reason", change.reason())
                .close('}');
    }

    /** JSON has no word for what is not a number. */
    private void number(String name, double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            json.name(name).value(null);
        } else if (value == Math.rint(value)) {
            json.field(name, (long) value);
        } else {
            json.field(name, value);
        }
    }
}
