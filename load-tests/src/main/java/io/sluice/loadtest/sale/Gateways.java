package io.sluice.loadtest.sale;

import io.sluice.broker.LoopbackPorts;
import io.sluice.loadtest.drive.GatewayAddress;
import io.sluice.loadtest.fleet.FleetSystem;
import io.sluice.loadtest.rig.ChildProcess;
import io.sluice.loadtest.rig.Courtesy;
import io.sluice.loadtest.rig.Courtesy.Place;
import io.sluice.loadtest.rig.HealthProbe;
import io.sluice.loadtest.rig.Programs;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The gateways of a run, each on ports of its own that it keeps when it is killed and started again. Numbered from 1.
 * Confined to one thread, but for the ending of its processes.
 */
public final class Gateways {
    private static final String HEAP = "jvm_memory_used_bytes{area=\"heap\"";
    private static final String TOKEN = "load-tests-operator";

    private final Programs programs;
    private final FleetSystem system;
    private final Options options;
    private final List<Integer> ports;
    private final List<ChildProcess> running = new ArrayList<>();
    private final HealthProbe health = new HealthProbe();

    /**
     * How many and how.
     *
     * @param heapMib of each
     * @param place in the order in which processes get a core
     * @param http2 whether they speak HTTP/2 beside HTTP/1.1
     * @param settings what else they are told
     */
    public record Options(int count, int heapMib, Place place, boolean http2, Map<String, String> settings) {
        public Options {
            settings = Map.copyOf(settings);
        }

        /** As in the demo: whoever takes orders lets those go first who make calls that are timed. */
        static Options polite(int count) {
            return polite(count, Map.of());
        }

        /** The same with further settings. */
        public static Options polite(int count, Map<String, String> settings) {
            return new Options(count, Programs.GATEWAY_HEAP_MIB, Place.LAST, false, settings);
        }
    }

    /** Gateways of a system that may not be started yet. */
    Gateways(Programs programs, FleetSystem system, Options options) {
        this.programs = programs;
        this.system = system;
        this.options = options;
        this.ports = new LoopbackPorts("127.0.0.1").free(2 * options.count());
    }

    /** Starts all and returns when they are ready. */
    void start() throws IOException, InterruptedException {
        for (int number = 1; number <= options.count(); number++) {
            running.add(launch(number));
        }
        for (int number = 1; number <= options.count(); number++) {
            int awaited = number;
            system.processes().awaitReady(process(number), () -> isReady(awaited));
        }
        for (ChildProcess gateway : running) {
            // Not before: at the end of the line a JVM would hardly ever have started.
            Courtesy.place(options.place(), List.of(gateway.id()));
        }
    }

    private ChildProcess launch(int number) throws IOException {
        Map<String, String> settings =
                new TreeMap<>(Programs.gatewaySettings(system.brokerPort(), port(number), managementPort(number)));
        settings.put("SLUICE_ADMIN_TOKEN", TOKEN);
        settings.put("SLUICE_HTTP2_CLEARTEXT", options.http2() ? "on" : "off");
        settings.put("SLUICE_ORDERS_PARTITIONS", "" + system.options().partitions());
        settings.putAll(options.settings());
        return system.processes().start("gateway-" + number, programs.gatewayCommand(options.heapMib()), settings);
    }

    int count() {
        return options.count();
    }

    /** The public ports, in order of their numbers. */
    public List<Integer> ports() {
        return ports.subList(0, options.count());
    }

    /** The same as addresses. */
    public List<GatewayAddress> addresses() {
        return ports().stream().map(GatewayAddress::local).toList();
    }

    private int port(int number) {
        return ports.get(number - 1);
    }

    private int managementPort(int number) {
        return ports.get(options.count() + number - 1);
    }

    ChildProcess process(int number) {
        return running.get(number - 1);
    }

    public boolean isReady(int number) {
        return process(number).isAlive() && health.isReady(managementPort(number));
    }

    /** SIGKILL. */
    public void kill(int number) throws InterruptedException {
        process(number).kill();
    }

    /** A new process in the place of one that is gone; it is not ready yet. */
    public void startAgain(int number) throws IOException {
        running.set(number - 1, launch(number));
    }

    /** Has a gateway that was started again, and is ready, take its place among the others. */
    public void settleIn(int number) throws InterruptedException {
        Courtesy.place(options.place(), List.of(process(number).id()));
    }

    /** Changes the drain as an operator does; false where a gateway did not confirm that. */
    boolean changeDrain(int number, JsonObject change) {
        return health.putAsOperator(managementPort(number), "/admin/drain", TOKEN, change.encode());
    }

    /** The lines of a gateway's metrics, none while it does not answer. */
    List<String> metrics(int number) {
        return health.text(managementPort(number), "/metrics").stream()
                .flatMap(String::lines)
                .toList();
    }

    /** Objects in a gateway's heap, those included that nobody needs any more; -1 while it does not answer. */
    long heapBytes(int number) {
        double bytes = metrics(number).stream()
                .filter(line -> line.startsWith(HEAP))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
        return bytes > 0 ? (long) bytes : -1;
    }
}
