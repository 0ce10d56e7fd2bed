package io.sluice.contract;

/** A Kafka record that is not what the contract says. Never thrown for what a buyer sent: that is checked at the edge. */
public final class MalformedRecordException extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedRecordException(String message) {
        super(message);
    }
}
