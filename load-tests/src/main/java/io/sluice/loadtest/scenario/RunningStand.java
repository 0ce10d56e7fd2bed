package io.sluice.loadtest.scenario;

import io.sluice.loadtest.drive.GatewayAddress;
import io.sluice.loadtest.drive.RunClock;
import io.sluice.loadtest.rig.HealthProbe;
import io.sluice.loadtest.rig.TakenCalls;
import io.sluice.loadtest.verdict.FleetFacts;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A system that somebody else runs; of its processes nothing is known but how many workers there are. Confined to one thread. */
final class RunningStand implements Stand {
    private final Plan plan;
    private final RunClock clock;
    private final Path directory;
    private final HealthProbe health = new HealthProbe();
    private long startMicros;
    private @Nullable TakenCalls calls;

    /**
     * Where it is.
     *
     * @param calls the history that the reference order system writes
     * @param orderSystem where the order system can be made to suffer, or null
     * @param workers that run
     */
    record Plan(
            List<GatewayAddress> gateways,
            String bootstrapServers,
            Path calls,
            @Nullable URI orderSystem,
            int workers) {
        Plan {
            gateways = List.copyOf(gateways);
        }

        /** Refuses what a scenario does that nobody can do to such a system. */
        void check(Scenario scenario) throws BadScenarioException {
            for (Scenario.Event event : scenario.events()) {
                if (event.deed() instanceof Deed.Kill) {
                    throw new BadScenarioException(
                            scenario.name() + ": " + event.deed().words()
                                    + " is for --embedded only: the processes of a system that runs already are not ours");
                }
                if (event.deed() instanceof Deed.OrderSystem && orderSystem == null) {
                    throw new BadScenarioException(
                            scenario.name() + ": " + event.deed().words() + " needs --order-system URL");
                }
            }
        }
    }

    RunningStand(Plan plan, RunClock clock, Path directory) {
        this.plan = plan;
        this.clock = clock;
        this.directory = directory;
    }

    @Override
    public void start() throws IOException {
        calls = TakenCalls.since(plan.calls());
        startMicros = clock.micros();
    }

    @Override
    public List<GatewayAddress> gateways() {
        return plan.gateways();
    }

    @Override
    public String bootstrapServers() {
        return plan.bootstrapServers();
    }

    @Override
    public boolean changeOrderSystem(JsonObject change) {
        URI uri = plan.orderSystem();
        return uri != null && health.put(uri.resolve("/admin"), change.encode());
    }

    @Override
    public void kill(String process) {
        throw new IllegalStateException("refused before the run");
    }

    @Override
    public void startAgain(String process) {
        throw new IllegalStateException("refused before the run");
    }

    @Override
    public boolean isBack(String process) {
        return true;
    }

    @Override
    public List<String> tend() {
        return List.of();
    }

    @Override
    public String pulse() {
        return "";
    }

    @Override
    public List<FleetFacts.Life> lives() {
        return IntStream.rangeClosed(1, plan.workers())
                .mapToObj(number -> new FleetFacts.Life("worker-" + number, startMicros, clock.micros()))
                .toList();
    }

    @Override
    public void stopWorkers() {
        // They are not ours.
    }

    @Override
    public void bringCalls(int called) throws IOException, InterruptedException {
        Objects.requireNonNull(calls, "started before").take(called, directory, clock);
    }
}
