package io.sluice.loadtest.downstream;

import io.sluice.loadtest.sample.SampleOrders;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends practice orders to an order system that is thrown away afterwards. A cold JVM keeps the first thousands of calls
 * waiting and then takes them in a bunch, so that a fleet which called evenly would be judged too fast. Blocks; used
 * once, before the start.
 */
final class Rehearsal {
    private static final Logger log = LoggerFactory.getLogger(Rehearsal.class);
    private static final int CALLERS = 8;
    private static final long SECONDS_MAX = 30;

    private final HttpClient client;
    private final SampleOrders samples = SampleOrders.load();
    private final AtomicInteger begun = new AtomicInteger();
    private final int port;
    private final int orders;
    private final CountDownLatch unfinished = new CountDownLatch(CALLERS);

    private Rehearsal(HttpClient client, int port, int orders) {
        this.client = client;
        this.port = port;
        this.orders = orders;
    }

    /** Returns when all are answered, or after half a minute: a slow machine must not keep the system from starting. */
    static void run(OrderSystem practice, int orders) throws InterruptedException {
        Vertx vertx = Vertx.vertx(OrderSystem.vertxOptions());
        HttpClientAgent client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(CALLERS));
        try {
            Rehearsal rehearsal = new Rehearsal(client, practice.port(), orders);
            for (int caller = 0; caller < CALLERS; caller++) {
                rehearsal.callAgain();
            }
            if (!rehearsal.unfinished.await(SECONDS_MAX, TimeUnit.SECONDS)) {
                log.warn("the rehearsal of {} orders was broken off after {} s", orders, SECONDS_MAX);
            }
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private void callAgain() {
        int i = begun.getAndIncrement();
        if (i >= orders) {
            unfinished.countDown();
            return;
        }
        client.request(HttpMethod.POST, port, "127.0.0.1", "/orders")
                .compose(request ->
                        request.putHeader("Idempotency-Key", "rehearsal-" + i).send(Buffer.buffer(samples.body(i))))
                .compose(HttpClientResponse::body)
                .onComplete(answered -> callAgain(), failure -> {
                    log.warn("a practice order failed: {}", failure.toString());
                    unfinished.countDown();
                });
    }
}
