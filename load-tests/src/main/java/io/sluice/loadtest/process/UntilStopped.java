package io.sluice.loadtest.process;

import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a server command running until the process is told to end (SIGTERM, Ctrl-C), then closes what it runs before the
 * JVM goes. Thread-safe.
 */
public final class UntilStopped {
    private static final Logger log = LoggerFactory.getLogger(UntilStopped.class);

    private UntilStopped() {}

    /** Returns only when the JVM is already on its way out. */
    public static void run(String name, AutoCloseable server) throws InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        Thread hook = new Thread(() -> close(name, server, stopped), name + "-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        stopped.await();
    }

    private static void close(String name, AutoCloseable server, CountDownLatch stopped) {
        try {
            server.close();
            log.info("{} stopped", name);
        } catch (Exception e) {
            log.error("{} did not stop cleanly", name, e);
        } finally {
            stopped.countDown();
        }
    }
}
