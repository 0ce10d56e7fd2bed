package io.sluice.loadtest.drive;

import io.sluice.loadtest.verdict.OrderLine;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * So many connections on which orders come a few bytes at a time, one order after the other, as over a bad telephone line or
 * from somebody who means harm. What becomes of them is told, as they are orders like any other; they are not to be felt by
 * others. All state is confined to one event loop; the counters are thread-safe.
 */
public final class SlowClients implements AutoCloseable {
    private static final long AGAIN_MILLIS = 500;
    private static final long CLOSE_MILLIS = 10_000;

    private final List<GatewayAddress> gateways;
    private final Pace pace;
    private final OrderSource source;
    private final RunClock clock;
    private final Consumer<OrderLine> listener;
    private final Vertx vertx;
    private final Context loop;
    private final NetClient client;
    private final Set<Slow> waiting = new HashSet<>();
    private final AtomicInteger answered = new AtomicInteger();
    private int orders;
    private boolean closing;
    // Of those who close, one thread.
    private boolean closed;

    /** So many bytes, and then so long nothing. */
    public record Pace(int pieceBytes, long pauseMillis) {
        /** Some four seconds for an order of five lines. */
        public static final Pace USUAL = new Pace(24, 200);
    }

    /** @param listener told of every order that was sent to its end, on the event loop; has to be quick */
    public SlowClients(
            List<GatewayAddress> gateways,
            Pace pace,
            OrderSource source,
            RunClock clock,
            Consumer<OrderLine> listener) {
        this.pace = pace;
        this.gateways = List.copyOf(gateways);
        this.source = source;
        this.clock = clock;
        this.listener = listener;
        this.vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
        this.loop = vertx.getOrCreateContext();
        this.client = vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true));
    }

    /** Lets so many of them begin. */
    public void start(int clients) {
        loop.runOnContext(now -> {
            for (int i = 0; i < clients; i++) {
                begin(i);
            }
        });
    }

    /** Orders that were answered, in whatever way. */
    public int answered() {
        return answered.get();
    }

    private void begin(int number) {
        if (closing) {
            return;
        }
        GatewayAddress gateway = gateways.get(number % gateways.size());
        client.connect(gateway.port(), gateway.host()).onComplete(connected -> {
            if (connected.succeeded()) {
                new Slow(number, gateway, connected.result()).send();
            } else {
                later(AGAIN_MILLIS, () -> begin(number));
            }
        });
    }

    private void later(long millis, Runnable what) {
        vertx.setTimer(millis, due -> what.run());
    }

    /** Ends all of them; who had sent a whole order and has no answer yet leaves without one. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        CompletableFuture<Void> told = new CompletableFuture<>();
        loop.runOnContext(now -> {
            closing = true;
            Set.copyOf(waiting).forEach(slow -> slow.end(Answer.none("left")));
            told.complete(null);
        });
        try {
            told.get(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the slow clients did not end", e);
        } finally {
            vertx.close().await();
        }
    }

    /** One order on one connection. */
    private final class Slow {
        private final int number;
        private final NetSocket socket;
        private final Buffer request;
        private final ResponseReader reader = new ResponseReader();
        private int sentBytes;
        private long wholeNanos;
        private boolean over;

        Slow(int number, GatewayAddress gateway, NetSocket socket) {
            this.number = number;
            this.socket = socket;
            int order = orders++;
            byte[] body = source.body(order);
            this.request = Buffer.buffer(
                    "POST /v1/orders HTTP/1.1\r\nHost: " + gateway.host() + ":" + gateway.port()
                            + "\r\nContent-Type: application/json\r\nIdempotency-Key: " + source.idempotencyKey(order)
                            + "\r\nConnection: close\r\nContent-Length: " + body.length + "\r\n\r\n",
                    StandardCharsets.US_ASCII.name());
            request.appendBytes(body);
            socket.handler(this::read);
            socket.exceptionHandler(failure -> socket.close());
            socket.closeHandler(closed -> end(Answer.none("connection closed")));
        }

        void send() {
            if (over || closing) {
                socket.close();
                return;
            }
            int until = Math.min(request.length(), sentBytes + pace.pieceBytes());
            if (until == request.length()) {
                // From here on it is the gateway's turn.
                wholeNanos = clock.nanos();
                waiting.add(this);
            }
            socket.write(request.getBuffer(sentBytes, until)).onFailure(failure -> socket.close());
            sentBytes = until;
            if (until < request.length()) {
                later(pace.pauseMillis(), this::send);
            }
        }

        private void read(Buffer bytes) {
            @Nullable HttpResponse response;
            try {
                response = reader.read(bytes);
            } catch (IllegalArgumentException e) {
                end(Answer.none("unreadable answer: " + e.getMessage()));
                return;
            }
            if (response != null) {
                end(Answer.read(response.status(), response.body()));
            }
        }

        void end(Answer answer) {
            if (over) {
                return;
            }
            over = true;
            socket.close();
            if (waiting.remove(this)) {
                answered.incrementAndGet();
                long wholeMicros = clock.micros(wholeNanos);
                listener.accept(answer.line(wholeMicros, wholeMicros, clock.micros()));
            }
            later(AGAIN_MILLIS, () -> begin(number));
        }
    }
}
