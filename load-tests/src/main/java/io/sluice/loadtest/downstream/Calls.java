package io.sluice.loadtest.downstream;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a call: stamped, counted, admitted or turned away, decided by the database, answered when it is due.
 *
 * <p>The stamps are what a fleet's rate is judged by, so nothing on this event loop may keep the next call waiting: it
 * hands bodies to the {@link OrderDesk} unread. Confined to one event loop.
 */
final class Calls {
    private static final int CALLS_A_SECOND_COUNTED_MAX = 200_000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Vertx vertx;
    private final Context eventLoop;
    private final StampClock clock;
    private final ServiceQueue queue;
    private final OrderDesk desk;
    private final @Nullable CallHistory history;
    private final CallWindow window = new CallWindow(CALLS_A_SECOND_COUNTED_MAX);
    private Condition condition;
    private long calls;
    private long unanswered;
    private long effects;
    private long replays;
    private long rejected;
    private long overloaded;

    Calls(
            Vertx vertx,
            StampClock clock,
            ServiceQueue queue,
            Condition condition,
            OrderBook book,
            @Nullable CallHistory history) {
        this.vertx = vertx;
        this.eventLoop = vertx.getOrCreateContext();
        this.clock = clock;
        this.queue = queue;
        this.condition = condition;
        this.history = history;
        this.desk = new OrderDesk(book, this::decided);
    }

    /** How an answer gets back to whoever called. */
    interface Reply {
        void send(Answer answer);
    }

    /** An admitted call on its way through the database. */
    private record Pending(Call call, long dueNanos, Reply reply) implements OrderDesk.Ticket {}

    OrderDesk desk() {
        return desk;
    }

    /** The moment of a call; ask before doing anything else with it. */
    long stampNanos() {
        return clock.nanos();
    }

    /**
     * Takes note of a call.
     *
     * @return when its answer is due, or empty if it is not to be worked on: then it is answered already, or never will be
     */
    OptionalLong arrived(Call call, Reply reply) {
        calls++;
        window.add(call.receivedMicros());
        if (condition.mode() == Condition.Mode.BLACKOUT) {
            abandoned(call);
            return OptionalLong.empty();
        }
        OptionalLong waitNanos = queue.admit(call.receivedNanos());
        if (waitNanos.isEmpty()) {
            answerNow(call, reply, Answer.of(Answer.Kind.OVERLOADED, "too many calls are waiting"));
            return waitNanos;
        }
        return OptionalLong.of(call.receivedNanos() + waitNanos.getAsLong() + condition.latencyNanosNow());
    }

    /** Notes that a call ended without an answer. */
    void abandoned(Call call) {
        unanswered++;
        note(call, 0, false);
    }

    /** Answers a call that needs no database. */
    void answerNow(Call call, Reply reply, Answer answer) {
        note(call, answer.kind().status(), false);
        count(answer);
        reply.send(answer);
    }

    /** Has an admitted order decided; the answer goes out when it is due. */
    void decide(Call call, long dueNanos, Reply reply, byte[] body) {
        if (!desk.offer(new Pending(call, dueNanos, reply), body)) {
            answerNow(call, reply, Answer.of(Answer.Kind.OVERLOADED, "the database cannot keep up"));
        }
    }

    /** Called on the desk's thread: the history knows before anybody is told. */
    private void decided(List<OrderDesk.Decided> batch) {
        for (OrderDesk.Decided order : batch) {
            Answer answer = order.answer();
            note(order.ticket().call(), answer.kind().status(), answer.tookEffect());
        }
        List<OrderDesk.Decided> answers = List.copyOf(batch);
        eventLoop.runOnContext(now -> answers.forEach(this::answerWhenDue));
    }

    private void answerWhenDue(OrderDesk.Decided order) {
        count(order.answer());
        Pending pending = (Pending) order.ticket();
        long earlyNanos = pending.dueNanos() - clock.nanos();
        if (earlyNanos > 0) {
            long earlyMillis = (earlyNanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;
            vertx.setTimer(earlyMillis, timer -> pending.reply().send(order.answer()));
        } else {
            pending.reply().send(order.answer());
        }
    }

    private void note(Call call, int status, boolean effect) {
        if (history != null) {
            history.note(call, status, effect);
        }
    }

    private void count(Answer answer) {
        if (answer.replayed()) {
            replays++;
        } else {
            switch (answer.kind()) {
                case CONFIRMED -> effects++;
                case SOLD_OUT, MALFORMED, KEY_REUSED -> rejected++;
                case OVERLOADED -> overloaded++;
                case BROKEN -> unanswered++;
            }
        }
    }

    Call call(long receivedNanos, String orderId, int attempt, String trace) {
        return new Call(receivedNanos, clock.micros(receivedNanos), orderId, attempt, trace);
    }

    boolean isReady() {
        return history == null || history.isComplete();
    }

    Condition condition() {
        return condition;
    }

    void become(Condition newCondition) {
        condition = newCondition;
        queue.retune(clock.nanos(), newCondition.callsPerSecondNow());
    }

    JsonObject stats() {
        long nanos = clock.nanos();
        return new JsonObject()
                .put("calls", calls)
                .put("effects", effects)
                .put("replays", replays)
                .put("rejected", rejected)
                .put("overloaded", overloaded)
                .put("unanswered", unanswered)
                .put("callsLastSecond", window.count(clock.micros(nanos)))
                .put("callsInAnySecondMax", window.highest())
                .put("capacity", condition.callsPerSecondNow())
                .put("queueMillis", queue.waitNanos(nanos) / NANOS_PER_MILLI)
                .put("mode", condition.mode().text());
    }
}
