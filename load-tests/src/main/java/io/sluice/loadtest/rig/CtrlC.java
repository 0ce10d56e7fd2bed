package io.sluice.loadtest.rig;

import ch.qos.logback.classic.LoggerContext;
import java.io.PrintWriter;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.LoggerFactory;

/** What happens when a run is told to stop from outside: its processes end, whatever they are doing. Thread-safe. */
public final class CtrlC implements AutoCloseable {
    private final ProcessGroup processes;
    private final RunFolder folder;
    private final PrintWriter console;
    private final AtomicBoolean over = new AtomicBoolean();

    private CtrlC(ProcessGroup processes, RunFolder folder, PrintWriter console) {
        this.processes = processes;
        this.folder = folder;
        this.console = console;
    }

    /** From now on until it is closed. */
    public static CtrlC ends(ProcessGroup processes, RunFolder folder, PrintWriter console) {
        CtrlC ending = new CtrlC(processes, folder, console);
        Runtime.getRuntime().addShutdownHook(new Thread(ending::stopInHurry, "ctrl-c"));
        return ending;
    }

    private void stopInHurry() {
        if (over.get()) {
            return;
        }
        // What our clients would say of servers that vanish now is no news.
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logging) {
            logging.stop();
        }
        console.printf("%nStopping …%n");
        console.flush();
        processes.closeInHurry();
        folder.removeBrokerFiles();
        console.println("Stopped; nothing is left running.");
        console.flush();
    }

    /** The run is over anyhow. */
    @Override
    public void close() {
        over.set(true);
    }
}
