package io.sluice.loadtest.drive;

import io.sluice.loadtest.sample.SingleItem;
import io.sluice.loadtest.verdict.ProbeLine;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClientOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Looks whether a SKU can still be ordered by ordering it, at every gateway every few milliseconds, until each has refused
 * it as sold out several times. One SKU at a time. One thread asks; one event loop sends and reads.
 */
public final class SkuProbes implements AutoCloseable {
    private static final int CONNECTIONS_MAX = 64;
    private static final int REFUSALS = 4;
    private static final long LAST_ANSWERS_MILLIS = 5_000;

    private final Vertx vertx;
    private final Context loop;
    private final List<Connections> gateways;
    private final long everyMillis;
    private final RunClock clock;
    private final Consumer<ProbeLine> listener;
    private int probes;

    /** @param listener told of every look on the event loop; has to be quick */
    public SkuProbes(List<Integer> gatewayPorts, Duration every, RunClock clock, Consumer<ProbeLine> listener) {
        this.vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
        this.loop = vertx.getOrCreateContext();
        NetClientOptions options = new NetClientOptions().setTcpNoDelay(true);
        this.gateways = gatewayPorts.stream()
                .map(port -> new Connections(vertx.createNetClient(options), "127.0.0.1", port, CONNECTIONS_MAX))
                .toList();
        this.everyMillis = Math.max(1, every.toMillis());
        this.clock = clock;
        this.listener = listener;
    }

    /** Looks until every gateway refuses this SKU; false if one still does not when the time is up. */
    public boolean untilRefused(String sku, Duration timeout) throws InterruptedException {
        Search search = new Search(sku);
        loop.runOnContext(now -> search.begin());
        boolean isRefused = isDone(search, timeout.toMillis());
        if (!isRefused) {
            loop.runOnContext(now -> search.giveUp());
            // What is under way may be stored, and somebody has to be told of that.
            isDone(search, LAST_ANSWERS_MILLIS);
        }
        return isRefused;
    }

    private static boolean isDone(Search search, long timeoutMillis) throws InterruptedException {
        try {
            search.done.get(timeoutMillis, TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    @Override
    public void close() {
        vertx.close().await();
    }

    /** The looks at one SKU. */
    private final class Search {
        private final String sku;
        private final int[] refusals = new int[gateways.size()];
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private long timer = -1;
        private int open;
        private boolean hasGivenUp;

        Search(String sku) {
            this.sku = sku;
        }

        void begin() {
            look();
            timer = vertx.setPeriodic(everyMillis, due -> look());
        }

        void giveUp() {
            hasGivenUp = true;
        }

        private void look() {
            boolean isOver = true;
            for (int gateway = 0; gateway < refusals.length && !hasGivenUp; gateway++) {
                if (refusals[gateway] < REFUSALS) {
                    isOver = false;
                    open++;
                    gateways.get(gateway).send(new Look(this, gateway, request()));
                }
            }
            if (isOver && open == 0) {
                vertx.cancelTimer(timer);
                done.complete(null);
            }
        }

        private Buffer request() {
            probes++;
            byte[] body = new SingleItem("probe-" + probes, sku).body();
            byte[] head = ("POST /v1/orders HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                            + "Idempotency-Key: probe-" + probes + "\r\nContent-Length: " + body.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
            return Buffer.buffer(head).appendBytes(body);
        }
    }

    /** One look. */
    private final class Look extends Connections.Exchange {
        private final Search search;
        private final int gateway;
        private final long sentNanos = clock.nanos();

        Look(Search search, int gateway, Buffer request) {
            super(request);
            this.search = search;
            this.gateway = gateway;
        }

        @Override
        void onAnswer(HttpResponse response) {
            end(Answer.read(response.status(), response.body()));
        }

        @Override
        void onFailure(String reason) {
            end(Answer.none(reason));
        }

        private void end(Answer answer) {
            ProbeLine line = new ProbeLine(
                    clock.micros(sentNanos),
                    clock.micros(),
                    gateway + 1,
                    search.sku,
                    answer.status(),
                    answer.orderId(),
                    answer.error());
            search.open--;
            search.refusals[gateway] += line.refusedAsSoldOut() ? 1 : 0;
            listener.accept(line);
        }
    }
}
