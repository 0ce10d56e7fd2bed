package io.sluice.worker.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.FleetRecord;
import io.sluice.contract.FleetRecord.Activity;
import io.sluice.contract.FleetRecord.Claim;
import io.sluice.contract.FleetRecord.Lease;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShareLedgerTest {
    private static final long TTL = 1_000_000_000L;
    private static final Claim BUSY = new Claim(FleetRecord.WHOLE, 1_000, 1);

    private final ShareLedger a = ledger("a", "1");
    private final ShareLedger b = ledger("b", "1");

    private static ShareLedger ledger(String worker, String incarnation) {
        ShareLedger ledger = new ShareLedger(worker, incarnation, TTL);
        ledger.claim(BUSY, 1_000, 0);
        return ledger;
    }

    private static Lease declare(ShareLedger ledger, long now) {
        return ledger.declare(Activity.NONE, now);
    }

    @Test
    void usesNothingBeforeItReadsItsOwnRecordBack() {
        Lease lease = declare(a, 0);
        assertEquals(FleetRecord.WHOLE, lease.share());
        assertEquals(0, a.usable(1));
        assertFalse(a.hasLease(1));
    }

    @Test
    void usesAllWhenAlone() {
        a.read(declare(a, 0), 5);
        assertEquals(FleetRecord.WHOLE, a.usable(5));
    }

    @Test
    void endsWithTheTimeToLiveSinceBeforeSendingNotSinceReading() {
        Lease lease = declare(a, 0);
        a.read(lease, TTL - 10);
        assertEquals(FleetRecord.WHOLE, a.usable(TTL - 1));
        assertEquals(0, a.usable(TTL));
    }

    @Test
    void isCutBackWhenAnotherDeclaredFirst() {
        Lease fromA = declare(a, 0);
        Lease fromB = declare(b, 0);
        a.read(fromA, 1);
        a.read(fromB, 1);
        b.read(fromA, 1);
        b.read(fromB, 1);
        assertEquals(FleetRecord.WHOLE, a.usable(2));
        assertEquals(0, b.usable(2));
    }

    @Test
    void takesWhatAnotherGivesBackAtOnceUpToWhatItDeclared() {
        Lease fromA = declare(a, 0);
        Lease fromB = declare(b, 0);
        for (ShareLedger ledger : List.of(a, b)) {
            ledger.read(fromA, 1);
            ledger.read(fromB, 1);
        }
        Lease lower = declare(a, 2);
        assertEquals(FleetRecord.WHOLE / 2, lower.share());
        b.read(lower, 3);
        assertEquals(FleetRecord.WHOLE / 2, b.usable(3));
        b.read(a.leave(Activity.NONE, 4), 5);
        assertEquals(fromB.share(), b.usable(5));
    }

    @Test
    void workersThatSeeTheSameRoomDoNotTakeItTwice() {
        List<ShareLedger> four =
                IntStream.range(0, 4).mapToObj(i -> ledger("w" + i, "1")).toList();
        round(four, 0);
        round(four, 10);
        Lease leaving = ledger("leaving", "1").leave(Activity.NONE, 15);
        four.forEach(ledger -> ledger.read(leaving, 16));
        round(four, 20);
        List<Lease> raised = round(four, 30);
        assertTrue(raised.stream().mapToLong(Lease::share).sum() <= FleetRecord.WHOLE);
        long used = four.stream().mapToLong(ledger -> ledger.usable(40)).sum();
        assertTrue(used > FleetRecord.WHOLE / 100 * 99, () -> "used " + used);
    }

    /** All declare before any has read what the others declare now. */
    private static List<Lease> round(List<ShareLedger> ledgers, long now) {
        List<Lease> leases =
                ledgers.stream().map(ledger -> declare(ledger, now)).toList();
        ledgers.forEach(ledger -> leases.forEach(lease -> ledger.read(lease, now + 1)));
        return leases;
    }

    @Test
    void lowersBeforeItSaysSo() {
        a.read(declare(a, 0), 1);
        a.read(declare(b, 1), 2);
        Lease lower = declare(a, 3);
        assertTrue(lower.share() < FleetRecord.WHOLE);
        assertEquals(lower.share(), a.usable(3));
    }

    @Test
    void raisesOnlyAfterReadingBack() {
        a.read(declare(a, 0), 1);
        Lease ofB = declare(b, 1);
        a.read(ofB, 2);
        a.read(declare(a, 3), 4);
        a.read(b.leave(Activity.NONE, 5), 5);
        Lease raise = declare(a, 6);
        assertEquals(FleetRecord.WHOLE, raise.share());
        assertEquals(FleetRecord.WHOLE / 2, a.usable(6));
        a.read(raise, 7);
        assertEquals(FleetRecord.WHOLE, a.usable(7));
    }

    @Test
    void aFailedAppendCountsUntilALaterRecordIsReadBack() {
        a.read(declare(a, 0), 1);
        a.read(declare(b, 1), 2);
        Lease lost = declare(a, 3);
        a.read(b.leave(Activity.NONE, 4), 4);
        Lease later = declare(a, 5);
        assertEquals(lost.share(), a.usable(6));
        a.read(later, 7);
        assertEquals(FleetRecord.WHOLE, a.usable(7));
    }

    @Test
    void dropsASilentPeerOnlyAfterItsWholeTimeSinceReading() {
        a.read(declare(b, 0), 100);
        long stillLive = 100 + TTL;
        assertEquals(0, declare(a, stillLive).share());
        long over = 100 + TTL + TTL / 10;
        assertEquals(FleetRecord.WHOLE, declare(a, over).share());
        assertEquals(
                List.of("b"), a.lapsedPeers(over).stream().map(Lease::worker).toList());
    }

    @Test
    void aFarewellFreesTheShareAtOnceAndLeavesNobodyToEvict() {
        a.read(declare(b, 0), 100);
        a.read(b.leave(Activity.NONE, 200), 200);
        assertEquals(FleetRecord.WHOLE, declare(a, 201).share());
        assertTrue(a.lapsedPeers(300).isEmpty());
    }

    @Test
    void anotherLifeOfTheSameWorkerIsAnotherParticipant() {
        ShareLedger before = ledger("a", "0");
        a.read(declare(before, 0), 1);
        assertEquals(0, declare(a, 2).share());
    }

    @Test
    void aNewcomerWithNothingFreeStillMakesTheOthersMakeRoom() {
        a.read(declare(a, 0), 1);
        b.read(declare(a, 1), 2);
        Lease asking = declare(b, 3);
        assertEquals(0, asking.share());
        a.read(asking, 4);
        assertTrue(a.hasNews(4));
        assertEquals(FleetRecord.WHOLE / 2, declare(a, 5).share());
    }

    @Test
    void aNewcomerToALargeFleetGetsWhatIsFairAlthoughEachOtherOneHasLittleToGive() {
        List<ShareLedger> fleet = new ArrayList<>();
        long now = settle(fleet, 50);
        ShareLedger newcomer = fleet.get(fleet.size() - 1);
        newcomer.claim(BUSY, 1_000, 0);
        now = speakInTurn(fleet, 4, now);
        long even = FleetRecord.WHOLE / fleet.size();
        assertTrue(newcomer.usable(now) > 0.9 * even, "uses " + newcomer.usable(now) + " of " + even);
    }

    @Test
    void whatLittleEachGivesInALargeFleetWaitsForTheRenewal() {
        List<ShareLedger> fleet = new ArrayList<>();
        long now = settle(fleet, 50);
        ShareLedger newcomer = fleet.get(fleet.size() - 1);
        newcomer.claim(BUSY, 1_000, 0);
        ShareLedger other = fleet.get(0);
        long before = other.usable(now);
        other.read(declare(newcomer, now), now);
        assertFalse(other.hasNews(now));
        assertTrue(declare(other, now).share() < before);
    }

    /** So many with orders, and a newcomer without any; returns the time after. */
    private static long settle(List<ShareLedger> fleet, int busy) {
        IntStream.range(0, busy).forEach(i -> fleet.add(ledger("w" + i, "1")));
        long now = speakInTurn(fleet, 4, 0);
        fleet.add(new ShareLedger("newcomer", "1", TTL));
        return speakInTurn(fleet, 4, now);
    }

    /** Each declares in turn and all read it at once, so many times; returns the time after. */
    private static long speakInTurn(List<ShareLedger> fleet, int rounds, long fromNanos) {
        long now = fromNanos;
        for (int round = 0; round < rounds; round++) {
            for (ShareLedger speaker : fleet) {
                Lease lease = declare(speaker, now);
                for (ShareLedger reader : fleet) {
                    reader.read(lease, now);
                }
                now++;
            }
        }
        return now;
    }

    @Test
    void rememberingUnansweredRecordsStaysBoundedAndSafe() {
        a.read(declare(a, 0), 1);
        a.read(declare(b, 1), 2);
        long lowered = declare(a, 3).share();
        a.read(b.leave(Activity.NONE, 4), 5);
        for (int i = 0; i < 1_000; i++) {
            declare(a, 6 + i);
        }
        assertEquals(lowered, a.usable(2_000));
    }
}
