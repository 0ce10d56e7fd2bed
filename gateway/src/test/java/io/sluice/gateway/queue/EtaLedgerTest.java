package io.sluice.gateway.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class EtaLedgerTest {
    private final EtaLedger ledger = new EtaLedger(12);

    @Test
    void comparesWhatWasToldWithWhatCameTrueOnce() {
        ledger.told(3, 7, 5_000);
        ledger.told(0, 0, 0);

        assertEquals(250, ledger.settled(3, 7, 5_250));
        assertEquals(-1, ledger.settled(3, 7, 5_250));
        assertEquals(40, ledger.settled(0, 0, 40));
    }

    @Test
    void knowsNothingOfOrdersThatOthersTook() {
        ledger.told(3, 7, 5_000);

        assertEquals(-1, ledger.settled(3, 8, 0));
        assertEquals(-1, ledger.settled(4, 7, 0));
    }

    @Test
    void forgetsTheOldestWhenABacklogOutgrowsIt() {
        long slots = Integer.highestOneBit((1 << 20) / 12);
        ledger.told(1, 5, 100);
        ledger.told(1, 5 + slots, 200);

        assertEquals(-1, ledger.settled(1, 5, 0));
        assertEquals(200, ledger.settled(1, 5 + slots, 0));
    }
}
