package io.sluice.gateway.kafka;

import io.sluice.contract.FleetRecord;
import io.sluice.contract.FleetRecords;
import io.sluice.gateway.operator.ControlLog;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes an operator's word to the fleet log, through a producer of its own: a full queue of orders must not be in the way of
 * a pause. Certain only when this gateway has read the record back, as then every reader will. Thread-safe.
 */
public final class KafkaControlLog implements ControlLog {
    private static final Logger log = LoggerFactory.getLogger(KafkaControlLog.class);
    private static final long READ_BACK_MILLIS_MAX = 3_000;

    private final Producer<byte[], byte[]> producer;
    private final String topic;
    private final FleetFeed feed;
    private final long readBackMillisMax;

    /** @param readBackMillisMax how long to wait for the own record to come back */
    KafkaControlLog(Producer<byte[], byte[]> producer, String topic, FleetFeed feed, long readBackMillisMax) {
        this.producer = producer;
        this.topic = topic;
        this.feed = feed;
        this.readBackMillisMax = readBackMillisMax;
    }

    /** A log over a producer of its own. */
    public static KafkaControlLog open(ClientProperties properties, String topic, FleetFeed feed) {
        return new KafkaControlLog(
                new KafkaProducer<>(
                        properties.controlProducer("control"), new ByteArraySerializer(), new ByteArraySerializer()),
                topic,
                feed,
                READ_BACK_MILLIS_MAX);
    }

    @Override
    public boolean tell(FleetRecord word) {
        try {
            RecordMetadata stored = producer.send(FleetRecords.encode(topic, word))
                    .get(ClientProperties.CONTROL_MILLIS_MAX, TimeUnit.MILLISECONDS);
            return feed.awaitRead(stored.offset(), readBackMillisMax);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            log.warn("an operator's word is not confirmed: {}", e.toString());
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Ends; what is not confirmed stays so. */
    public void close() {
        producer.close(Duration.ZERO);
    }
}
