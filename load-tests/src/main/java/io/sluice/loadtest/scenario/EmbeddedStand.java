package io.sluice.loadtest.scenario;

import io.sluice.loadtest.drive.GatewayAddress;
import io.sluice.loadtest.fleet.FleetSystem;
import io.sluice.loadtest.rig.ChildProcess;
import io.sluice.loadtest.rig.ForeignLoad;
import io.sluice.loadtest.sale.SaleGround;
import io.sluice.loadtest.verdict.FleetFacts;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A stack of its own: broker, reference order system, gateways and workers, each a process. Confined to one thread. */
final class EmbeddedStand implements Stand {
    private static final String GATEWAY = "gateway-";
    private static final String WORKER = "worker-";

    private final SaleGround ground;
    private final int workerCount;
    private final FleetSystem system;
    private final ForeignLoad foreignLoad = new ForeignLoad();
    private final List<ChildProcess> workers = new ArrayList<>();

    EmbeddedStand(SaleGround ground, int workerCount) {
        this.ground = ground;
        this.workerCount = workerCount;
        this.system = ground.system();
    }

    @Override
    public void start() throws IOException, InterruptedException {
        workers.addAll(ground.start(workerCount));
    }

    @Override
    public List<GatewayAddress> gateways() {
        return ground.gateways().addresses();
    }

    @Override
    public String bootstrapServers() {
        return system.bootstrapServers();
    }

    @Override
    public boolean changeOrderSystem(JsonObject change) {
        return system.changeOrderSystem(change);
    }

    private static int number(String process) {
        return Integer.parseInt(process.substring(process.lastIndexOf('-') + 1));
    }

    @Override
    public void kill(String process) throws InterruptedException {
        if (process.startsWith(GATEWAY)) {
            ground.gateways().kill(number(process));
        } else {
            workers.get(number(process) - 1).kill();
            system.tend();
        }
    }

    @Override
    public void startAgain(String process) throws IOException, InterruptedException {
        if (process.startsWith(GATEWAY)) {
            ground.gateways().startAgain(number(process));
        } else {
            int index = number(process) - 1;
            workers.set(index, system.restartWorker(workers.get(index)));
        }
    }

    @Override
    public boolean isBack(String process) throws InterruptedException {
        if (process.startsWith(GATEWAY)) {
            boolean ready = ground.gateways().isReady(number(process));
            if (ready) {
                ground.gateways().settleIn(number(process));
            }
            return ready;
        }
        return system.running().contains(workers.get(number(process) - 1));
    }

    @Override
    public List<String> tend() throws InterruptedException {
        system.processes().requireNotStopping();
        system.tend();
        List<String> mishaps = new ArrayList<>();
        for (ChildProcess child : system.processes().newlyFallen()) {
            mishaps.add(child.state());
            ground.fleet().say("%s", child.epitaph());
        }
        return mishaps;
    }

    @Override
    public String pulse() {
        return String.format(
                Locale.ROOT,
                "calls %s/s  others use %.0f %% of the machine",
                system.downstreamStats().getValue("callsLastSecond", "?"),
                foreignLoad.shareSinceLast(system.processes().ids()) * 100);
    }

    @Override
    public List<FleetFacts.Life> lives() {
        return system.lives();
    }

    @Override
    public void stopWorkers() throws InterruptedException {
        system.processes().stop(WORKER);
    }

    /** The order system's last act is to write its history. */
    @Override
    public void bringCalls(int called) {
        system.close();
    }
}
