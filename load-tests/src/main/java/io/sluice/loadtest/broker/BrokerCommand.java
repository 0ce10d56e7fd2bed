package io.sluice.loadtest.broker;

import io.sluice.broker.EmbeddedBroker;
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

/** {@code broker}: a real Kafka for trying things out. Confined to the main thread. */
@Command(
        name = "broker",
        description =
                "Runs a real Kafka (KRaft) until it is stopped. Kill it and start it on the same --data: it goes on.",
        mixinStandardHelpOptions = true)
public final class BrokerCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(BrokerCommand.class);

    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            paramLabel = "ADDRESS",
            description = "Address to listen on; default ${DEFAULT-VALUE}")
    private String host = "";

    @Option(
            names = "--port",
            defaultValue = "9092",
            paramLabel = "PORT",
            description =
                    "Port of the first broker, 0 = any free one; the others take free ones; default ${DEFAULT-VALUE}")
    private int port;

    @Option(
            names = "--brokers",
            defaultValue = "1",
            paramLabel = "COUNT",
            description = "Brokers in the cluster, 1 to 9; default ${DEFAULT-VALUE}")
    private int brokers;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where to keep the data; default a temporary folder that is deleted at the end")
    private @Nullable Path data;

    @Option(
            names = "--group-heartbeat-min",
            defaultValue = "PT1S",
            paramLabel = "DURATION",
            description =
                    "How often a consumer group may ask for heartbeats at most: with Kafka's default, PT5S, partitions"
                            + " change hands more slowly; default ${DEFAULT-VALUE}")
    private Duration groupHeartbeatMin = Duration.ZERO;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        EmbeddedBroker.Options options = options();
        log.info(
                "host={} port={} brokers={} data={} group-heartbeat-min={}",
                host,
                port,
                brokers,
                data == null ? "temporary" : data.toAbsolutePath(),
                groupHeartbeatMin);
        EmbeddedBroker broker = EmbeddedBroker.start(options);
        log.info("broker ready on {}", broker.bootstrapServers());
        UntilStopped.run("broker", broker);
        return 0;
    }

    private EmbeddedBroker.Options options() {
        try {
            return new EmbeddedBroker.Options(host, port, brokers, data, groupHeartbeatMin);
        } catch (IllegalArgumentException e) {
            if (spec == null) {
                throw e;
            }
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
