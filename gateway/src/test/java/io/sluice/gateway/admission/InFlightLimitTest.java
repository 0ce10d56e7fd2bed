package io.sluice.gateway.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class InFlightLimitTest {
    private final InFlightLimit limit = new InFlightLimit(new InFlightLimit.Bounds(2, 100));

    @Test
    void boundsTheOrders() {
        assertNotNull(limit.tryAcquire(1));
        assertNotNull(limit.tryAcquire(1));
        assertNull(limit.tryAcquire(1));
        assertEquals(2, limit.orders());
        assertEquals(2, limit.bytes());
    }

    @Test
    void boundsTheBytes() {
        assertNotNull(limit.tryAcquire(60));
        assertNull(limit.tryAcquire(41));
        assertNotNull(limit.tryAcquire(40));
        assertEquals(100, limit.bytes());
    }

    @Test
    void takesAPermitBackOnce() {
        Permit permit = limit.tryAcquire(60);
        permit.release();
        permit.release();

        assertEquals(0, limit.orders());
        assertEquals(0, limit.bytes());
    }

    @Test
    void leavesNothingBehindWhenManyThreadsPressAgainstIt() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<?>> runs = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            runs.add(threads.submit(() -> {
                for (int round = 0; round < 20_000; round++) {
                    Permit permit = limit.tryAcquire(45);
                    if (permit != null) {
                        permit.release();
                    }
                }
            }));
        }
        for (Future<?> run : runs) {
            run.get();
        }
        threads.shutdown();

        assertEquals(0, limit.orders());
        assertEquals(0, limit.bytes());
    }
}
