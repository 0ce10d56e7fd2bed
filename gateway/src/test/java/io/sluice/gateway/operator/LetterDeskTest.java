package io.sluice.gateway.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.DeadLetterRecord.Mark;
import io.sluice.contract.LetterPlace;
import io.sluice.gateway.operator.LetterDesk.Answer;
import io.sluice.gateway.operator.ReplayPlan.Planned;
import io.sluice.gateway.operator.ReplayPlan.Refused;
import io.sluice.gateway.operator.ReplayProgress.State;
import io.sluice.gateway.operator.ReplayRule.Refusal;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LetterDeskTest {
    private static final LetterFilter ALL = new LetterFilter(null, null, null, null, null, null, null);

    private final FakeLetterShelf shelf = new FakeLetterShelf();
    private final AtomicInteger counted = new AtomicInteger();
    private final LetterDesk desk = new LetterDesk(shelf, shelf, () -> 0, () -> 5_000, counted::addAndGet);

    @AfterEach
    void close() {
        desk.close();
    }

    private static ReplayRequest places(boolean dryRun, boolean force, long... offsets) {
        TreeSet<LetterPlace> places = new TreeSet<>();
        LongStream.of(offsets).forEach(offset -> places.add(new LetterPlace(0, offset)));
        return new ReplayRequest(places, null, dryRun, 1_000, 100, force);
    }

    private static ReplayRequest filter(LetterFilter filter, int limit) {
        return new ReplayRequest(null, filter, true, 1_000, limit, false);
    }

    /** Has it done, and returns when it is. */
    private ReplayProgress done(ReplayRequest request) {
        Answer answer = desk.replay(request, "ada");
        assertNotNull(answer.started(), "nothing was begun");
        return ended(answer.started().id());
    }

    private ReplayProgress ended(String id) {
        ReplayProgress progress = desk.progress(id);
        while (progress.state() == State.RUNNING) {
            Thread.onSpinWait();
            progress = desk.progress(id);
        }
        return progress;
    }

    private static List<Long> offsets(ReplayPlan plan) {
        return plan.letters().stream().map(letter -> letter.place().offset()).toList();
    }

    private Refusal whyNot(boolean force, long offset) {
        ReplayPlan plan = desk.replay(places(true, force, offset), "ada").plan();
        return plan.refusals().isEmpty() ? null : plan.refusals().get(0).why();
    }

    @Test
    void putsBackWhatIsAskedForUnderTheSameIdAndMarksIt() {
        shelf.lay(1, 0);
        shelf.lay(2, 0);
        ReplayProgress progress = done(places(false, false, 1, 2));
        assertEquals(State.DONE, progress.state());
        assertEquals(2, progress.replayed());
        assertEquals(5_000, progress.endedAtMillis());
        assertEquals(2, counted.get());
        ReplayLog.Replay first = shelf.replays.get(0);
        assertEquals(FakeLetterShelf.id(1), first.order().id());
        assertEquals(1, first.order().replay());
        assertEquals(1_000, first.order().acceptedAtMillis(), "as the buyer was told");
        assertEquals(5_000, first.order().queuedAtMillis());
        assertEquals(new Mark(new LetterPlace(0, 1), FakeLetterShelf.id(1), 1, "ada", 5_000), first.mark());
    }

    @Test
    void aDryRunSaysWhatWouldBeDoneAndDoesNothing() {
        shelf.lay(1, 0);
        shelf.layMalformed(2);
        Answer answer = desk.replay(places(true, false, 1, 2, 3), "ada");
        assertNull(answer.started());
        assertEquals(
                List.of(new Planned(new LetterPlace(0, 1), FakeLetterShelf.id(1), 1)),
                answer.plan().letters());
        assertEquals(
                List.of(
                        new Refused(new LetterPlace(0, 2), Refusal.MALFORMED),
                        new Refused(new LetterPlace(0, 3), Refusal.NOT_FOUND)),
                answer.plan().refusals());
        assertEquals(List.of(), shelf.replays);
    }

    @Test
    void refusesWhatWasPutBackUnlessSomebodyInsistsAndThenUnderANewNumber() {
        shelf.lay(1, 0);
        done(places(false, false, 1));
        assertEquals(Refusal.REPLAYED, whyNot(false, 1));
        assertNull(desk.replay(places(false, false, 1), "ada").started(), "there is nothing to do");
        done(places(false, true, 1));
        assertEquals(2, shelf.replays.get(1).order().replay());
    }

    @Test
    void putsBackAgainUnderTheSameNumberWhatWasNotMarked() {
        shelf.lay(1, 1);
        assertEquals(
                2,
                desk.replay(places(true, false, 1), "ada")
                        .plan()
                        .letters()
                        .get(0)
                        .replay());
        assertEquals(
                2,
                desk.replay(places(true, true, 1), "ada")
                        .plan()
                        .letters()
                        .get(0)
                        .replay());
    }

    @Test
    void refusesWhatDiedAgainAndAgainUnlessSomebodyInsistsAndNeverBeyondTheBound() {
        shelf.lay(1, ReplayRule.REPLAYS_MAX - 1);
        shelf.lay(2, ReplayRule.REPLAYS_MAX);
        shelf.lay(3, 99);
        assertNull(whyNot(false, 1));
        assertEquals(Refusal.REPLAYED_TOO_OFTEN, whyNot(false, 2));
        assertNull(whyNot(true, 2));
        assertEquals(Refusal.REPLAYED_TOO_OFTEN, whyNot(true, 3));
    }

    @Test
    void findsTheNewestThatFitUpToTheLimit() {
        LongStream.range(1, 10).forEach(offset -> shelf.lay(offset, 0));
        shelf.layMalformed(10);
        assertEquals(
                List.of(9L, 8L, 7L), offsets(desk.replay(filter(ALL, 3), "ada").plan()));
        LetterFilter some = new LetterFilter("500", "A", "shop", null, 10_003L, 10_006L, null);
        ReplayPlan plan = desk.replay(filter(some, 100), "ada").plan();
        assertEquals(List.of(5L, 4L, 3L), offsets(plan));
        assertEquals(0, plan.refused(), "what is no order is for no client");
        LetterFilter other = new LetterFilter(null, "B", null, null, null, null, null);
        assertEquals(List.of(), offsets(desk.replay(filter(other, 100), "ada").plan()));
        LetterFilter one = new LetterFilter(null, null, null, FakeLetterShelf.id(4), null, null, null);
        assertEquals(List.of(4L), offsets(desk.replay(filter(one, 100), "ada").plan()));
    }

    @Test
    void showsPageByPage() {
        LongStream.range(0, 5).forEach(offset -> shelf.lay(offset, 0));
        LetterDesk.Page page = desk.browse(ALL, 2, null);
        assertEquals(2, page.letters().size());
        page = desk.browse(ALL, 2, page.reading().next());
        assertEquals(2, page.letters().get(0).letter().place().offset());
        page = desk.browse(ALL, 2, page.reading().next());
        assertEquals(1, page.letters().size());
        assertNull(page.reading().next());
    }

    @Test
    void doesOneReplayAtATimeAndStopsWhenItIsTold() {
        LongStream.range(0, 1_000).forEach(offset -> shelf.lay(offset, 0));
        CountDownLatch hold = shelf.holdAppending();
        ReplayRequest all = new ReplayRequest(null, ALL, false, 1_000, 1_000, false);
        Answer first = desk.replay(all, "ada");
        Answer second = desk.replay(all, "bob");
        assertNull(second.plan());
        assertEquals(first.started().id(), second.started().id());
        assertNotNull(desk.replay(filter(ALL, 1), "bob").plan(), "to look is always allowed");
        desk.stop(first.started().id(), "bob");
        hold.countDown();
        ReplayProgress stopped = ended(first.started().id());
        assertEquals(State.STOPPED, stopped.state());
        assertTrue(stopped.replayed() <= 50, "the portion under way: " + stopped);
        assertNull(desk.progress("nonsense"));
        assertNull(desk.stop("nonsense", "bob"));
    }

    @Test
    void saysSoIfKafkaDoesNotAnswer() {
        shelf.lay(1, 0);
        CountDownLatch hold = shelf.holdAppending();
        ReplayRequest slow = new ReplayRequest(places(false, false, 1).places(), null, false, 1, 10, false);
        Answer answer = desk.replay(slow, "ada");
        shelf.answer(false);
        hold.countDown();
        assertFalse(desk.browse(ALL, 2, null).reading().answered());
        assertFalse(desk.replay(filter(ALL, 2), "ada").plan().reading().answered());
        ReplayProgress ended = ended(answer.started().id());
        assertEquals(ended.state() == State.FAILED ? 0 : 1, ended.replayed(), ended.toString());
    }
}
