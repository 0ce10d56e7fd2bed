package io.sluice.gateway.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.contract.OrderId;
import io.sluice.contract.OrderOutcome;
import io.sluice.contract.OutcomeRecords;
import io.sluice.gateway.queue.Backlog;
import io.sluice.gateway.status.SettledMark;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class OutcomeFeedTest {
    private final Backlog backlog = new Backlog(2);
    private final List<OrderOutcome> settled = new ArrayList<>();
    private final OutcomeFeed feed = new OutcomeFeed(
            new ClientProperties(Map.of(), Map.of(), Map.of()),
            "outcomes",
            10,
            backlog,
            new SettledMark(2),
            settled::add);

    @Test
    void movesTheHeadBehindAnOrderThatWasCalled() {
        feed.read(record(outcome(OrderOutcome.Kind.CONFIRMED, 1, 1)));

        assertEquals(8, backlog.head(1));
        assertEquals(1, settled.size());
    }

    @Test
    void movesNoHeadForAnOrderThatNobodyCalled() {
        feed.read(record(outcome(OrderOutcome.Kind.CANCELLED, 0, 1)));
        feed.read(record(outcome(OrderOutcome.Kind.REJECTED, 0, 1)));
        feed.read(record(outcome(OrderOutcome.Kind.EXPIRED, 0, 1)));

        assertEquals(0, backlog.head(1));
        assertEquals(3, settled.size());
    }

    @Test
    void leavesOutWhatCannotBe() {
        feed.read(record(outcome(OrderOutcome.Kind.CONFIRMED, 1, 2)));
        feed.read(record(new OrderOutcome("nonsense", OrderOutcome.Kind.CONFIRMED, null, 1, 0, 0, 0, 0, 7)));
        feed.read(new ConsumerRecord<>(
                "outcomes", 0, 0, new byte[0], "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        feed.read(new ConsumerRecord<>("outcomes", 0, 0, new byte[0], null));

        assertEquals(List.of(), settled);
        assertEquals(0, backlog.head(0) + backlog.head(1));
    }

    private static OrderOutcome outcome(OrderOutcome.Kind kind, int attempts, int partition) {
        return new OrderOutcome(OrderId.derived("b", kind.word()), kind, null, attempts, 0, 0, 0, partition, 7);
    }

    private static ConsumerRecord<byte[], byte[]> record(OrderOutcome outcome) {
        ProducerRecord<byte[], byte[]> record = OutcomeRecords.encode("outcomes", outcome);
        return new ConsumerRecord<>("outcomes", record.partition(), 0, record.key(), record.value());
    }
}
