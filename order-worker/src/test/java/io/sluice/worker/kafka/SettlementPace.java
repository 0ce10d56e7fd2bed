package io.sluice.worker.kafka;

import io.sluice.broker.EmbeddedBroker;
import io.sluice.contract.Order;
import io.sluice.contract.OrderId;
import io.sluice.contract.OrderOutcome;
import io.sluice.contract.Topics;
import io.sluice.worker.dispatch.QueuedOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How fast outcomes are read when partitions are taken over, and how fast orders are settled that need no call, against a
 * real broker in the same process. For people, from a shell; see the profile in the module's pom.
 */
final class SettlementPace {
    private static final int PARTITIONS = 12;
    private static final int UNDER_WAY_MAX = 10_000;
    private static final int BODY_BYTES = 300;

    private final Topics topics = new Topics("");
    private final Map<String, Object> servers;
    private final Admin admin;
    private final PartitionQueues queues;
    private final int orders;

    private SettlementPace(EmbeddedBroker broker, int orders) {
        servers = Map.of("bootstrap.servers", broker.bootstrapServers());
        admin = Admin.create(servers);
        queues = new PartitionQueues(topics.orders(), orders);
        this.orders = orders;
    }

    public static void main(String[] args) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(EmbeddedBroker.Options.defaults())) {
            SettlementPace pace = new SettlementPace(broker, Integer.parseInt(args[0]));
            pace.run();
            pace.admin.close();
        }
    }

    private void run() throws Exception {
        admin.createTopics(topics.definitions(PARTITIONS, Optional.empty(), Optional.empty(), Duration.ofDays(1)))
                .all()
                .get();
        try (KafkaConsumer<byte[], byte[]> member = consumer(Map.of(
                "group.protocol", "consumer", "group.id", topics.workerGroup(), "auto.offset.reset", "earliest"))) {
            member.subscribe(List.of(topics.orders()));
            while (member.assignment().size() < PARTITIONS) {
                member.poll(Duration.ofMillis(50));
            }
            queues.heldAs(member.groupMetadata());
            report("settled without a call", settleAll());
        }
        report("read at a takeover", readAll());
        report("read at a takeover, again", readAll());
    }

    private void report(String what, long nanos) {
        System.out.printf("%-28s %,9.0f a second%n", what, orders * 1e9 / nanos);
    }

    private long settleAll() throws InterruptedException {
        SettlementTransactions transactions = new SettlementTransactions(this::producer);
        KafkaOutcomeLog log = new KafkaOutcomeLog(transactions, queues, topics, () -> {}, System::nanoTime);
        log.open();
        Thread thread = new Thread(log, "settlements");
        thread.start();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            queues.ready(partition, queues.open(partition, 0), new SeenOrders(orders, 1));
        }
        Semaphore room = new Semaphore(UNDER_WAY_MAX);
        CountDownLatch settled = new CountDownLatch(orders);
        long startNanos = System.nanoTime();
        for (int i = 0; i < orders; i++) {
            room.acquire();
            QueuedOrder order = arrive(i % PARTITIONS, i / PARTITIONS);
            log.publish(order, outcome(order), publication -> {
                room.release();
                settled.countDown();
            });
        }
        settled.await();
        long nanos = System.nanoTime() - startNanos;
        log.stop();
        thread.join();
        log.close();
        return nanos;
    }

    private QueuedOrder arrive(int partition, long offset) {
        queues.add(
                new Order(OrderId.random(), "key", null, List.of(), new byte[BODY_BYTES], 1, null), partition, offset);
        QueuedOrder order = queues.take(any -> true);
        if (order == null) {
            throw new IllegalStateException("it was just added");
        }
        return order;
    }

    private static OrderOutcome outcome(QueuedOrder order) {
        return new OrderOutcome(
                order.order().id(),
                OrderOutcome.Kind.REJECTED,
                "sold out",
                0,
                1,
                System.currentTimeMillis(),
                Order.fingerprint(order.order().body()),
                order.partition(),
                order.offset());
    }

    private long readAll() throws InterruptedException {
        SeenOrdersReader reader = new SeenOrdersReader(
                consumer(Map.of(
                        "isolation.level",
                        "read_committed",
                        "auto.offset.reset",
                        "earliest",
                        "max.poll.records",
                        10_000,
                        "fetch.max.bytes",
                        8 << 20)),
                new AdminHighWatermarks(admin),
                topics.orderOutcomes(),
                queues,
                () -> 42);
        Thread thread = new Thread(reader, "seen-orders");
        thread.start();
        List<PartitionQueue> taken = new ArrayList<>();
        long startNanos = System.nanoTime();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            PartitionQueue queue = queues.open(partition, 0);
            taken.add(queue);
            reader.takeOver(partition, queue);
        }
        while (!taken.stream().allMatch(this::isReady)) {
            LockSupport.parkNanos(1_000_000);
        }
        long nanos = System.nanoTime() - startNanos;
        reader.stop();
        thread.join();
        return nanos;
    }

    private boolean isReady(PartitionQueue queue) {
        synchronized (queues) {
            return queue.isReady();
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> settings) {
        Map<String, Object> properties = new HashMap<>(servers);
        properties.put("enable.auto.commit", false);
        properties.putAll(settings);
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private KafkaProducer<byte[], byte[]> producer() {
        Map<String, Object> properties = new HashMap<>(servers);
        properties.putAll(
                Map.of("transactional.id", topics.settlements("pace"), "compression.type", "lz4", "linger.ms", 20));
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
