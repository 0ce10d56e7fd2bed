package io.sluice.loadtest.cli;

import io.sluice.contract.Topics;
import picocli.CommandLine.Option;

/** Where Sluice's topics are. Mixed in and filled by picocli. */
public final class TopicOptions {
    @Option(
            names = "--bootstrap",
            defaultValue = "127.0.0.1:9092",
            description = "Kafka's brokers, host:port, comma-separated; default ${DEFAULT-VALUE}")
    private String bootstrapServers = "";

    @Option(names = "--prefix", defaultValue = "", description = "As SLUICE_TOPIC_PREFIX; default none")
    private String prefix = "";

    /** As Kafka's clients take them. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Their names. */
    public Topics topics() {
        return new Topics(prefix);
    }
}
