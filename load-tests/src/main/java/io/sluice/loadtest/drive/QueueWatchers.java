package io.sluice.loadtest.drive;

import io.sluice.loadtest.verdict.ShownLine;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClientOptions;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Buyers that look at their place until they know the end: some ask again and again, each time another gateway, some
 * follow the events of one gateway for a few seconds and then go on at another one. Nobody ever looks at two at a time, so
 * what is shown has one order. Bounded by the purchases followed. All state is confined to one event loop; thread-safe.
 */
public final class QueueWatchers implements AutoCloseable {
    private static final int CONNECTIONS_MAX = 128;
    private static final int STREAMS_MAX = 10_000;
    private static final long ANSWER_MILLIS = 10_000;
    /** As a gateway tells those who ask: its Retry-After is never less than a second. */
    private static final long POLL_MILLIS_MIN = 1_000;

    private static final long POLL_MILLIS_MAX = 4_000;
    private static final double POLLS_ON_THE_WAY = 20;
    private static final long STAY_MILLIS_MIN = 2_000;
    private static final long STAY_MILLIS_MAX = 8_000;
    private static final long AGAIN_MILLIS = 100;

    private final List<GatewayAddress> addresses;
    private final RunClock clock;
    private final RandomGenerator random;
    private final Consumer<ShownLine> listener;
    private final Vertx vertx;
    private final Context loop;
    private final List<Connections> gateways;
    private final HttpClient events;
    private final AtomicInteger open = new AtomicInteger();

    /**
     * @param random of how long somebody stays; used on the event loop only
     * @param listener told on the event loop; has to be quick
     */
    public QueueWatchers(
            List<GatewayAddress> gateways, RunClock clock, RandomGenerator random, Consumer<ShownLine> listener) {
        this.addresses = List.copyOf(gateways);
        this.clock = clock;
        this.random = random;
        this.listener = listener;
        this.vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
        this.loop = vertx.getOrCreateContext();
        NetClientOptions options = new NetClientOptions().setTcpNoDelay(true);
        this.gateways = addresses.stream()
                .map(address -> new Connections(
                        vertx.createNetClient(options), address.host(), address.port(), CONNECTIONS_MAX))
                .toList();
        this.events = vertx.createHttpClient(
                new HttpClientOptions().setKeepAlive(false), new PoolOptions().setHttp1MaxSize(STREAMS_MAX));
    }

    /** Follows an order from now on until its end is shown. */
    public void follow(Purchase purchase, boolean byEvents) {
        open.incrementAndGet();
        loop.runOnContext(now -> {
            listener.accept(new ShownLine(
                    purchase.order().answeredAtMicros(),
                    purchase.buyer(),
                    purchase.orderId(),
                    purchase.gateway(),
                    "post",
                    "queued",
                    purchase.order().position(),
                    purchase.order().etaSeconds()));
            if (byEvents) {
                new Follower(purchase).open();
            } else {
                new Asker(purchase).askLater(purchase.order().etaSeconds());
            }
        });
    }

    /** Those who do not know the end yet. */
    public int open() {
        return open.get();
    }

    @Override
    public void close() {
        vertx.close().await();
    }

    /** Whoever looks, and at which gateway. */
    private abstract class Watcher {
        final Purchase purchase;
        int gateway;

        Watcher(Purchase purchase) {
            this.purchase = purchase;
            this.gateway = purchase.gateway() - 1;
        }

        void moveOn() {
            gateway = (gateway + 1) % gateways.size();
        }

        /** Notes what was shown; true if it was the end. */
        boolean show(String channel, String json) {
            ShownLine line;
            try {
                JsonObject standing = new JsonObject(json);
                line = line(
                        channel,
                        standing.getString("status", ""),
                        Answer.position(standing),
                        Answer.etaSeconds(standing));
            } catch (DecodeException | ClassCastException e) {
                line = line(channel, ShownLine.refused(200), -1, Double.NaN);
            }
            listener.accept(line);
            boolean isEnd = line.isSettled();
            if (isEnd) {
                open.decrementAndGet();
            }
            return isEnd;
        }

        void showRefused(String channel, int httpStatus) {
            listener.accept(line(channel, ShownLine.refused(httpStatus), -1, Double.NaN));
        }

        private ShownLine line(String channel, String status, long position, double etaSeconds) {
            return new ShownLine(
                    clock.micros(),
                    purchase.buyer(),
                    purchase.orderId(),
                    gateway + 1,
                    channel,
                    status,
                    position,
                    etaSeconds);
        }

        /** Whether a status says that the gateway knows nothing of an order that was stored. */
        boolean isIgnorance(int httpStatus) {
            return httpStatus == 404 || httpStatus == 410;
        }
    }

    /** Asks, each time another gateway. */
    private final class Asker extends Watcher {
        Asker(Purchase purchase) {
            super(purchase);
        }

        void askLater(double etaSeconds) {
            double millis = Double.isNaN(etaSeconds) ? POLL_MILLIS_MAX : etaSeconds * 1e3 / POLLS_ON_THE_WAY;
            long bounded = Math.max(POLL_MILLIS_MIN, Math.min(POLL_MILLIS_MAX, (long) millis));
            vertx.setTimer(bounded + random.nextLong(bounded / 2), due -> ask());
        }

        private void ask() {
            moveOn();
            Looked looked = new Looked(
                    this, Buffer.buffer("GET " + purchase.links().status() + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));
            gateways.get(gateway).send(looked);
            looked.watchTheTime();
        }

        void onAnswer(HttpResponse response) {
            if (response.status() == 200) {
                if (!show("poll", response.body().toString())) {
                    askLater(eta(response.body()));
                }
            } else {
                if (isIgnorance(response.status())) {
                    showRefused("poll", response.status());
                }
                askLater(0);
            }
        }

        private double eta(Buffer body) {
            try {
                double etaSeconds = Answer.etaSeconds(new JsonObject(body));
                return Double.isNaN(etaSeconds) ? 0 : etaSeconds;
            } catch (DecodeException | ClassCastException e) {
                return 0;
            }
        }
    }

    /** One look of an {@link Asker}. */
    private final class Looked extends Connections.Exchange {
        private final Asker asker;
        private long timer = -1;

        Looked(Asker asker, Buffer request) {
            super(request);
            this.asker = asker;
        }

        void watchTheTime() {
            if (!hasEnded()) {
                timer = vertx.setTimer(ANSWER_MILLIS, late -> abandon("timed out"));
            }
        }

        @Override
        void onAnswer(HttpResponse response) {
            vertx.cancelTimer(timer);
            asker.onAnswer(response);
        }

        @Override
        void onFailure(String reason) {
            vertx.cancelTimer(timer);
            asker.askLater(0);
        }
    }

    /** Follows the events, now of one gateway, now of another. */
    private final class Follower extends Watcher implements EventSource.Listener {
        private String lastId = "";
        private long timer = -1;
        private boolean knowsTheEnd;

        Follower(Purchase purchase) {
            super(purchase);
            moveOn();
        }

        void open() {
            EventSource opened = EventSource.open(
                    events, addresses.get(gateway), purchase.links().events(), lastId, this);
            timer = vertx.setTimer(random.nextLong(STAY_MILLIS_MIN, STAY_MILLIS_MAX), enough -> {
                opened.close();
                if (!knowsTheEnd) {
                    moveOn();
                    open();
                }
            });
        }

        @Override
        public void event(String name, String id, String data) {
            lastId = id;
            knowsTheEnd |= show("sse", data);
        }

        @Override
        public void ended(int httpStatus) {
            vertx.cancelTimer(timer);
            if (isIgnorance(httpStatus)) {
                showRefused("sse", httpStatus);
            }
            if (!knowsTheEnd) {
                moveOn();
                vertx.setTimer(AGAIN_MILLIS, due -> open());
            }
        }
    }
}
