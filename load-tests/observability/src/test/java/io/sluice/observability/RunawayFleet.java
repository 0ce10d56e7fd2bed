package io.sluice.observability;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A fleet that calls three times as fast as it may, as a page of metrics: the one fault that the real one cannot be made to have.
 * Thread-safe.
 */
final class RunawayFleet implements AutoCloseable {
    static final String FLEET = "runaway";
    private static final int TARGET_PER_SECOND = 50;
    private static final int CALLS_PER_SECOND = 150;

    private final HttpServer server;
    private final LongSupplier nanoClock;
    private final long startNanos;
    private volatile long callsAtMost = Long.MAX_VALUE;

    private RunawayFleet(HttpServer server, LongSupplier nanoClock) {
        this.server = server;
        this.nanoClock = nanoClock;
        startNanos = nanoClock.getAsLong();
    }

    static RunawayFleet start(int port, LongSupplier nanoClock) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        RunawayFleet fleet = new RunawayFleet(server, nanoClock);
        server.createContext("/metrics", exchange -> {
            byte[] page = fleet.page().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        server.start();
        return fleet;
    }

    /** It calls no more. */
    void stop() {
        callsAtMost = calls();
    }

    private long calls() {
        long nanos = nanoClock.getAsLong() - startNanos;
        return Math.min(
                callsAtMost, nanos * CALLS_PER_SECOND / Duration.ofSeconds(1).toNanos());
    }

    private String page() {
        return "sluice_drain_rate_target " + TARGET_PER_SECOND
                + "\nsluice_downstream_call_seconds_count{result=\"confirmed\"} " + calls() + "\n";
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
