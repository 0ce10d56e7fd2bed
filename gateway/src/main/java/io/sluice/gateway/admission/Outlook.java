package io.sluice.gateway.admission;

/** What the gate wants to know of the world before it takes an order: each a few memory reads. Thread-safe. */
public interface Outlook {

    /** Whether Kafka keeps us waiting longer than a buyer should wait. */
    boolean isKafkaStalled();

    /** Wait of an order that is taken now; NaN if nobody can tell, which refuses nobody. */
    double waitSeconds();

    /** How long Kafka keeps an order; NaN if that is not known, or for ever. */
    double retentionSeconds();

    /** How long the oldest order has been waiting that is not settled. */
    double oldestAgeSeconds();
}
