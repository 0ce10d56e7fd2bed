package io.sluice.loadtest.drive;

import io.sluice.loadtest.verdict.DeliveryLine;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Very many browsers that each follow one order's events at one gateway, from several loopback addresses, as an address has
 * only so many ports. Keeps a few objects for each and parses nothing but the last event. One event loop; the counters are
 * thread-safe.
 */
public final class StreamCrowd implements AutoCloseable {
    private static final String SETTLED = "settled";

    private final Options options;
    private final RunClock clock;
    private final Consumer<DeliveryLine> listener;
    private final Vertx vertx;
    private final Context loop;
    private final List<HttpClient> clients = new ArrayList<>();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger settled = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile boolean closing;

    /**
     * What to open.
     *
     * @param streams in all
     * @param streamsPerConnection 1 = HTTP/1.1, more = HTTP/2 without TLS
     * @param addresses 127.0.0.2 and the following
     */
    public record Options(int port, int streams, int streamsPerConnection, int addresses) {
        private int connectionsEach() {
            return (int) Math.ceil(streams / (double) addresses / streamsPerConnection) + 1;
        }
    }

    /** @param listener told of each order's end on the event loop; has to be quick */
    public StreamCrowd(Options options, RunClock clock, Consumer<DeliveryLine> listener) {
        this.options = options;
        this.clock = clock;
        this.listener = listener;
        this.vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
        this.loop = vertx.getOrCreateContext();
        for (int i = 0; i < options.addresses(); i++) {
            clients.add(client("127.0.0." + (i + 2)));
        }
    }

    private HttpClient client(String localAddress) {
        HttpClientOptions http = new HttpClientOptions().setLocalAddress(localAddress);
        PoolOptions pool = new PoolOptions();
        if (options.streamsPerConnection() == 1) {
            http.setKeepAlive(false);
            pool.setHttp1MaxSize(options.connectionsEach());
        } else {
            http.setProtocolVersion(HttpVersion.HTTP_2)
                    .setHttp2ClearTextUpgrade(false)
                    .setHttp2MultiplexingLimit(options.streamsPerConnection());
            pool.setHttp2MaxSize(options.connectionsEach());
        }
        return vertx.httpClientBuilder()
                .with(http)
                .with(pool)
                .withConnectHandler(connection -> connections.incrementAndGet())
                .build();
    }

    /** Opens a stream for each of these paths, so many a second, on the calling thread's time. */
    public void open(List<String> paths, ArrivalSchedule schedule) throws InterruptedException {
        new Turnstile(schedule, clock)
                .run((from, to, startNanos) -> loop.runOnContext(due -> {
                    for (int i = from; i < to; i++) {
                        EventSource.open(
                                clients.get(i % clients.size()),
                                GatewayAddress.local(options.port()),
                                paths.get(i),
                                "",
                                new Stream());
                    }
                }));
    }

    /** Streams that have had an event. */
    public int begun() {
        return begun.get();
    }

    /** Streams that told the end of their order. */
    public int settled() {
        return settled.get();
    }

    /** Streams that ended, or never began, without having told the end of their order. */
    public int lost() {
        return lost.get();
    }

    /** Connections that were opened. */
    public int connections() {
        return connections.get();
    }

    @Override
    public void close() {
        closing = true;
        vertx.close().await();
    }

    /** One browser. */
    private final class Stream implements EventSource.Listener {
        private long openedMicros;
        private boolean knowsTheEnd;

        @Override
        public void event(String name, String id, String data) {
            long nowMicros = clock.micros();
            if (openedMicros == 0) {
                openedMicros = nowMicros;
                begun.incrementAndGet();
            }
            if (name.equals(SETTLED)) {
                knowsTheEnd = true;
                settled.incrementAndGet();
                note(data, nowMicros);
            }
        }

        private void note(String data, long nowMicros) {
            try {
                long settledMillis = Instant.parse(new JsonObject(data).getString("settledAt", ""))
                        .toEpochMilli();
                listener.accept(new DeliveryLine(openedMicros, settledMillis, nowMicros));
            } catch (DecodeException | ClassCastException | DateTimeParseException e) {
                lost.incrementAndGet();
            }
        }

        @Override
        public void ended(int httpStatus) {
            if (!knowsTheEnd && !closing) {
                lost.incrementAndGet();
            }
        }
    }
}
