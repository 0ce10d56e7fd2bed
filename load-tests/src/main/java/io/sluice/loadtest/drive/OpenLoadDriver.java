package io.sluice.loadtest.drive;

import io.sluice.loadtest.verdict.OrderLine;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Sends each order when it is due, whatever became of the others, and counts its latency from that moment: a stalled
 * gateway cannot slow its own load down and so hide the stall (no coordinated omission). Nothing is repeated.
 *
 * <p>The thread in {@link #run} only keeps the time; one event loop sends and reads, and all its state is confined to it.
 * Orders in flight are bounded by the schedule's length; those that find no free connection wait for one, on the clock.
 */
public final class OpenLoadDriver implements AutoCloseable {
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence IDEMPOTENCY_KEY = HttpHeaders.createOptimized("idempotency-key");
    private static final long SWEEP_MILLIS = 500;
    private static final long LAST_ANSWERS_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Options options;
    private final ArrivalSchedule schedule;
    private final OrderSource source;
    private final RunClock clock;
    private final Consumer<OrderLine> listener;
    private final DriveProgress progress = new DriveProgress();
    private final Vertx vertx;
    private final Context loop;
    private final HttpClient client;
    private final ArrayDeque<Exchange> inFlight = new ArrayDeque<>();
    private final CompletableFuture<Void> allEnded = new CompletableFuture<>();
    private int ended;

    /**
     * How to reach the gateway.
     *
     * @param connectionsMax keep-alive connections at most
     * @param timeoutNanos how long one order waits for its answer, a free connection included
     */
    public record Options(String host, int port, String path, int connectionsMax, long timeoutNanos) {}

    /** @param listener told of every order's end, on the event loop; has to be quick */
    public OpenLoadDriver(
            Options options,
            ArrivalSchedule schedule,
            OrderSource source,
            RunClock clock,
            Consumer<OrderLine> listener) {
        this.options = options;
        this.schedule = schedule;
        this.source = source;
        this.clock = clock;
        this.listener = listener;
        this.vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
        this.loop = vertx.getOrCreateContext();
        this.client = vertx.httpClientBuilder()
                .with(new HttpClientOptions()
                        .setDefaultHost(options.host())
                        .setDefaultPort(options.port())
                        .setTcpNoDelay(true)
                        .setKeepAliveTimeout(120))
                .with(new PoolOptions()
                        .setHttp1MaxSize(options.connectionsMax())
                        .setMaxWaitQueueSize(schedule.orders()))
                .build();
    }

    /** What has been done so far. */
    public DriveProgress progress() {
        return progress;
    }

    /** Sends all orders on the calling thread's time and returns when each has ended. Once only. */
    public void run() throws InterruptedException {
        if (schedule.orders() == 0) {
            return;
        }
        long sweeper = vertx.setPeriodic(SWEEP_MILLIS, id -> loop.runOnContext(done -> sweep()));
        long startNanos = clock.nanos();
        int next = 0;
        while (next < schedule.orders()) {
            parkUntil(startNanos + schedule.dueNanos(next));
            long elapsedNanos = clock.nanos() - startNanos;
            int from = next;
            while (next < schedule.orders() && schedule.dueNanos(next) <= elapsedNanos) {
                next++;
            }
            int to = next;
            loop.runOnContext(due -> send(from, to, startNanos));
        }
        try {
            allEnded.get(options.timeoutNanos() + LAST_ANSWERS_NANOS, TimeUnit.NANOSECONDS);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException("orders in flight outlived their timeout", e);
        } finally {
            vertx.cancelTimer(sweeper);
        }
    }

    private void parkUntil(long dueNanos) throws InterruptedException {
        long waitNanos;
        while ((waitNanos = dueNanos - clock.nanos()) > 0) {
            LockSupport.parkNanos(this, waitNanos);
            if (Thread.interrupted()) {
                throw new InterruptedException("the run was stopped");
            }
        }
    }

    private void send(int from, int to, long startNanos) {
        for (int order = from; order < to; order++) {
            send(order, startNanos + schedule.dueNanos(order));
        }
    }

    private void send(int order, long dueNanos) {
        Exchange exchange = new Exchange(dueNanos, clock.nanos());
        inFlight.add(exchange);
        progress.onSent();
        client.request(new RequestOptions().setMethod(HttpMethod.POST).setURI(options.path()))
                .compose(request -> {
                    exchange.request = request;
                    request.putHeader(HttpHeaders.CONTENT_TYPE, JSON);
                    request.putHeader(IDEMPOTENCY_KEY, source.idempotencyKey(order));
                    return request.send(Buffer.buffer(source.body(order)));
                })
                .compose(response -> response.body().map(body -> answered(exchange, response, body)))
                .onSuccess(line -> end(exchange, line))
                .onFailure(failure -> end(exchange, exchange.unanswered(reason(failure))));
    }

    private OrderLine answered(Exchange exchange, HttpClientResponse response, Buffer body) {
        return Answer.read(response.statusCode(), body)
                .line(clock.micros(exchange.dueNanos), clock.micros(exchange.sentNanos), clock.micros());
    }

    private static String reason(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    private void end(Exchange exchange, OrderLine line) {
        if (exchange.ended) {
            return;
        }
        exchange.ended = true;
        if (line.accepted()) {
            progress.onAccepted(line.answeredAtMicros() - line.scheduledAtMicros());
        } else if (line.unanswered()) {
            progress.onUnanswered();
        } else {
            progress.onRefused();
        }
        listener.accept(line);
        if (++ended == schedule.orders()) {
            allEnded.complete(null);
        }
    }

    /** Gives up on orders that are over their time; all have the same timeout, so the oldest come first. */
    private void sweep() {
        long nowNanos = clock.nanos();
        Exchange oldest;
        while ((oldest = inFlight.peek()) != null
                && (oldest.ended || nowNanos - oldest.sentNanos > options.timeoutNanos())) {
            inFlight.remove();
            if (!oldest.ended) {
                end(oldest, oldest.unanswered("timed out"));
                if (oldest.request != null) {
                    oldest.request.reset();
                }
            }
        }
    }

    @Override
    public void close() {
        vertx.close().await();
    }

    /** One order under way. Confined to the event loop. */
    private final class Exchange {
        final long dueNanos;
        final long sentNanos;

        @org.jspecify.annotations.Nullable HttpClientRequest request;

        boolean ended;

        Exchange(long dueNanos, long sentNanos) {
            this.dueNanos = dueNanos;
            this.sentNanos = sentNanos;
        }

        OrderLine unanswered(String reason) {
            return new OrderLine(
                    clock.micros(dueNanos), clock.micros(sentNanos), clock.micros(), 0, null, -1, Double.NaN, reason);
        }
    }
}
