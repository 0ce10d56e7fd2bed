package io.sluice.loadtest.drive;

import io.sluice.loadtest.verdict.OrderLine;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Sends each order when it is due, whatever became of the others, and counts its latency from that moment: a stalled
 * gateway cannot slow its own load down and so hide the stall (no coordinated omission). Nothing is repeated, but where
 * buyers are said to come {@link Again}: such a posting is due a set time after the one before it has ended.
 *
 * <p>The thread in {@link #run} only keeps the time; one event loop sends and reads, and all its state is confined to it.
 * Orders in flight are bounded by the schedule's length; those that find no free connection wait for one, on the clock.
 */
public final class OpenLoadDriver implements AutoCloseable {
    private static final long SWEEP_MILLIS = 500;
    private static final long LAST_ANSWERS_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Options options;
    private final ArrivalSchedule schedule;
    private final OrderSource source;
    private final RunClock clock;
    private final Listener listener;
    private final DriveProgress progress = new DriveProgress();
    private final Vertx vertx;
    private final Context loop;
    private final List<Gateway> gateways;
    private final ArrayDeque<SentOrder> inFlight = new ArrayDeque<>();
    private final CompletableFuture<Void> allEnded = new CompletableFuture<>();
    private int ended;

    /**
     * How to reach the gateways; buyers take them in turn.
     *
     * @param connectionsMax keep-alive connections at most, to each of them
     * @param timeoutNanos how long one order waits for its answer, a free connection included
     */
    public record Options(
            List<GatewayAddress> gateways, String path, int connectionsMax, long timeoutNanos, Again again) {
        public Options {
            gateways = List.copyOf(gateways);
        }

        /** One gateway, to which nobody comes twice. */
        public Options(String host, int port, String path, int connectionsMax, long timeoutNanos) {
            this(List.of(new GatewayAddress(host, port)), path, connectionsMax, timeoutNanos, Again.NEVER);
        }
    }

    /** Told on the event loop; has to be quick. */
    public interface Listener {
        /** A posting has ended. */
        void posted(Posted posted);
    }

    /** The way to one gateway, and what every order sent there begins with. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Gateway(Connections connections, String host, byte[] orderHead) {}

    /** @param listener told of every order's end, on the event loop; has to be quick */
    public OpenLoadDriver(
            Options options,
            ArrivalSchedule schedule,
            OrderSource source,
            RunClock clock,
            Consumer<OrderLine> listener) {
        this(schedule, source, options, clock, posted -> listener.accept(posted.line()));
    }

    /** A driver whose listener wants to know who posted where, and what else was said. */
    public static OpenLoadDriver telling(
            Options options, ArrivalSchedule schedule, OrderSource source, RunClock clock, Listener listener) {
        return new OpenLoadDriver(schedule, source, options, clock, listener);
    }

    private OpenLoadDriver(
            ArrivalSchedule schedule, OrderSource source, Options options, RunClock clock, Listener listener) {
        this.options = options;
        this.schedule = schedule;
        this.source = source;
        this.clock = clock;
        this.listener = listener;
        this.vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
        this.loop = vertx.getOrCreateContext();
        NetClient client = vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true));
        this.gateways = options.gateways().stream()
                .map(address -> new Gateway(
                        new Connections(client, address.host(), address.port(), options.connectionsMax()),
                        address.host(),
                        ascii("POST " + options.path() + " HTTP/1.1\r\nHost: " + address.host() + ":" + address.port()
                                + "\r\nContent-Type: application/json\r\nIdempotency-Key: ")))
                .toList();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** What has been done so far. */
    public DriveProgress progress() {
        return progress;
    }

    /**
     * Opens the connections and lets both ends load and compile their code, by so many GETs of a path that changes nothing;
     * as many orders are made and thrown away. Without it the first second of a run measures the start of two JVMs.
     */
    public void warmUp(String path, int requests) throws InterruptedException {
        CompletableFuture<Void> done = new CompletableFuture<>();
        AtomicInteger open = new AtomicInteger(requests);
        loop.runOnContext(started -> {
            for (int i = 0; i < requests; i++) {
                Gateway gateway = gateways.get(i % gateways.size());
                Buffer request = Buffer.buffer("GET " + path + " HTTP/1.1\r\nHost: " + gateway.host() + "\r\n\r\n");
                gateway.connections().send(new Connections.Exchange(request) {
                    @Override
                    void onAnswer(HttpResponse response) {
                        Answer.read(response.status(), response.body());
                        request(open.get() % schedule.orders(), gateway);
                        if (open.decrementAndGet() == 0) {
                            done.complete(null);
                        }
                    }

                    @Override
                    void onFailure(String reason) {
                        done.completeExceptionally(new IllegalStateException(reason));
                    }
                });
            }
        });
        await(done, options.timeoutNanos(), "the warm-up was not answered");
    }

    /** Sends all orders on the calling thread's time and returns when each has ended. Once only. */
    public void run() throws InterruptedException {
        if (schedule.orders() == 0) {
            return;
        }
        long sweeper = vertx.setPeriodic(SWEEP_MILLIS, id -> loop.runOnContext(done -> sweep()));
        new Turnstile(schedule, clock)
                .run((from, to, startNanos) -> loop.runOnContext(due -> send(from, to, startNanos)));
        long lastNanos = options.timeoutNanos()
                + options.again().times() * (options.again().afterNanos() + options.timeoutNanos());
        await(allEnded, lastNanos + LAST_ANSWERS_NANOS, "orders in flight outlived their timeout");
        vertx.cancelTimer(sweeper);
    }

    private static void await(CompletableFuture<Void> done, long timeoutNanos, String otherwise)
            throws InterruptedException {
        try {
            done.get(timeoutNanos, TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(otherwise, e);
        }
    }

    private void send(int from, int to, long startNanos) {
        for (int order = from; order < to; order++) {
            send(order, startNanos + schedule.dueNanos(order));
        }
    }

    private void send(int order, long dueNanos) {
        post(order, 1, dueNanos);
    }

    private void post(int order, int posting, long dueNanos) {
        int number = (order + posting - 1) % gateways.size();
        Gateway gateway = gateways.get(number);
        SentOrder sent = new SentOrder(request(order, gateway), order, posting, number, dueNanos, clock.nanos());
        inFlight.add(sent);
        progress.onSent();
        gateway.connections().send(sent);
    }

    private Buffer request(int order, Gateway gateway) {
        byte[] body = source.body(order);
        return Buffer.buffer(gateway.orderHead().length + 128 + body.length)
                .appendBytes(gateway.orderHead())
                .appendBytes(ascii(source.idempotencyKey(order) + "\r\nContent-Length: " + body.length + "\r\n\r\n"))
                .appendBytes(body);
    }

    private void end(SentOrder sent, Posted posted) {
        forgetEnded();
        OrderLine line = posted.line();
        if (line.accepted()) {
            progress.onAccepted(line.latencyMicros());
        } else if (line.unanswered()) {
            progress.onUnanswered();
        } else {
            progress.onRefused();
        }
        listener.posted(posted);
        if (options.again().comes(sent.posting, line.httpStatus())) {
            long dueNanos = clock.nanos() + options.again().afterNanos();
            vertx.setTimer(
                    Math.max(1, TimeUnit.NANOSECONDS.toMillis(options.again().afterNanos())),
                    due -> post(sent.order, sent.posting + 1, dueNanos));
        } else if (++ended == schedule.orders()) {
            allEnded.complete(null);
        }
    }

    /** As it goes: half a second's answered orders would be copied by every young collection, and the buyers wait for those. */
    private void forgetEnded() {
        SentOrder oldest;
        while ((oldest = inFlight.peek()) != null && oldest.hasEnded()) {
            inFlight.remove();
        }
    }

    /** Gives up on orders that are over their time; all have the same timeout, so the oldest come first. */
    private void sweep() {
        long nowNanos = clock.nanos();
        SentOrder oldest;
        while ((oldest = inFlight.peek()) != null && nowNanos - oldest.sentNanos > options.timeoutNanos()) {
            inFlight.remove();
            oldest.abandon("timed out");
        }
    }

    @Override
    public void close() {
        vertx.close().await();
    }

    /** One order under way. */
    private final class SentOrder extends Connections.Exchange {
        final int order;
        final int posting;
        final int gateway;
        final long dueNanos;
        final long sentNanos;

        SentOrder(Buffer request, int order, int posting, int gateway, long dueNanos, long sentNanos) {
            super(request);
            this.order = order;
            this.posting = posting;
            this.gateway = gateway;
            this.dueNanos = dueNanos;
            this.sentNanos = sentNanos;
        }

        @Override
        void onAnswer(HttpResponse response) {
            end(Answer.read(response.status(), response.body()), response.replayed());
        }

        @Override
        void onFailure(String reason) {
            end(Answer.none(reason), false);
        }

        private void end(Answer answer, boolean replayed) {
            OrderLine line = answer.line(clock.micros(dueNanos), clock.micros(sentNanos), clock.micros());
            OpenLoadDriver.this.end(this, new Posted(order, gateway + 1, line, replayed, answer.links()));
        }
    }
}
