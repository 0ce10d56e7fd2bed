package io.sluice.loadtest.drive;

import io.sluice.loadtest.drive.Habits.Habit;
import io.sluice.loadtest.drive.Posting.Patience;
import io.sluice.loadtest.verdict.PostLine;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClientOptions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Buyers that come when they are due, each with one order and one idempotency key, post as their {@link Habits} are, and
 * then go on, more and more slowly, until they have read a 202: the honest client that {@code Idempotency-Key} is made for.
 *
 * <p>The thread in {@link #run} only keeps the time; one event loop sends and reads, and all state is confined to it. What
 * is under way is bounded by the schedule's length. Every connection that is cut is reset (SO_LINGER 0), never closed in peace.
 */
public final class BuyerCrowd implements AutoCloseable {
    private static final long BACKOFF_MILLIS = 200;
    private static final long BACKOFF_MILLIS_MAX = 5_000;
    // At five seconds each far longer than any run.
    private static final int REPETITIONS_MAX = 200;
    private static final long OTHER_BODY_AFTER_MILLIS = 100;

    private final Options options;
    private final ArrivalSchedule schedule;
    private final OrderSource source;
    private final Habits habits;
    private final RunClock clock;
    private final Listener listener;
    private final DriveProgress progress = new DriveProgress();
    private final Vertx vertx;
    private final Context loop;
    private final List<Connections> gateways;
    private final CompletableFuture<Void> allEnded = new CompletableFuture<>();
    private int ended;

    /**
     * How to reach the gateways.
     *
     * @param connectionsMax to each gateway
     * @param answerNanos how long a patient buyer waits for one answer
     * @param endNanos how long the last buyers may need after the last has come
     */
    public record Options(List<Integer> gatewayPorts, int connectionsMax, long answerNanos, long endNanos) {
        public Options {
            gatewayPorts = List.copyOf(gatewayPorts);
        }
    }

    /** Told on the event loop; has to be quick. */
    public interface Listener {
        /** A posting has ended. */
        void posted(PostLine post);

        /** A buyer has read its first 202. */
        void stored(Purchase purchase);
    }

    public BuyerCrowd(
            Options options,
            ArrivalSchedule schedule,
            OrderSource source,
            Habits habits,
            RunClock clock,
            Listener listener) {
        this.options = options;
        this.schedule = schedule;
        this.source = source;
        this.habits = habits;
        this.clock = clock;
        this.listener = listener;
        this.vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
        this.loop = vertx.getOrCreateContext();
        NetClientOptions reset = new NetClientOptions().setTcpNoDelay(true).setSoLinger(0);
        this.gateways = options.gatewayPorts().stream()
                .map(port -> new Connections(vertx.createNetClient(reset), "127.0.0.1", port, options.connectionsMax()))
                .toList();
    }

    /** What has been done so far; an order that is sent again counts again. */
    public DriveProgress progress() {
        return progress;
    }

    /** Lets all buyers in on the calling thread's time and returns when each has what it wanted. Once only. */
    public void run() throws InterruptedException {
        if (schedule.orders() == 0) {
            return;
        }
        new Turnstile(schedule, clock)
                .run((from, to, startNanos) -> loop.runOnContext(due -> {
                    for (int buyer = from; buyer < to; buyer++) {
                        new Buyer(buyer, startNanos + schedule.dueNanos(buyer)).come();
                    }
                }));
        try {
            allEnded.get(options.endNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("some buyers never got an answer", e);
        }
    }

    @Override
    public void close() {
        vertx.close().await();
    }

    /** One buyer, from its coming to its going. */
    private final class Buyer {
        private final int number;
        private final long dueNanos;
        private final Habit habit;
        private final byte[] body;
        private int begun;
        private int open;
        private int repetitions;
        private int lastGateway;
        private boolean isStored;
        private boolean hasReusedKey;

        Buyer(int number, long dueNanos) {
            this.number = number;
            this.dueNanos = dueNanos;
            this.habit = habits.of(number);
            this.body = source.body(number);
        }

        void come() {
            begin(habit.postings().get(0));
        }

        private void begin(Posting posting) {
            begun++;
            if (begun < habit.postings().size()) {
                Posting next = habit.postings().get(begun);
                open++;
                vertx.setTimer(Math.max(1, next.afterMillis()), due -> {
                    open--;
                    begin(next);
                });
            }
            post(posting, body, false);
        }

        private void post(Posting posting, byte[] what, boolean isOther) {
            open++;
            lastGateway = posting.gateway();
            progress.onSent();
            Buffer request = request(number, what);
            Sent sent = new Sent(this, posting, request, isOther);
            gateways.get(posting.gateway()).send(sent);
            sent.watchTheTime();
        }

        void onEnd(PostLine post, Answer answer) {
            open--;
            listener.posted(post);
            count(post);
            Links links = answer.links();
            String orderId = answer.orderId();
            if (!post.otherBody() && !isStored && orderId != null && links != null) {
                isStored = true;
                listener.stored(new Purchase(
                        number,
                        post.gateway(),
                        answer.line(clock.micros(dueNanos), post.sentAtMicros(), post.endedAtMicros()),
                        orderId,
                        links));
            }
            if (open == 0) {
                goOn();
            }
        }

        private void count(PostLine post) {
            if (post.accepted()) {
                progress.onAccepted(post.endedAtMicros() - clock.micros(dueNanos));
            } else if (post.httpStatus() == 0) {
                progress.onUnanswered();
            } else {
                progress.onRefused();
            }
        }

        /** Everything that was begun has ended: is there more to be done? */
        private void goOn() {
            int other = (lastGateway + 1) % gateways.size();
            if (!isStored && repetitions < REPETITIONS_MAX) {
                long backoffMillis = Math.min(BACKOFF_MILLIS_MAX, BACKOFF_MILLIS << Math.min(10, repetitions));
                repetitions++;
                // Spread by who it is, so that buyers who were all refused at once do not all come again at once.
                later(backoffMillis / 2 + number * 7919L % (backoffMillis / 2), Posting.patient(0, other), body, false);
            } else if (isStored && habit.reusesKey() && !hasReusedKey) {
                hasReusedKey = true;
                int where = number % 4 == 0 ? other : lastGateway;
                later(OTHER_BODY_AFTER_MILLIS, Posting.patient(0, where), otherBody(body), true);
            } else if (++ended == schedule.orders()) {
                allEnded.complete(null);
            }
        }

        private void later(long millis, Posting posting, byte[] what, boolean isOther) {
            vertx.setTimer(Math.max(1, millis), due -> post(posting, what, isOther));
        }
    }

    /** The order with something more in it. */
    private static byte[] otherBody(byte[] body) {
        byte[] more = "{\"gift\":true,".getBytes(StandardCharsets.US_ASCII);
        byte[] other = new byte[body.length + more.length - 1];
        System.arraycopy(more, 0, other, 0, more.length);
        System.arraycopy(body, 1, other, more.length, body.length - 1);
        return other;
    }

    private Buffer request(int buyer, byte[] body) {
        byte[] head =
                ("POST /v1/orders HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nIdempotency-Key: "
                                + source.idempotencyKey(buyer) + "\r\nContent-Length: " + body.length + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII);
        return Buffer.buffer(head.length + body.length).appendBytes(head).appendBytes(body);
    }

    /** One posting under way. */
    private final class Sent extends Connections.Exchange {
        private final Buyer buyer;
        private final Posting posting;
        private final boolean isOther;
        private final long sentNanos = clock.nanos();
        private long timer = -1;

        Sent(Buyer buyer, Posting posting, Buffer request, boolean isOther) {
            super(posting.patience() == Patience.STOPS_HALFWAY ? request.getBuffer(0, request.length() / 2) : request);
            this.buyer = buyer;
            this.posting = posting;
            this.isOther = isOther;
        }

        void watchTheTime() {
            if (hasEnded()) {
                return;
            }
            switch (posting.patience()) {
                case KEEPS_WAITING, DROPS_THE_ANSWER ->
                    timer = vertx.setTimer(
                            TimeUnit.NANOSECONDS.toMillis(options.answerNanos()), late -> abandon("timed out"));
                case STOPS_HALFWAY, HANGS_UP ->
                    timer = vertx.setTimer(Math.max(1, posting.hangUpMillis()), now -> abandon("cut by the buyer"));
            }
        }

        @Override
        boolean keepsConnection() {
            return posting.patience() != Patience.DROPS_THE_ANSWER;
        }

        @Override
        void onAnswer(HttpResponse response) {
            vertx.cancelTimer(timer);
            if (posting.patience() == Patience.DROPS_THE_ANSWER) {
                buyer.onEnd(line(0, null, false, "cut by the buyer"), Answer.none("cut by the buyer"));
            } else {
                Answer answer = Answer.read(response.status(), response.body());
                buyer.onEnd(line(answer.status(), answer.orderId(), response.replayed(), answer.error()), answer);
            }
        }

        @Override
        void onFailure(String reason) {
            vertx.cancelTimer(timer);
            buyer.onEnd(line(0, null, false, reason), Answer.none(reason));
        }

        private PostLine line(int status, @Nullable String orderId, boolean replayed, @Nullable String error) {
            return new PostLine(
                    clock.micros(sentNanos),
                    clock.micros(),
                    buyer.number,
                    posting.gateway() + 1,
                    status,
                    orderId,
                    replayed,
                    isOther,
                    error);
        }
    }
}
