package io.sluice.loadtest.scenario;

import io.sluice.loadtest.drive.GatewayAddress;
import io.sluice.loadtest.verdict.FleetFacts;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;

/** The system that a scenario is played on, its own or somebody else's. Confined to one thread. */
interface Stand {
    /** Returns when all of it is ready. */
    void start() throws IOException, InterruptedException;

    /** Where buyers go; known once it has been started. */
    List<GatewayAddress> gateways();

    String bootstrapServers();

    /** Has the order system suffer, or be well again; false where it did not take that. */
    boolean changeOrderSystem(JsonObject change);

    /** SIGKILL to a worker or a gateway. */
    void kill(String process) throws InterruptedException;

    /** A new process in the place of one that was killed; it is not ready yet. */
    void startAgain(String process) throws IOException, InterruptedException;

    /** Whether a process that was started again has taken its place; to be asked until it has. */
    boolean isBack(String process) throws InterruptedException;

    /**
     * Looks after the processes; to be called often.
     *
     * @return what broke by itself since the last call, in words
     * @throws InterruptedException if somebody wants all of it to end
     */
    List<String> tend() throws InterruptedException;

    /** What else the line of a second says. */
    String pulse();

    /** Every worker's life so far. */
    List<FleetFacts.Life> lives();

    /** Ends the workers, if they are its own: what they have begun belongs to the histories. */
    void stopWorkers() throws InterruptedException;

    /** Has the order system's history lie whole in the run's folder; {@code called} orders were called at least. */
    void bringCalls(int called) throws IOException, InterruptedException;
}
