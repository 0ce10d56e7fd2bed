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
        try {
            search.done.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } finally {
            loop.runOnContext(now -> vertx.cancelTimer(search.timer));
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
        private volatile long timer = -1;

        Search(String sku) {
            this.sku = sku;
        }

        void begin() {
            look();
            timer = vertx.setPeriodic(everyMillis, due -> look());
        }

        private void look() {
            boolean isOver = true;
            for (int gateway = 0; gateway < refusals.length; gateway++) {
                if (refusals[gateway] < REFUSALS) {
                    isOver = false;
                    gateways.get(gateway).send(new Look(this, gateway, request()));
                }
            }
            if (isOver) {
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
            search.refusals[gateway] += line.refusedAsSoldOut() ? 1 : 0;
            listener.accept(line);
        }
    }
}
