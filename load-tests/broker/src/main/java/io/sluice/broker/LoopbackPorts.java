package io.sluice.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds ports that nobody listens on, below the range that systems take client ports from.
 *
 * <p>A port from that range ({@code new ServerSocket(0)}) may be some client's when a stopped broker wants it back, and
 * a client that keeps dialling a port of its own range can even end up connected to itself. Thread-safe.
 */
public final class LoopbackPorts {
    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 32_000;
    private static final int TRIES_MAX = 1_000;

    private final String host;

    public LoopbackPorts(String host) {
        this.host = host;
    }

    /** As many different free ports. */
    public List<Integer> free(int count) {
        List<Integer> found = new ArrayList<>();
        for (int tries = 0; found.size() < count; tries++) {
            if (tries == TRIES_MAX) {
                throw new IllegalStateException("no free port on " + host + " between " + LOWEST + " and " + HIGHEST);
            }
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (!found.contains(port) && isFree(port)) {
                found.add(port);
            }
        }
        return found;
    }

    /**
     * Says clearly what a server would say in its own words, and some after half a start.
     *
     * @throws IllegalStateException if somebody listens on this port
     */
    public void requireFree(int port) {
        if (!isFree(port)) {
            throw new IllegalStateException(
                    "port " + port + " on " + host + " is taken; stop what listens there or choose another port");
        }
    }

    /** Whether nobody listens on this port. */
    public boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // As servers bind: connections of one that has just ended must not count as somebody listening.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
