package io.sluice.observability;

import io.sluice.broker.EmbeddedBroker;

/**
 * Three brokers of which one can be stopped. Every topic has two replicas, not three, so that a single loss leaves one: with two of three
 * lost the brokers would have no majority to say so. Confined to one thread.
 */
final class ReplicatedFleet implements AutoCloseable {
    static final String FLEET = "replicated";
    private static final int VICTIM = 3;

    private final EmbeddedBroker brokers =
            EmbeddedBroker.start(EmbeddedBroker.Options.defaults().withBrokers(3));

    String bootstrapServers() {
        return brokers.bootstrapServers();
    }

    void loseBroker() {
        brokers.stopNode(VICTIM);
    }

    void bringItBack() {
        brokers.startNode(VICTIM);
    }

    @Override
    public void close() {
        brokers.close();
    }
}
