package io.sluice.loadtest.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PortsTest {
    @Test
    void namesEveryPortThatIsTakenAndWhatItIsFor() throws IOException {
        try (ServerSocket first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket second = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Ports free = Ports.free(1);
            Ports ports = new Ports(
                    first.getLocalPort(),
                    free.downstream(),
                    free.gateway(),
                    free.gatewayManagement(),
                    List.of(second.getLocalPort()));

            assertEquals(
                    List.of(first.getLocalPort() + " (the broker)", second.getLocalPort() + " (worker-1)"),
                    ports.taken());
        }
    }

    @Test
    void choosesFreePortsThatDiffer() {
        Ports ports = Ports.free(3);

        HashSet<Integer> distinct = new HashSet<>(ports.workers());
        distinct.addAll(List.of(ports.broker(), ports.downstream(), ports.gateway(), ports.gatewayManagement()));
        assertEquals(7, distinct.size());
        assertEquals(List.of(), ports.taken());
    }
}
