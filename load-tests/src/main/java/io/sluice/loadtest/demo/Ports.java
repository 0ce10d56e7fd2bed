package io.sluice.loadtest.demo;

import io.sluice.broker.LoopbackPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The loopback ports of one run. */
record Ports(int broker, int downstream, int gateway, int gatewayManagement, List<Integer> workers) {
    private static final int BEFORE_WORKERS = 4;

    Ports {
        workers = List.copyOf(workers);
    }

    /** The documented ports, for addresses that a person can type. */
    static Ports documented(int workers) {
        return new Ports(
                9092,
                8090,
                8080,
                8081,
                IntStream.range(8091, 8091 + workers).boxed().toList());
    }

    /** Ports that are free now, and that nobody is given for a connection of its own before they are listened on. */
    static Ports free(int workers) {
        List<Integer> ports =
                new LoopbackPorts(InetAddress.getLoopbackAddress().getHostAddress()).free(BEFORE_WORKERS + workers);
        return new Ports(
                ports.get(0),
                ports.get(1),
                ports.get(2),
                ports.get(3),
                ports.subList(BEFORE_WORKERS, BEFORE_WORKERS + workers));
    }

    /** Those that somebody else listens on, each with what it is wanted for. */
    List<String> taken() {
        Map<String, Integer> wanted = new LinkedHashMap<>();
        wanted.put("the broker", broker);
        wanted.put("the downstream", downstream);
        wanted.put("the gateway", gateway);
        wanted.put("the gateway's management", gatewayManagement);
        for (int i = 0; i < workers.size(); i++) {
            wanted.put("worker-" + (i + 1), workers.get(i));
        }
        List<String> taken = new ArrayList<>();
        wanted.forEach((name, port) -> {
            if (!isFree(port)) {
                taken.add(port + " (" + name + ")");
            }
        });
        return taken;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // As servers do: connections of an earlier run that are only waiting to be forgotten do not count.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
