package io.sluice.loadtest.bare;

import io.sluice.loadtest.cli.Invocation;
import io.sluice.loadtest.sample.SampleOrders;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code bare-calls}: what a worker's drain is measured against, an event loop of the same HTTP client that makes the next
 * call when one is answered; orders from memory, no Kafka, no rate, no fleet. Waits on the main thread, works on the loop.
 */
@Command(
        name = "bare-calls",
        description = "Calls an order system as fast as one event loop can: the yardstick of the drain benchmark.",
        mixinStandardHelpOptions = true)
public final class BareCallsCommand implements Callable<Integer> {
    private static final int BASKET_LINES_MAX = 5;

    @Option(
            names = "--url",
            defaultValue = "http://127.0.0.1:8070/orders",
            description = "Where to post; default ${DEFAULT-VALUE}")
    private URI url = URI.create("");

    @Option(names = "--in-flight", defaultValue = "256", description = "Unanswered calls; default ${DEFAULT-VALUE}")
    private int inFlight;

    @Option(
            names = "--warm-up",
            defaultValue = "PT15S",
            description = "Calls before any are counted; default ${DEFAULT-VALUE}")
    private Duration warmUp = Duration.ZERO;

    @Option(names = "--duration", defaultValue = "PT10S", description = "For how long; default ${DEFAULT-VALUE}")
    private Duration duration = Duration.ZERO;

    @Mixin
    private Invocation invocation = new Invocation();

    private final AtomicLong answered = new AtomicLong();
    private final CompletableFuture<Void> broken = new CompletableFuture<>();

    /** How far it has come. */
    private record Mark(long calls, long nanos, Duration processorTime) {}

    @Override
    public Integer call() throws InterruptedException {
        invocation.check(inFlight >= 1 && inFlight <= 10_000, "--in-flight must be from 1 to 10000");
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
        SampleOrders samples = SampleOrders.load(BASKET_LINES_MAX);
        vertx.getOrCreateContext().runOnContext(started -> {
            Caller caller = new Caller(vertx, samples);
            for (int i = 0; i < inFlight; i++) {
                caller.callOn();
            }
        });
        Mark from = after(warmUp);
        Mark to = after(duration);
        vertx.close().await();
        long calls = to.calls() - from.calls();
        double cpuNanos = to.processorTime().minus(from.processorTime()).toNanos();
        invocation
                .console()
                .println(String.format(
                        Locale.ROOT,
                        "%.0f calls/s %.1f µs of processor time each",
                        calls * 1e9 / (to.nanos() - from.nanos()),
                        cpuNanos / 1e3 / calls));
        return 0;
    }

    private Mark after(Duration wait) throws InterruptedException {
        try {
            broken.get(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a call was not answered: " + e.getCause(), e);
        } catch (TimeoutException e) {
            // It is well.
        }
        Duration processorTime =
                ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
        return new Mark(answered.get(), System.nanoTime(), processorTime);
    }

    /** The loop. Confined to it. */
    private final class Caller {
        private static final CharSequence KEY = HttpHeaders.createOptimized("Idempotency-Key");
        private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

        private final HttpClient client;
        private final RequestOptions request;
        private final SampleOrders samples;
        private long number;

        /** As the worker sets its own. */
        Caller(Vertx vertx, SampleOrders samples) {
            this.samples = samples;
            client = vertx.createHttpClient(
                    new HttpClientOptions().setKeepAliveTimeout(60).setTcpNoDelay(true),
                    new PoolOptions().setHttp1MaxSize(inFlight));
            request = new RequestOptions()
                    .setMethod(HttpMethod.POST)
                    .setAbsoluteURI(url.toString())
                    .putHeader(HttpHeaders.CONTENT_TYPE, JSON);
        }

        /** Makes a call, and the next when it is answered. */
        void callOn() {
            long order = number++;
            client.request(request)
                    .compose(call -> call.putHeader(KEY, "bare-" + order).send(Buffer.buffer(samples.body(order))))
                    .compose(Caller::end)
                    .onComplete(done -> {
                        if (done.succeeded()) {
                            answered.incrementAndGet();
                            callOn();
                        } else {
                            broken.completeExceptionally(done.cause());
                        }
                    });
        }

        private static Future<Void> end(HttpClientResponse response) {
            return response.statusCode() < 300 ? response.end() : Future.failedFuture("HTTP " + response.statusCode());
        }
    }
}
