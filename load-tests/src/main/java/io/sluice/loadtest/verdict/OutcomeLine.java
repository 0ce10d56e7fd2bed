package io.sluice.loadtest.verdict;

import io.sluice.contract.OrderOutcome;

/**
 * One record of the outcomes topic: one line of {@code outcomes.csv}. An order that was announced twice has two lines.
 *
 * @param status the outcome's word, as in the API
 * @param acceptedAtMillis the gateway's clock, milliseconds since 1970
 * @param settledAtMillis the worker's clock, milliseconds since 1970
 * @param partition where the order lies in the orders topic
 * @param offset where the order lies in its partition
 */
public record OutcomeLine(
        String orderId,
        String status,
        int attempts,
        long acceptedAtMillis,
        long settledAtMillis,
        int partition,
        long offset) {

    static final String HEADER = "order_id,status,attempts,accepted_at_millis,settled_at_millis,partition,offset";

    static OutcomeLine of(OrderOutcome outcome) {
        return new OutcomeLine(
                outcome.orderId(),
                outcome.kind().word(),
                outcome.attempts(),
                outcome.acceptedAtMillis(),
                outcome.settledAtMillis(),
                outcome.orderPartition(),
                outcome.orderOffset());
    }

    /** From acceptance to settlement. */
    public double waitSeconds() {
        return (settledAtMillis - acceptedAtMillis) / 1e3;
    }

    boolean confirmed() {
        return status.equals(OrderOutcome.Kind.CONFIRMED.word());
    }

    String csv() {
        return orderId + "," + status + "," + attempts + "," + acceptedAtMillis + "," + settledAtMillis + ","
                + partition + "," + offset;
    }

    static OutcomeLine parse(Fields fields) throws UnreadableHistoryException {
        return new OutcomeLine(
                fields.text(0),
                fields.text(1),
                (int) fields.number(2),
                fields.number(3),
                fields.number(4),
                (int) fields.number(5),
                fields.number(6));
    }
}
