package io.sluice.worker;

import io.sluice.contract.InvalidSettingsException;
import io.sluice.contract.Setting;
import io.sluice.contract.Settings;
import io.sluice.contract.Topics;
import io.sluice.telemetry.LogOutput;
import java.util.Arrays;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code java -jar sluice-order-worker.jar}. Exit codes: 0 stopped, 1 broken, 2 bad configuration. */
public final class WorkerMain {
    private static final Logger log = LoggerFactory.getLogger(WorkerMain.class);
    private static final AtomicBoolean stopping = new AtomicBoolean();

    private WorkerMain() {}

    /** Runs a worker until it is told to stop. */
    public static void main(String[] args) {
        if (Arrays.asList(args).contains("--help")) {
            System.out.print(Settings.help("sluice-order-worker.jar", Setting.Reader.WORKER));
            return;
        }
        try {
            run(args);
        } catch (InvalidSettingsException e) {
            System.err.println("The configuration is not usable:");
            e.errors().forEach(error -> System.err.println("  - " + error));
            System.exit(2);
        } catch (InterruptedException | RuntimeException e) {
            broken(e);
        }
    }

    private static void run(String[] args) throws InterruptedException {
        Settings settings = Settings.load(args, System.getenv());
        LogOutput.apply(settings);
        WorkerConfig config = WorkerConfig.of(settings);
        Topics topics = settings.topics();
        settings.complete();
        Worker worker = new Worker(settings, config, topics, WorkerMain::broken);
        settings.effective(Setting.Reader.WORKER).forEach((key, value) -> log.info("{}={}", key, value));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(worker), "stop"));
        worker.start();
    }

    private static void stop(Worker worker) {
        stopping.set(true);
        log.info("stopping");
        try {
            worker.stop();
            log.info("stopped");
            // A clean stop is no failure, though the JVM would report the signal as one.
            Runtime.getRuntime().halt(0);
        } catch (InterruptedException e) {
            log.warn("stopped before everything had settled");
        }
    }

    /** Ends the process: whatever it was, a fresh start from what Kafka has is safe, and half a worker is not. */
    private static void broken(Throwable failure) {
        if (stopping.get()) {
            return;
        }
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        log.error("cannot go on: {}", cause.getMessage(), failure);
        new Thread(() -> System.exit(1), "exit").start();
    }
}
