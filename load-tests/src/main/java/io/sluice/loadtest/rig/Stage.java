package io.sluice.loadtest.rig;

import io.sluice.loadtest.verdict.UnreadableHistoryException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;

/** Has something played on processes, leaves nothing of them running, and makes an exit code of how it went. Stateless. */
public final class Stage {
    private static final int STOPPED = 130;

    private Stage() {}

    /** What is played; it may end the processes itself once it needs them no more. */
    public interface Play {
        /** Returns whether what was promised was kept. */
        boolean play() throws IOException, InterruptedException, UnreadableHistoryException;
    }

    /** Plays it: 0 if what was promised was kept, 1 if not, 130 if it was stopped with Ctrl-C. */
    public static int run(ProcessGroup processes, RunFolder folder, PrintWriter console, Play play) throws IOException {
        CtrlC ctrlC = CtrlC.ends(processes, folder, console);
        try {
            return play.play() ? 0 : 1;
        } catch (UnreadableHistoryException e) {
            throw new IllegalStateException(e.getMessage(), e);
        } catch (InterruptedException e) {
            return STOPPED;
        } finally {
            processes.close();
            folder.removeBrokerFiles();
            ctrlC.close();
        }
    }

    /** The last words of a run: its verdict, and where to read more. */
    public static void tell(PrintWriter console, String verdict, Path report) {
        console.printf("%n%s%nReport: %s%n", verdict, report);
        console.flush();
    }
}
