package io.sluice.worker.kafka;

import io.sluice.worker.dispatch.OutcomeLog.Publication;
import io.sluice.worker.kafka.PartitionQueue.Claim;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * How one record of the orders topic ended, on its way into a transaction.
 *
 * @param partition of the orders topic
 * @param claim what it ends
 * @param records what to write down; made when it is written, so that encoding is not the event loop's work
 * @param whenKnown told once what became of it
 */
record Ending(
        int partition,
        Claim claim,
        Supplier<List<ProducerRecord<byte[], byte[]>>> records,
        Consumer<Publication> whenKnown) {}
