package io.sluice.loadtest.fleet;

import io.sluice.loadtest.drive.RunClock;
import io.sluice.loadtest.rig.Programs;
import io.sluice.loadtest.rig.RunFolder;
import io.sluice.loadtest.rig.RunOptions;
import io.sluice.loadtest.rig.Stage;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** All that a command needs to play on a fleet of its own: its programs, folder, clock and system. Immutable. */
record FleetGround(Programs programs, RunFolder folder, RunClock clock, FleetSystem system, PrintWriter console) {

    /**
     * A ground for this fleet.
     *
     * @param files that such a run writes
     * @throws IllegalStateException if a program is not built
     */
    static FleetGround of(RunOptions options, List<String> files, FleetSystem.Options fleet) throws IOException {
        Programs programs = Programs.built(null, options.workerJar());
        Programs.requireBuilt(programs.loadTests(), programs.worker());
        RunFolder folder = options.folder(files);
        RunClock clock = RunOptions.clock();
        FleetSystem system = new FleetSystem(programs, folder, clock, fleet);
        return new FleetGround(programs, folder, clock, system, options.console());
    }

    int play(Stage.Play play) throws IOException {
        return Stage.run(system.processes(), folder, console, play);
    }

    void say(String format, Object... values) {
        console.println(String.format(Locale.ROOT, format, values));
        console.flush();
    }
}
