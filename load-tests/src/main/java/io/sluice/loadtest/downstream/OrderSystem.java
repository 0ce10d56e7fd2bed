package io.sluice.loadtest.downstream;

import io.sluice.broker.LoopbackPorts;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The reference order system that Sluice protects: stock in a database, a hard capacity, answers that depend on nothing
 * but its orders. One event loop, one thread for the database and one for the history. Thread-safe.
 */
public final class OrderSystem implements AutoCloseable {
    /** Above the callers' own idle time, so that they close and no call meets a connection that is being closed. */
    private static final int IDLE_SECONDS_MAX = 300;

    private static final Duration STOP_MAX = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final HttpServer server;
    private final OrderDesk desk;
    private final @Nullable CallHistory history;
    private boolean closed;

    private OrderSystem(Vertx vertx, HttpServer server, OrderDesk desk, @Nullable CallHistory history) {
        this.vertx = vertx;
        this.server = server;
        this.desk = desk;
        this.history = history;
    }

    /**
     * What to start.
     *
     * @param port 0 = any free one
     * @param capacityPerSecond calls a second that it sustains
     * @param latency what a call takes when nobody waits
     * @param queue work that may be waiting before calls are turned away
     * @param stockPieces pieces of every SKU
     * @param history where to write one line for each call; null = nowhere
     * @param data folder of the database; null = in memory
     */
    public record Options(
            String host,
            int port,
            int capacityPerSecond,
            Duration latency,
            Duration queue,
            long stockPieces,
            @Nullable Path history,
            @Nullable Path data) {
        public Options {
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("port " + port + " is not between 0 and 65535");
            }
            if (queue.isNegative() || queue.compareTo(Duration.ofMinutes(10)) > 0) {
                throw new IllegalArgumentException("queue " + queue + " is not between PT0S and PT10M");
            }
            if (stockPieces < 0) {
                throw new IllegalArgumentException("stock " + stockPieces + " is less than nothing");
            }
            if (latency.compareTo(Duration.ofMillis(Condition.LATENCY_MILLIS_MAX)) > 0) {
                throw new IllegalArgumentException("latency " + latency + " is more than ten minutes");
            }
            new Condition(capacityPerSecond, (int) latency.toMillis(), Condition.Mode.NORMAL);
        }
    }

    /**
     * Starts it and returns when it takes calls.
     *
     * @throws IllegalStateException if the port is taken, or the history or the database cannot be opened
     */
    public static OrderSystem start(Options options) {
        CallHistory history = options.history() == null ? null : CallHistory.open(options.history());
        OrderBook book;
        try {
            book = OrderBook.open(options.data(), options.stockPieces());
        } catch (RuntimeException e) {
            closeIfGiven(history);
            throw e;
        }
        Vertx vertx = Vertx.vertx(vertxOptions());
        StampClock clock =
                StampClock.start(() -> ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()), System::nanoTime);
        Condition condition = new Condition(
                options.capacityPerSecond(), (int) options.latency().toMillis(), Condition.Mode.NORMAL);
        ServiceQueue queue = new ServiceQueue(
                clock.nanos(), condition.callsPerSecondNow(), options.queue().toNanos());
        Calls calls = new Calls(vertx, clock, queue, condition, book, history);
        HttpServer server = vertx.createHttpServer(new HttpServerOptions()
                        .setHost(options.host())
                        .setPort(options.port())
                        .setTcpNoDelay(true)
                        .setPerFrameWebSocketCompressionSupported(false)
                        .setPerMessageWebSocketCompressionSupported(false)
                        .setIdleTimeout(IDLE_SECONDS_MAX))
                .requestHandler(new OrderSystemApi(calls));
        OrderSystem system = new OrderSystem(vertx, server, calls.desk(), history);
        system.listen(options);
        return system;
    }

    /**
     * One event loop, and nothing written to the disk for files that we do not serve. Java's own selector only knows whole
     * milliseconds and spins through the rest until the next answer is due, which takes a tenth of a core.
     */
    static VertxOptions vertxOptions() {
        return new VertxOptions()
                .setEventLoopPoolSize(1)
                .setPreferNativeTransport(true)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false));
    }

    /** Has a throwaway system of the same kind take so many orders, so that this JVM is warm. */
    public static void rehearse(int orders) throws InterruptedException {
        try (OrderSystem practice = start(new Options(
                "127.0.0.1",
                0,
                Condition.CAPACITY_MAX,
                Duration.ZERO,
                Duration.ofMinutes(1),
                Integer.MAX_VALUE,
                null,
                null))) {
            Rehearsal.run(practice, orders);
        }
    }

    private void listen(Options options) {
        desk.start();
        try {
            server.listen().toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            close();
            if (!(e.getCause() instanceof UnknownHostException)) {
                // Asked, not read off the exception: a native transport has one of its own, in the machine's language.
                new LoopbackPorts(options.host()).requireFree(options.port());
            }
            throw new IllegalStateException("the order system cannot listen: " + e.getCause(), e);
        }
    }

    private static void closeIfGiven(@Nullable CallHistory history) {
        if (history != null) {
            history.close();
        }
    }

    /** The port it listens on. */
    public int port() {
        return server.actualPort();
    }

    /** Answers what it has, writes what it knows, and stops. Safe to repeat. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            server.shutdown(STOP_MAX).toCompletionStage().toCompletableFuture().join();
            desk.close();
        } finally {
            closeIfGiven(history);
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }
}
