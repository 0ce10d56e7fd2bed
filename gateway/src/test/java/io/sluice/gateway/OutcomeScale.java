package io.sluice.gateway;

import com.sun.management.OperatingSystemMXBean;
import io.sluice.contract.OrderId;
import io.sluice.contract.OrderOutcome;
import io.sluice.contract.OutcomeRecords;
import io.sluice.gateway.kafka.ClientProperties;
import io.sluice.gateway.kafka.OutcomeFeed;
import io.sluice.gateway.queue.Backlog;
import io.sluice.gateway.status.SettledMark;
import io.sluice.gateway.status.StatusBoard;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What remembering outcomes costs, as a program: {@code OutcomeScale board ORDERS} fills a status board and asks it;
 * {@code OutcomeScale restore ORDERS BOOTSTRAP_SERVERS} writes outcomes as workers do, in transactions, and reads them as a gateway
 * does at its start. One outcome in ten has a reason that others share, one in a hundred one of its own. See
 * {@code load-tests/benchmarks/outcomes}. Beside the time it says what of it this process spent on a core, as that tells the
 * same on a machine that others use.
 */
final class OutcomeScale {
    private static final int PARTITIONS = 12;
    private static final int SAMPLES = 200_000;
    private static final int ORDERS_PER_TRANSACTION = 500;

    private OutcomeScale() {}

    public static void main(String[] args) throws Exception {
        int orders = Integer.parseInt(args[1]);
        if (args[0].equals("board")) {
            board(orders);
        } else {
            restore(orders, args[2]);
        }
    }

    private static void board(int orders) {
        String[] known = new String[SAMPLES];
        String[] unknown = new String[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            unknown[i] = OrderId.random();
        }
        long before = heapBytes();
        StatusBoard board = new StatusBoard(orders);
        long startNanos = System.nanoTime();
        long startCpuNanos = cpuNanos();
        long longestNanos = 0;
        for (int order = 0; order < orders; order++) {
            OrderOutcome outcome = outcome(order);
            if (order >= orders - SAMPLES) {
                known[order - (orders - SAMPLES)] = outcome.orderId();
            }
            long putNanos = System.nanoTime();
            board.settled(outcome);
            longestNanos = Math.max(longestNanos, System.nanoTime() - putNanos);
        }
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        double cpuSeconds = (cpuNanos() - startCpuNanos) / 1e9;
        long bytes = heapBytes() - before - SAMPLES * 72L;
        say(
                "%,d outcomes in %.1f s, %,.0f/s; %.1f s of a core, %,.0f for each second of it; ids made included",
                orders, seconds, orders / seconds, cpuSeconds, orders / cpuSeconds);
        say("the longest took %.1f ms", longestNanos / 1e6);
        say("heap %,d MiB, %.1f bytes an outcome", bytes >> 20, (double) bytes / orders);
        startCpuNanos = cpuNanos();
        for (int order = orders; order < orders + orders / 4; order++) {
            board.settled(outcome(order));
        }
        cpuSeconds = (cpuNanos() - startCpuNanos) / 1e9;
        say("going round: %,.0f for each second of a core, each forgetting the oldest", orders / (4 * cpuSeconds));
        say("known %.0f ns, unknown %.0f ns of a core an answer", askNanos(board, known), askNanos(board, unknown));
        if (board.size() != orders) {
            throw new IllegalStateException("the board has " + board.size());
        }
    }

    /** Of one question, in random order. */
    private static double askNanos(StatusBoard board, String[] ids) {
        SplittableRandom random = new SplittableRandom(1);
        int found = 0;
        int questions = 2_000_000;
        long startCpuNanos = cpuNanos();
        for (int question = 0; question < questions; question++) {
            found += board.outcome(ids[random.nextInt(ids.length)]) == null ? 0 : 1;
        }
        double nanos = (double) (cpuNanos() - startCpuNanos) / questions;
        if (found != 0 && found != questions) {
            throw new IllegalStateException("found " + found);
        }
        return nanos;
    }

    private static void restore(int orders, String bootstrapServers) throws Exception {
        String topic = "outcomes-" + System.currentTimeMillis();
        write(orders, bootstrapServers, topic);
        ClientProperties properties =
                new ClientProperties(Map.of(), Map.of("bootstrap.servers", bootstrapServers), Map.of());
        for (int round = 1; round <= 3; round++) {
            StatusBoard board = new StatusBoard(orders);
            OutcomeFeed feed = new OutcomeFeed(
                    properties, topic, orders, new Backlog(PARTITIONS), new SettledMark(PARTITIONS), board::settled);
            long startNanos = System.nanoTime();
            long startCpuNanos = cpuNanos();
            feed.start();
            while (!feed.isCaughtUp()) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            double seconds = (System.nanoTime() - startNanos) / 1e9;
            feed.stop();
            double cpuSeconds = (cpuNanos() - startCpuNanos) / 1e9;
            say(
                    "round %d: %,d outcomes restored in %.2f s, %,.0f/s; %.2f s of a core, %,.0f for each second of it",
                    round, board.size(), seconds, board.size() / seconds, cpuSeconds, board.size() / cpuSeconds);
            if (board.size() != orders) {
                throw new IllegalStateException("the board has " + board.size());
            }
        }
    }

    private static void write(int orders, String bootstrapServers, String topic) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(List.of(new NewTopic(topic, Optional.of(PARTITIONS), Optional.empty())))
                    .all()
                    .get();
        }
        long startNanos = System.nanoTime();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "transactional.id", topic),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.initTransactions();
            for (int order = 0; order < orders; ) {
                producer.beginTransaction();
                for (int last = Math.min(orders, order + ORDERS_PER_TRANSACTION); order < last; order++) {
                    var unused = producer.send(OutcomeRecords.encode(topic, outcome(order)));
                }
                producer.commitTransaction();
            }
        }
        say("%,d outcomes written in %.1f s", orders, (System.nanoTime() - startNanos) / 1e9);
    }

    private static OrderOutcome outcome(int order) {
        String reason =
                order % 100 == 1 ? "payment declined for customer " + order : order % 10 == 0 ? "sold out" : null;
        return new OrderOutcome(
                OrderId.random(),
                reason == null ? OrderOutcome.Kind.CONFIRMED : OrderOutcome.Kind.REJECTED,
                reason,
                1,
                1_795_305_600_123L + order,
                1_795_305_601_456L + order,
                order * 0x9E37_79B9_7F4A_7C15L,
                order % PARTITIONS,
                order / PARTITIONS);
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private static long heapBytes() {
        for (int collection = 0; collection < 3; collection++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
