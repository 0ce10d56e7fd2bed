package io.sluice.gateway.intake;

import io.sluice.gateway.queue.Backlog;
import io.sluice.gateway.queue.EtaLedger;
import io.sluice.gateway.queue.Forecast;
import io.sluice.gateway.queue.Ticket;
import java.util.function.LongSupplier;

/** Writes the receipts: ticket, position and ETA of an order that is durable now. Thread-safe. */
public final class ReceiptDesk {
    private final Backlog backlog;
    private final Forecast forecast;
    private final EtaLedger etaLedger;
    private final LongSupplier nanoClock;
    private final LongSupplier wallMillisClock;

    /** @param wallMillisClock the wall clock, milliseconds since 1970 */
    public ReceiptDesk(
            Backlog backlog,
            Forecast forecast,
            EtaLedger etaLedger,
            LongSupplier nanoClock,
            LongSupplier wallMillisClock) {
        this.backlog = backlog;
        this.forecast = forecast;
        this.etaLedger = etaLedger;
        this.nanoClock = nanoClock;
        this.wallMillisClock = wallMillisClock;
    }

    long nanoTime() {
        return nanoClock.getAsLong();
    }

    long wallMillis() {
        return wallMillisClock.getAsLong();
    }

    Receipt receipt(String orderId, int partition, long offset, long acceptedAtMillis) {
        Ticket ticket = backlog.ticket(partition, offset, acceptedAtMillis);
        long etaMillis = forecast.etaMillis(ticket.position());
        etaLedger.told(partition, offset, etaMillis);
        return new Receipt(orderId, ticket, etaMillis);
    }
}
