package io.sluice.loadtest.demo;

import io.sluice.contract.MetricName;
import io.sluice.loadtest.drive.DriveProgress;
import io.sluice.loadtest.drive.Settlement;
import io.sluice.loadtest.rig.HealthProbe;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * Reads the gauges of a running system: the driver's counters, the gateway's queue and metrics, the downstream's count.
 * Where nobody answers, the last known count stands and a gauge is NaN. Confined to one thread.
 */
final class Gauges {
    private static final long RATE_SPAN_MILLIS = 1_000;

    private final HealthProbe probe;
    private final Ports ports;
    private final DriveProgress progress;
    private final Settlement settlement;
    private final ArrayDeque<long[]> sentBefore = new ArrayDeque<>();
    private long calls;

    Gauges(HealthProbe probe, Ports ports, DriveProgress progress, Settlement settlement) {
        this.probe = probe;
        this.ports = ports;
        this.progress = progress;
        this.settlement = settlement;
    }

    Frame read(long elapsedMillis) {
        JsonObject downstream = json(ports.downstream(), "/stats");
        JsonObject queue = json(ports.gateway(), "/v1/queue");
        String metrics = probe.text(ports.gatewayManagement(), "/metrics").orElse("");
        calls = Math.max(calls, downstream.getLong("calls", 0L));
        long sent = progress.sent();
        return new Frame(
                elapsedMillis,
                sent,
                progress.accepted(),
                progress.refused(),
                progress.unanswered(),
                progress.acceptMillis(0.99),
                calls,
                settlement.settled(),
                perSecond(elapsedMillis, sent),
                number(downstream, "callsLastSecond"),
                number(queue, "depth"),
                greatest(metrics, MetricName.LAG_SECONDS),
                number(queue, "etaSeconds"),
                greatest(metrics, MetricName.LIVE_WORKERS));
    }

    private double perSecond(long elapsedMillis, long sent) {
        sentBefore.add(new long[] {elapsedMillis, sent});
        while (sentBefore.size() > 2 && elapsedMillis - sentBefore.getFirst()[0] > RATE_SPAN_MILLIS) {
            sentBefore.removeFirst();
        }
        long[] before = sentBefore.getFirst();
        return elapsedMillis == before[0] ? 0 : (sent - before[1]) * 1000.0 / (elapsedMillis - before[0]);
    }

    /** NaN also for an explicit null: the gateway names no ETA while no worker lives. */
    private static double number(JsonObject json, String name) {
        Double value = json.getDouble(name);
        return value == null ? Double.NaN : value;
    }

    private JsonObject json(int port, String path) {
        try {
            return probe.text(port, path).map(JsonObject::new).orElseGet(JsonObject::new);
        } catch (DecodeException e) {
            return new JsonObject();
        }
    }

    /** The greatest value of a metric over all its series, or NaN where it has none. */
    static double greatest(String metrics, MetricName name) {
        return metrics.lines()
                .filter(line -> isSeriesOf(line, name.prometheusName()))
                .map(line -> number(line.substring(line.lastIndexOf(' ') + 1)))
                .flatMap(Optional::stream)
                .reduce(Math::max)
                .orElse(Double.NaN);
    }

    private static boolean isSeriesOf(String line, String name) {
        return line.startsWith(name) && line.length() > name.length() && "{ ".indexOf(line.charAt(name.length())) >= 0;
    }

    private static Optional<Double> number(String text) {
        try {
            return Optional.of(Double.parseDouble(text)).filter(value -> !value.isNaN());
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
