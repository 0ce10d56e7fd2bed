package io.sluice.loadtest.fleet;

import io.sluice.loadtest.rig.CtrlC;
import io.sluice.loadtest.rig.RunFolder;
import io.sluice.loadtest.verdict.UnreadableHistoryException;
import java.io.IOException;
import java.io.PrintWriter;

/** Has something played on a fleet, leaves nothing of it running, and makes an exit code of how it went. Stateless. */
final class Stage {
    private static final int STOPPED = 130;

    private Stage() {}

    /** What is played; it may end the system's processes itself once it needs them no more. */
    interface Play {
        /** Returns whether what was promised was kept. */
        boolean play() throws IOException, InterruptedException, UnreadableHistoryException;
    }

    static int run(FleetSystem system, RunFolder folder, PrintWriter console, Play play) throws IOException {
        CtrlC ctrlC = CtrlC.ends(system.processes(), folder, console);
        try {
            return play.play() ? 0 : 1;
        } catch (UnreadableHistoryException e) {
            throw new IllegalStateException(e.getMessage(), e);
        } catch (InterruptedException e) {
            return STOPPED;
        } finally {
            system.close();
            folder.removeBrokerFiles();
            ctrlC.close();
        }
    }
}
