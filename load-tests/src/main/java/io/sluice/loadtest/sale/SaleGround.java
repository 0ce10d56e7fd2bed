package io.sluice.loadtest.sale;

import io.sluice.loadtest.fleet.FleetGround;
import io.sluice.loadtest.fleet.FleetSystem;
import io.sluice.loadtest.report.RulingReport;
import io.sluice.loadtest.rig.ChildProcess;
import io.sluice.loadtest.rig.Courtesy;
import io.sluice.loadtest.rig.Courtesy.Place;
import io.sluice.loadtest.rig.Programs;
import io.sluice.loadtest.rig.RunOptions;
import io.sluice.loadtest.rig.Stage;
import io.sluice.loadtest.verdict.Ruling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** All that a command needs to play a sale: a fleet's ground and gateways before it. Immutable. */
public record SaleGround(FleetGround fleet, Gateways gateways) {
    static final int PARTITIONS = 12;

    /**
     * A ground for this sale.
     *
     * @param files that such a run writes
     * @throws IllegalStateException if a program is not built
     */
    public static SaleGround of(
            RunOptions options, List<String> files, FleetSystem.Options system, Gateways.Options gateways)
            throws IOException {
        List<String> all = new ArrayList<>(files);
        all.add(Ruling.FILE);
        all.add(RulingReport.FILE);
        FleetGround fleet = FleetGround.of(options, all, system);
        Programs programs = fleet.programs();
        Programs.requireBuilt(programs.gateway());
        return new SaleGround(fleet, new Gateways(programs, fleet.system(), gateways));
    }

    public FleetSystem system() {
        return fleet.system();
    }

    public Path directory() {
        return fleet.folder().directory();
    }

    /** Starts broker, order system, gateways and so many workers; whoever drives them lets them go first. */
    public List<ChildProcess> start(int workers) throws IOException, InterruptedException {
        fleet.say("starting broker, downstream, %d gateways and %d workers", gateways.count(), workers);
        system().start();
        gateways.start();
        List<ChildProcess> started = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            started.add(system().startWorker());
        }
        for (ChildProcess worker : started) {
            system().awaitReady(worker);
        }
        Courtesy.place(
                Place.BEHIND_THE_MEASURED, List.of(ProcessHandle.current().pid()));
        return started;
    }

    /** Leaves a verdict and its report beside the histories, and says both; true if it is clean. */
    boolean tell(Ruling ruling, String reportHtml) throws IOException {
        Files.writeString(directory().resolve(Ruling.FILE), ruling.json());
        Path report = directory().resolve(RulingReport.FILE);
        Files.writeString(report, reportHtml);
        Stage.tell(fleet.console(), ruling.text(), report);
        return ruling.clean();
    }
}
