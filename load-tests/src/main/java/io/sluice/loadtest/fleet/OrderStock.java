package io.sluice.loadtest.fleet;

import io.sluice.contract.Order;
import io.sluice.contract.OrderId;
import io.sluice.contract.OrderRecords;
import io.sluice.contract.Topics;
import io.sluice.loadtest.drive.OrderHistory;
import io.sluice.loadtest.drive.RunClock;
import io.sluice.loadtest.sample.SampleOrders;
import io.sluice.loadtest.verdict.OrderLine;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Lays orders ready in the orders topic, as a gateway would have, and tells the history of each that Kafka has
 * acknowledged. Confined to one thread; waits for Kafka where that is slower.
 */
public final class OrderStock {
    private static final int BASKET_LINES_MAX = 5;
    private static final int SKEW_ONE_IN = 10;
    private static final int ACCEPTED = 202;

    private final String bootstrapServers;
    private final RunClock clock;
    private final Topics topics;
    private final Consumer<OrderLine> whenLaid;
    private final String run;
    private final Wares wares;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    /** @param run makes the ids of this run its own; the same orders of the same run have the same ids */
    public OrderStock(String bootstrapServers, RunClock clock, OrderHistory history, String run) {
        this(bootstrapServers, clock, history, run, samples());
    }

    /** The same with orders for these wares. */
    public OrderStock(String bootstrapServers, RunClock clock, OrderHistory history, String run, Wares wares) {
        this(bootstrapServers, new Topics(""), clock, history::add, run, wares);
    }

    private OrderStock(
            String bootstrapServers,
            Topics topics,
            RunClock clock,
            Consumer<OrderLine> whenLaid,
            String run,
            Wares wares) {
        this.wares = wares;
        this.bootstrapServers = bootstrapServers;
        this.topics = topics;
        this.clock = clock;
        this.whenLaid = whenLaid;
        this.run = run;
    }

    /** One of the shop's orders for these topics, of which nobody keeps a history: for more than a file should hold. */
    public static OrderStock untold(String bootstrapServers, Topics topics, RunClock clock, String run) {
        return new OrderStock(bootstrapServers, topics, clock, line -> {}, run, samples());
    }

    private static Wares samples() {
        return new Samples(SampleOrders.load(BASKET_LINES_MAX));
    }

    /** What is ordered, by whom. Asked by one thread. */
    public interface Wares {
        /** Who orders; decides the partition. */
        String customerId(int order);

        /** The order's body. */
        byte[] body(int order);

        /** SKUs that travel beside the order; none = nobody may know them without its body. */
        List<String> skus(int order);
    }

    private record Samples(SampleOrders samples) implements Wares {
        @Override
        public String customerId(int order) {
            return samples.customerId(order);
        }

        @Override
        public byte[] body(int order) {
            return samples.body(order);
        }

        @Override
        public List<String> skus(int order) {
            return List.of();
        }
    }

    /** Where orders are skewed: of those in [from, to) nine of ten come to lie in the first partition. */
    public record Skew(int from, int to) {
        public static final Skew NONE = new Skew(0, 0);

        boolean isHot(int order) {
            return order >= from && order < to && order % SKEW_ONE_IN != 0;
        }
    }

    /**
     * Lays the orders [from, to) ready and returns when all of them are durable.
     *
     * @throws IllegalStateException if Kafka refused one
     */
    public void lay(int from, int to, Skew skew) {
        Map<String, Object> properties = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.LINGER_MS_CONFIG,
                20,
                ProducerConfig.BATCH_SIZE_CONFIG,
                1 << 18);
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = from; i < to && failure.get() == null; i++) {
                send(producer, i, skew);
            }
            producer.flush();
        }
        Exception broken = failure.get();
        if (broken != null) {
            throw new IllegalStateException("an order could not be stored: " + broken.getMessage(), broken);
        }
    }

    /** The id of an order of a run. */
    public static String id(String run, int order) {
        return OrderId.derived(run, Integer.toString(order));
    }

    private void send(Producer<byte[], byte[]> producer, int i, Skew skew) {
        String id = id(run, i);
        long nowMicros = clock.micros();
        Order order = new Order(id, wares.customerId(i), null, wares.skus(i), wares.body(i), nowMicros / 1000, null);
        ProducerRecord<byte[], byte[]> record = OrderRecords.encode(topics.orders(), order);
        ProducerRecord<byte[], byte[]> placed = skew.isHot(i)
                ? new ProducerRecord<>(
                        record.topic(), 0, record.timestamp(), record.key(), record.value(), record.headers())
                : record;
        var unused = producer.send(placed, (stored, refused) -> {
            if (refused == null) {
                whenLaid.accept(
                        new OrderLine(nowMicros, nowMicros, clock.micros(), ACCEPTED, id, -1, Double.NaN, null));
            } else {
                failure.compareAndSet(null, refused);
            }
        });
    }
}
