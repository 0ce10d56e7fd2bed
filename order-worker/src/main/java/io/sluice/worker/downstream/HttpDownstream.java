package io.sluice.worker.downstream;

import io.sluice.contract.Order;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The downstream over HTTP/1.1 with connections kept open. Confined to one event loop, which must be the one of the
 * caller: a call that finds a connection leaves at the moment in which it is started, which is what the pacing is about.
 */
public final class HttpDownstream implements Downstream {
    private static final CharSequence IDEMPOTENCY_KEY = HttpHeaders.createOptimized("Idempotency-Key");
    private static final CharSequence ATTEMPT = HttpHeaders.createOptimized("Sluice-Attempt");
    private static final CharSequence TRACEPARENT = HttpHeaders.createOptimized("traceparent");
    private static final CharSequence SOLD_OUT = HttpHeaders.createOptimized("Sluice-Sold-Out");
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

    private final HttpClient client;
    private final RequestOptions request;
    private final long timeoutMillis;
    private final LongSupplier wallClockMillis;

    /**
     * @param connectionsMax at least as many as calls may be unanswered, or calls would wait unseen for a connection
     * @param wallClockMillis for {@code Retry-After} given as a date
     */
    public HttpDownstream(Vertx vertx, URI url, Duration timeout, int connectionsMax, LongSupplier wallClockMillis) {
        timeoutMillis = timeout.toMillis();
        this.wallClockMillis = wallClockMillis;
        client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setKeepAliveTimeout(60)
                        .setTcpNoDelay(true)
                        .setConnectTimeout((int) Math.min(timeoutMillis, 2_000)),
                new PoolOptions().setHttp1MaxSize(connectionsMax));
        request = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(url.toString())
                .putHeader(HttpHeaders.CONTENT_TYPE, JSON);
    }

    @Override
    public void call(Order order, int attempt, Runnable whenSent, Consumer<CallResult> whenAnswered) {
        exchange(order, attempt, whenSent)
                .onComplete(done -> whenAnswered.accept(done.succeeded() ? done.result() : unanswered(done.cause())));
    }

    private Future<CallResult> exchange(Order order, int attempt, Runnable whenSent) {
        Future<HttpClientRequest> connected = client.request(request);
        // Bound to this event loop, and so is the timeout's timer. A plain future has it on a thread that all share,
        // and to wake that one twice for every call took a tenth of the worker's time.
        return connected.compose(call -> connected
                .compose(unsent -> send(unsent, order, attempt, whenSent))
                .compose(this::read)
                .timeout(timeoutMillis, TimeUnit.MILLISECONDS)
                .onFailure(cause -> abandon(call)));
    }

    private static Future<HttpClientResponse> send(
            HttpClientRequest call, Order order, int attempt, Runnable whenSent) {
        call.putHeader(IDEMPOTENCY_KEY, order.id()).putHeader(ATTEMPT, Integer.toString(attempt));
        if (order.traceparent() != null) {
            call.putHeader(TRACEPARENT, order.traceparent());
        }
        Future<HttpClientResponse> response = call.send(Buffer.buffer(order.body()));
        whenSent.run();
        return response;
    }

    /**
     * A late answer must not be taken for that of the next call on the same connection, and a call that could not be
     * sent must not keep its connection.
     */
    private static void abandon(HttpClientRequest call) {
        var unused = call.reset();
    }

    private Future<CallResult> read(HttpClientResponse response) {
        int status = response.statusCode();
        BoundedText body = new BoundedText();
        response.handler(body::append);
        long retryAfterMillis =
                RetryAfter.millis(response.getHeader(HttpHeaders.RETRY_AFTER), wallClockMillis.getAsLong());
        List<String> soldOut =
                status == 409 ? SoldOutField.skus(response.headers().getAll(SOLD_OUT)) : List.of();
        return response.end()
                .map(ignored -> new CallResult(
                        kind(status),
                        status,
                        status < 300 ? null : body.orElse("HTTP " + status),
                        retryAfterMillis,
                        soldOut));
    }

    private static CallResult.Kind kind(int status) {
        if (status >= 200 && status < 300) {
            return CallResult.Kind.CONFIRMED;
        }
        if (status == 429 || status == 503) {
            return CallResult.Kind.OVERLOADED;
        }
        if (status == 408 || status == 425 || status >= 500) {
            return CallResult.Kind.ERROR;
        }
        // 3xx too: an order is never sent on to another address.
        return CallResult.Kind.REJECTED;
    }

    private static CallResult unanswered(Throwable cause) {
        return cause instanceof TimeoutException
                ? CallResult.unanswered(CallResult.Kind.TIMED_OUT, "no answer in time")
                : CallResult.unanswered(CallResult.Kind.UNREACHABLE, String.valueOf(cause.getMessage()));
    }
}
