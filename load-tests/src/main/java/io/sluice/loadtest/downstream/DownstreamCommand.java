package io.sluice.loadtest.downstream;

import io.sluice.loadtest.process.UntilStopped;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code downstream}: the order system that Sluice protects. Confined to the main thread. */
@Command(
        name = "downstream",
        description = {
            "Runs the reference order system until it is stopped: POST /orders takes stock from a database, sustains so"
                    + " many calls a second, gets slow above that, then answers 503.",
            "GET /stats counts; PUT /admin {\"capacity\":…,\"latencyMillis\":…,\"mode\":\"normal|brownout|blackout\"}"
                    + " makes it suffer."
        },
        mixinStandardHelpOptions = true)
public final class DownstreamCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(DownstreamCommand.class);

    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            paramLabel = "ADDRESS",
            description = "Address to listen on; default ${DEFAULT-VALUE}")
    private String host = "";

    @Option(
            names = "--port",
            defaultValue = "8090",
            paramLabel = "PORT",
            description = "Port to listen on, 0 = any free one; default ${DEFAULT-VALUE}")
    private int port;

    @Option(
            names = "--capacity",
            defaultValue = "1000",
            paramLabel = "CALLS",
            description = "Calls a second that it sustains; default ${DEFAULT-VALUE}")
    private int capacityPerSecond;

    @Option(
            names = "--latency",
            defaultValue = "PT0.02S",
            paramLabel = "DURATION",
            description = "What a call takes when nobody waits; default ${DEFAULT-VALUE}")
    private Duration latency = Duration.ZERO;

    @Option(
            names = "--queue",
            defaultValue = "PT1S",
            paramLabel = "DURATION",
            description = "Work that may wait before calls are turned away with 503; default ${DEFAULT-VALUE}")
    private Duration queue = Duration.ZERO;

    @Option(
            names = "--stock",
            defaultValue = "1000000",
            paramLabel = "PIECES",
            description = "Pieces of each SKU when it is first asked for; default ${DEFAULT-VALUE}")
    private long stockPieces;

    @Option(
            names = "--history",
            paramLabel = "FILE",
            description = "CSV to write one line to for each call; default none")
    private @Nullable Path history;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder of the database, found again at the next start; default in memory")
    private @Nullable Path data;

    @Option(
            names = "--rehearsal",
            defaultValue = "3000",
            paramLabel = "ORDERS",
            description = "Practice orders before the start, as a cold JVM takes its first calls in bunches;"
                    + " default ${DEFAULT-VALUE}, 0 = none")
    private int rehearsalOrders;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        OrderSystem.Options options = options();
        log.info("{}", options);
        if (rehearsalOrders > 0) {
            OrderSystem.rehearse(rehearsalOrders);
        }
        OrderSystem system = OrderSystem.start(options);
        log.info("downstream ready on http://{}:{}/orders", host, system.port());
        UntilStopped.run("downstream", system);
        return 0;
    }

    private OrderSystem.Options options() {
        try {
            return new OrderSystem.Options(host, port, capacityPerSecond, latency, queue, stockPieces, history, data);
        } catch (IllegalArgumentException e) {
            if (spec == null) {
                throw e;
            }
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
