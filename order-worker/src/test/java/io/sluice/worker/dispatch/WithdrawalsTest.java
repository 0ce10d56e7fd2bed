package io.sluice.worker.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.contract.Cancellation;
import io.sluice.contract.Order;
import io.sluice.contract.OrderOutcome;
import io.sluice.worker.dispatch.OutcomeLog.Unfetched;
import io.sluice.worker.downstream.CallResult.Kind;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Orders that buyers take back, and those for which it is too late. */
class WithdrawalsTest {
    private static final int PARTITION = 7;

    private final DispatcherRig rig = new DispatcherRig();

    private static Cancellation wish(String id) {
        return new Cancellation(id, PARTITION, 99, 49_000, 1_234, 49_500);
    }

    /** What has to be asked again. */
    private List<Cancellation> decide(Cancellation... wishes) {
        CompletableFuture<List<Cancellation>> undecided =
                rig.dispatcher.decide(List.of(wishes)).toCompletableFuture();
        rig.eventLoop.advanceMillis(0);
        return undecided.join();
    }

    private void fetched() {
        rig.outcomes.answerUnfetched(Unfetched.FETCHED);
    }

    @Test
    void anOrderThatWaitsIsCancelledAndNeverCalled() {
        rig.pause();
        QueuedOrder order = rig.arrive("a", 49_000);
        fetched();
        assertEquals(List.of(), decide(wish("a")));
        rig.resume();
        rig.eventLoop.advanceMillis(10);
        rig.assertHappened("outcome a cancelled", "settled a");
        assertEquals(
                new OrderOutcome(
                        "a",
                        OrderOutcome.Kind.CANCELLED,
                        null,
                        0,
                        49_000,
                        DispatcherRig.WALL_CLOCK_MILLIS,
                        Order.fingerprint(order.order().body()),
                        PARTITION,
                        order.offset()),
                rig.outcomes.last());
    }

    @Test
    void anOrderThatIsNotFetchedYetIsCancelledFromWhatTheWishSaysOfIt() {
        assertEquals(List.of(), decide(wish("a")));
        rig.assertHappened("outcome a cancelled", "settled a");
        assertEquals(
                new OrderOutcome(
                        "a",
                        OrderOutcome.Kind.CANCELLED,
                        null,
                        0,
                        49_000,
                        DispatcherRig.WALL_CLOCK_MILLIS,
                        1_234,
                        PARTITION,
                        99),
                rig.outcomes.last());
    }

    @Test
    void anOrderWhoseCallIsUnderWayIsLeftToItsAnswer() {
        rig.arrive("a");
        fetched();
        assertEquals(List.of(), decide(wish("a")));
        rig.answer("a#1", Kind.CONFIRMED);
        rig.assertHappened("call a#1", "outcome a confirmed", "settled a");
    }

    @Test
    void anOrderThatWasTriedAndMayHaveTakenEffectGoesOnBeingTried() {
        rig.arrive("a");
        rig.answer("a#1", Kind.TIMED_OUT);
        fetched();
        assertEquals(List.of(), decide(wish("a")));
        rig.eventLoop.advanceMillis(DispatcherRig.BACKOFF_MILLIS + 10);
        rig.answer("a#2", Kind.CONFIRMED);
        rig.assertHappened("call a#1", "call a#2", "outcome a confirmed", "settled a");
    }

    @Test
    void whatIsSettledOrAnotherWorkersIsNotThisOnesMatter() {
        rig.outcomes.answerUnfetched(Unfetched.SETTLED);
        assertEquals(List.of(), decide(wish("a")));
        rig.outcomes.answerUnfetched(Unfetched.ELSEWHERE);
        assertEquals(List.of(), decide(wish("b")));
        rig.assertHappened();
    }

    @Test
    void whatCannotBeDecidedYetComesBack() {
        rig.outcomes.answerUnfetched(Unfetched.NOT_YET);
        assertEquals(List.of(wish("a"), wish("b")), decide(wish("a"), wish("b")));
        rig.outcomes.answerUnfetched(Unfetched.TAKEN);
        rig.dispatcher.stop();
        assertEquals(List.of(wish("a")), decide(wish("a")));
        rig.assertHappened();
    }

    @Test
    void nothingIsCancelledWhileTooMuchWaitsForKafka() {
        rig.outcomes.holdBack();
        rig.news.say("GONE", true);
        for (int i = 0; i < 10_000; i++) {
            rig.feed.add("gone", 0, "GONE");
        }
        rig.eventLoop.advanceMillis(600);
        assertEquals(List.of(wish("a")), decide(wish("a")));
        rig.outcomes.letThrough();
        assertEquals(List.of(), decide(wish("a")));
        assertEquals(OrderOutcome.Kind.CANCELLED, rig.outcomes.last().kind());
    }
}
