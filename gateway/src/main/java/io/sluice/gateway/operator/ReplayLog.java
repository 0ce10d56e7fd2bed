package io.sluice.gateway.operator;

import io.sluice.contract.DeadLetterRecord.Letter;
import io.sluice.contract.DeadLetterRecord.Mark;
import io.sluice.contract.Order;
import java.util.List;

/** Where dead letters are put back. Thread-safe. */
public interface ReplayLog {

    /**
     * A letter that is put back.
     *
     * @param letter as it lies
     * @param order what is to be called
     * @param mark the word that it was put back
     */
    record Replay(Letter letter, Order order, Mark mark) {}

    /**
     * Appends the orders, and then the marks of those that Kafka has for good. Blocks for a bounded time.
     *
     * @return how many orders are certain to be stored; the others may be. To append one again is safe, as workers drop it
     */
    int append(List<Replay> replays);
}
