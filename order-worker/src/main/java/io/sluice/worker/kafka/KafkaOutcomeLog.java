package io.sluice.worker.kafka;

import io.sluice.contract.OrderOutcome;
import io.sluice.contract.OrderRecords;
import io.sluice.contract.OutcomeRecords;
import io.sluice.contract.Topics;
import io.sluice.worker.dispatch.OutcomeLog;
import io.sluice.worker.dispatch.QueuedOrder;
import io.sluice.worker.kafka.PartitionQueue.Claim;
import io.sluice.worker.kafka.PartitionQueues.Batch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Outcomes and dead letters in transactions that also commit the group's offsets. {@link #run} is the one thread that
 * writes; everything else may be called from any thread and only adds to what that thread takes next.
 *
 * <p>A transaction begins at once if the last one began a while ago or if much waits. In between things gather, as each
 * transaction costs the brokers a dozen small appends whatever is in it. One that was aborted is written again with the
 * next, but for what is not held any more.
 */
public final class KafkaOutcomeLog implements OutcomeLog, KafkaOrderFeed.MalformedOrders, Runnable {
    private static final Logger log = LoggerFactory.getLogger(KafkaOutcomeLog.class);

    /** Between the beginnings of two transactions, unless much waits: what a buyer's answer may wait in a quiet hour. */
    private static final long CADENCE_NANOS = 100_000_000L;

    /** Then no time is lost: a sold-out backlog settles at tens of thousands a second. */
    private static final int AT_ONCE = 1_000;

    /** More would take so long that what gathers meanwhile waits longer than the cadence. */
    private static final int BATCH_MAX = 5_000;

    private final SettlementTransactions transactions;
    private final PartitionQueues queues;
    private final Topics topics;
    private final Runnable whenSetAside;
    private final LongSupplier nanoClock;
    // Bounded by those who add: outcomes by the settlement's bound, malformed records by the window of a partition.
    private final Deque<Ending> intake = new ArrayDeque<>();
    private List<Ending> taken = new ArrayList<>();
    private boolean aborted;
    private long beganNanos;
    private volatile boolean stopping;

    /** @param whenSetAside told when a record that is no order lies safe among the dead letters */
    public KafkaOutcomeLog(
            SettlementTransactions transactions,
            PartitionQueues queues,
            Topics topics,
            Runnable whenSetAside,
            LongSupplier nanoClock) {
        this.transactions = transactions;
        this.queues = queues;
        this.topics = topics;
        this.whenSetAside = whenSetAside;
        this.nanoClock = nanoClock;
        beganNanos = nanoClock.getAsLong() - CADENCE_NANOS;
    }

    @Override
    public void publish(QueuedOrder order, OrderOutcome outcome, Consumer<Publication> whenKnown) {
        Claim claim = queues.end(order);
        if (claim == null) {
            whenKnown.accept(Publication.DROPPED);
            return;
        }
        add(new Ending(order.partition(), claim, () -> records(order, outcome), whenKnown));
    }

    private List<ProducerRecord<byte[], byte[]>> records(QueuedOrder order, OrderOutcome outcome) {
        ProducerRecord<byte[], byte[]> record = OutcomeRecords.encode(topics.orderOutcomes(), outcome);
        if (outcome.kind() != OrderOutcome.Kind.FAILED) {
            return List.of(record);
        }
        String reason = String.valueOf(outcome.reason());
        return List.of(
                OrderRecords.deadLetter(
                        topics.ordersDeadLetter(),
                        order.order(),
                        order.partition(),
                        order.offset(),
                        reason,
                        outcome.attempts(),
                        outcome.settledAtMillis()),
                record);
    }

    @Override
    public Unfetched publishUnfetched(OrderOutcome outcome, Consumer<Publication> whenKnown) {
        int partition = outcome.orderPartition();
        Claim claim;
        // Between the look and the claim nobody may fetch it.
        synchronized (queues) {
            Unfetched answer = queues.unfetched(partition, outcome.orderOffset(), outcome.orderId());
            if (answer != Unfetched.TAKEN) {
                return answer;
            }
            claim = queues.claimUnfetched(partition, outcome.orderId());
        }
        add(new Ending(
                partition, claim, () -> List.of(OutcomeRecords.encode(topics.orderOutcomes(), outcome)), whenKnown));
        return Unfetched.TAKEN;
    }

    @Override
    public void setAside(ConsumerRecord<byte[], byte[]> record, Claim claim, String reason) {
        add(new Ending(
                record.partition(),
                claim,
                () -> List.of(OrderRecords.deadLetter(topics.ordersDeadLetter(), record, reason)),
                publication -> {
                    if (publication == Publication.DURABLE) {
                        whenSetAside.run();
                    }
                }));
    }

    private void add(Ending ending) {
        synchronized (intake) {
            intake.addLast(ending);
            if (intake.size() == 1 || intake.size() == AT_ONCE) {
                intake.notifyAll();
            }
        }
    }

    /** Fences an earlier life of this worker; before anything is fetched. Blocks until Kafka answers. */
    public void open() {
        transactions.open();
    }

    @Override
    public void run() {
        try {
            while (!stopping) {
                long now = nanoClock.getAsLong();
                if (isDue(now)) {
                    write(now);
                } else {
                    awaitDue(now);
                }
            }
        } catch (InterruptedException e) {
            log.debug("interrupted to stop");
        }
    }

    /** Whether a transaction should begin. */
    boolean isDue(long nowNanos) {
        int waiting = taken.size() + intakeSize();
        if (waiting >= AT_ONCE && !aborted) {
            return true;
        }
        return nowNanos - beganNanos >= CADENCE_NANOS && (waiting > 0 || queues.hasProgress());
    }

    private int intakeSize() {
        synchronized (intake) {
            return intake.size();
        }
    }

    private void awaitDue(long nowNanos) throws InterruptedException {
        long untilNanos = beganNanos + CADENCE_NANOS - nowNanos;
        synchronized (intake) {
            boolean worthIt = untilNanos <= 0 ? !intake.isEmpty() : intake.size() >= AT_ONCE && !aborted;
            if (!worthIt && !stopping) {
                // Nobody calls when duplicates were skipped, so there is a look at the cadence.
                intake.wait(Math.max(1, (untilNanos > 0 ? untilNanos : CADENCE_NANOS) / 1_000_000));
            }
        }
    }

    /** Runs one transaction with what waits. */
    void write(long nowNanos) {
        beganNanos = nowNanos;
        synchronized (intake) {
            while (taken.size() < BATCH_MAX && !intake.isEmpty()) {
                taken.add(intake.removeFirst());
            }
        }
        Batch batch = queues.settling(taken);
        taken = batch.endings();
        batch.dropped().forEach(ending -> ending.whenKnown().accept(Publication.DROPPED));
        if (batch.member() == null) {
            return;
        }
        List<ProducerRecord<byte[], byte[]>> records = taken.stream()
                .flatMap(ending -> ending.records().get().stream())
                .toList();
        SettlementTransactions.Result result = transactions.write(records, batch.offsets(), batch.member());
        aborted = result == SettlementTransactions.Result.ABORTED;
        switch (result) {
            case COMMITTED -> {
                queues.settled(batch);
                endAll(Publication.DURABLE);
            }
            case ABORTED -> log.debug("{} orders are settled again", taken.size());
            case UNKNOWN -> startOver();
        }
    }

    /** What was decided is only in the topics: everything held is read anew, and what had an outcome is recognised. */
    private void startOver() {
        queues.forgetAll();
        endAll(Publication.DROPPED);
        if (!stopping) {
            log.warn("taking over all partitions anew");
            transactions.renew();
            queues.startOver();
        }
    }

    private void endAll(Publication publication) {
        List<Ending> ended = taken;
        taken = new ArrayList<>();
        ended.forEach(ending -> ending.whenKnown().accept(publication));
    }

    /** Ends {@link #run}. What is not settled by then will be settled by whoever takes the partitions over. */
    public void stop() {
        stopping = true;
        transactions.stop();
        synchronized (intake) {
            intake.notifyAll();
        }
    }

    /** Gives everything back, after {@link #run} has ended or when it has not in time. */
    public void close() {
        transactions.close();
    }
}
