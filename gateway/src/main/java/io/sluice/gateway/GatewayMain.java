package io.sluice.gateway;

import io.sluice.contract.InvalidSettingsException;
import io.sluice.contract.Setting;
import io.sluice.contract.Settings;
import io.sluice.telemetry.LogOutput;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process: command line and environment in, exit code out. 0 = stopped by a signal, 1 = cannot run, 2 = told something
 * wrong.
 */
public final class GatewayMain {
    private static final Logger log = LoggerFactory.getLogger(GatewayMain.class);

    private GatewayMain() {}

    public static void main(String[] commandLine) {
        if (List.of(commandLine).contains("--help")) {
            System.out.print(Settings.help("sluice-gateway.jar", Setting.Reader.GATEWAY));
            return;
        }
        GatewayConfig config;
        try {
            Settings settings = Settings.load(commandLine, System.getenv());
            LogOutput.apply(settings);
            config = GatewayConfig.of(settings);
            settings.effective(Setting.Reader.GATEWAY).forEach((key, value) -> log.info("{}={}", key, value));
        } catch (InvalidSettingsException e) {
            System.err.println("The configuration is not valid:");
            e.errors().forEach(error -> System.err.println("  - " + error));
            System.exit(2);
            return;
        }
        run(config);
    }

    private static void run(GatewayConfig config) {
        AtomicBoolean failed = new AtomicBoolean();
        Gateway gateway;
        try {
            gateway = new Gateway(config);
        } catch (KafkaException e) {
            fail(e);
            return;
        }
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            gateway.stop();
                            if (!failed.get()) {
                                // Being asked to stop and stopping is success; the JVM would say 143.
                                Runtime.getRuntime().halt(0);
                            }
                        },
                        "stop"));
        try {
            gateway.start();
        } catch (InterruptedException e) {
            // Stopped while starting: the hook sees to the rest.
            Thread.currentThread().interrupt();
        } catch (IllegalStateException | KafkaException e) {
            failed.set(true);
            fail(e);
        }
    }

    /** Ends the process with one line that says why. */
    private static void fail(RuntimeException reason) {
        Throwable cause = reason.getCause();
        System.err.println("The gateway cannot run: " + reason.getMessage()
                + (cause instanceof KafkaException ? " (" + cause.getMessage() + ")" : ""));
        log.debug("why", reason);
        System.exit(1);
    }
}
