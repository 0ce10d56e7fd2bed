package io.sluice.loadtest.drive;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class SettlementTest {
    private final Settlement settlement = new Settlement();

    @Test
    void closesAnOrderWhicheverNewsComesFirst() {
        settlement.accepted("a");
        settlement.settled("a");
        settlement.settled("b");
        settlement.accepted("b");

        assertEquals(0, settlement.open());
        assertEquals(2, settlement.settled());
    }

    @Test
    void isNotMisledByOutcomesOfOrdersThatNobodyWasToldOf() {
        settlement.accepted("a");
        settlement.settled("stranger");

        assertEquals(1, settlement.open());
    }
}
