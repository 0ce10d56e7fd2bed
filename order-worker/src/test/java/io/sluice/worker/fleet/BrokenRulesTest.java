package io.sluice.worker.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.worker.pacing.Pacer;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Each rule of ledger and pacer is needed, and the simulation sees when one is broken: within these many seeds. */
class BrokenRulesTest {
    private static final int SEEDS_MAX = 400;

    private static void assertCaught(SimulatedFleet.Rules broken) {
        assertTrue(caughtAfter(broken) < SEEDS_MAX, "no run has seen it");
    }

    /** Runs without a violation before the first one with. */
    static int caughtAfter(SimulatedFleet.Rules broken) {
        int seed = 0;
        while (seed < SEEDS_MAX
                && new SimulatedFleet(Schedule.of(seed), broken)
                        .run()
                        .violations()
                        .isEmpty()) {
            seed++;
        }
        return seed;
    }

    static SimulatedFleet.Rules books(Function<ShareLedger, Book> book) {
        return new SimulatedFleet.Rules() {
            @Override
            public Book book(ShareLedger ledger) {
                return book.apply(ledger);
            }
        };
    }

    static SimulatedFleet.Rules turnstiles(BiFunction<Pacer.Slack, Long, Turnstile> turnstile) {
        return new SimulatedFleet.Rules() {
            @Override
            public Turnstile turnstile(Pacer.Slack slack, long nowNanos) {
                return turnstile.apply(slack, nowNanos);
            }
        };
    }

    @Test
    void whoBreaksNoRuleIsNotCaught() {
        assertEquals(SEEDS_MAX, caughtAfter(books(BrokenBook::new)));
    }

    @Test
    void lowerBeforeYouSaySo() {
        assertCaught(books(BrokenBook.DeclaresBeforeLowering::new));
    }

    @Test
    void useNothingBeforeYouReadItBack() {
        assertCaught(books(BrokenBook.UsesBeforeReadingBack::new));
    }

    @Test
    void aLeaseCountsFromBeforeSending() {
        assertCaught(books(BrokenBook.CountsLeaseFromRead::new));
    }

    @Test
    void recordsInFlightCapTheUse() {
        assertCaught(books(BrokenBook.ForgetsRecordsInFlight::new));
    }

    @Test
    void useNoMoreThanTheOthersHaveLeft() {
        assertCaught(books(BrokenBook.IgnoresTheOthers::new));
    }

    @Test
    void clocksMayDrift() {
        assertCaught(books(BrokenBook.AllowsNoDrift::new));
    }

    @Test
    void aPeerLivesFromReadingByOnesOwnClock() {
        assertCaught(books(BrokenBook.BelievesWallClocks::new));
    }

    @Test
    void everyLifeIsAParticipant() {
        assertCaught(books(BrokenBook.MergesLives::new));
    }

    @Test
    void aFailedAppendCounts() {
        assertCaught(books(BrokenBook.ForgetsFailedAppends::new));
    }

    @Test
    void aChangeOfRateGivesNoCallAway() {
        assertCaught(turnstiles(BrokenTurnstile.FreshOnChange::new));
    }

    @Test
    void idleTimeIsNotSaved() {
        assertCaught(turnstiles(BrokenTurnstile.SavingPermits::new));
    }
}
