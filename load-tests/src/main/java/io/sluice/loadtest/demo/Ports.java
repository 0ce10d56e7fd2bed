package io.sluice.loadtest.demo;

import io.sluice.broker.LoopbackPorts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The loopback ports of one run. */
record Ports(int broker, int downstream, int gateway, int gatewayManagement, List<Integer> workers) {
    private static final int BEFORE_WORKERS = 4;
    private static final LoopbackPorts LOOPBACK = new LoopbackPorts("127.0.0.1");

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
        List<Integer> ports = LOOPBACK.free(BEFORE_WORKERS + workers);
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
            if (!LOOPBACK.isFree(port)) {
                taken.add(port + " (" + name + ")");
            }
        });
        return taken;
    }
}
