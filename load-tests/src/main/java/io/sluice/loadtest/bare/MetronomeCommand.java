package io.sluice.loadtest.bare;

import io.sluice.loadtest.drive.ArrivalSchedule;
import io.sluice.loadtest.drive.OpenLoadDriver;
import io.sluice.loadtest.drive.OrderSource;
import io.sluice.loadtest.drive.RunClock;
import io.sluice.loadtest.sample.SampleOrders;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code metronome}: what a worker's spacing is measured against, a thread that sleeps until the next call is due
 * ({@code LockSupport.parkNanos}) and makes it; no Kafka, no rate limiter, no fleet. Confined to the main thread.
 */
@Command(
        name = "metronome",
        mixinStandardHelpOptions = true,
        description = "Calls the order system at an even rate from a bare timer loop: the yardstick of spacing.")
public final class MetronomeCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(MetronomeCommand.class);
    private static final int CONNECTIONS_MAX = 256;
    private static final int BASKET_LINES_MAX = 5;
    private static final int WARM_UP_REQUESTS = 2_000;
    private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(10);

    @Option(names = "--port", defaultValue = "8090", description = "Of the order system; default ${DEFAULT-VALUE}")
    private int port;

    @Option(names = "--rate", defaultValue = "1000", description = "Calls a second; default ${DEFAULT-VALUE}")
    private int rate;

    @Option(names = "--duration", defaultValue = "PT30S", description = "For how long; default ${DEFAULT-VALUE}")
    private Duration duration = Duration.ZERO;

    @Override
    public Integer call() throws InterruptedException {
        RunClock clock = RunClock.anchored(System::nanoTime, ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
        int orders = Math.toIntExact(duration.toMillis() * rate / 1_000);
        long gapNanos = TimeUnit.SECONDS.toNanos(1) / rate;
        OpenLoadDriver.Options options =
                new OpenLoadDriver.Options("127.0.0.1", port, "/orders", CONNECTIONS_MAX, ANSWER_NANOS);
        try (OpenLoadDriver driver = new OpenLoadDriver(
                options,
                ArrivalSchedule.of(orders, order -> order * gapNanos),
                new Ticks(SampleOrders.load(BASKET_LINES_MAX), clock.anchorMicros()),
                clock,
                line -> {})) {
            driver.warmUp("/stats", WARM_UP_REQUESTS);
            driver.run();
        }
        log.info("{} calls made", orders);
        return 0;
    }

    /** Orders that no earlier run has sent. */
    private record Ticks(SampleOrders samples, long run) implements OrderSource {
        @Override
        public byte[] body(int order) {
            return samples.body(order);
        }

        @Override
        public String idempotencyKey(int order) {
            return "metronome-" + run + "-" + order;
        }
    }
}
