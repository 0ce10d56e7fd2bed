package io.sluice.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.sluice.contract.MetricName;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Asks each event loop for a moment, four times a second, and notes by how much it was late. A loop that is kept by anything
 * keeps its orders and calls as long. Confined to the loop it measures.
 */
final class EventLoopDelay implements Runnable {
    private static final long PERIOD_NANOS = 250_000_000;

    private final Timer delay;
    private final LongSupplier nanoClock;
    private long dueNanos;

    private EventLoopDelay(Timer delay, LongSupplier nanoClock) {
        this.delay = delay;
        this.nanoClock = nanoClock;
        dueNanos = nanoClock.getAsLong() + PERIOD_NANOS;
    }

    static void measure(EventLoopGroup loops, MeterRegistry registry, LongSupplier nanoClock) {
        Timer delay = Timer.builder(MetricName.EVENT_LOOP_DELAY.meterName())
                .description(MetricName.EVENT_LOOP_DELAY.help())
                .serviceLevelObjectives(
                        Duration.ofMillis(1),
                        Duration.ofMillis(2),
                        Duration.ofMillis(5),
                        Duration.ofMillis(10),
                        Duration.ofMillis(25),
                        Duration.ofMillis(100),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(2))
                .register(registry);
        for (EventExecutor loop : loops) {
            EventLoopDelay measure = new EventLoopDelay(delay, nanoClock);
            var unused = loop.scheduleAtFixedRate(measure, PERIOD_NANOS, PERIOD_NANOS, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void run() {
        delay.record(Math.max(0, nanoClock.getAsLong() - dueNanos), TimeUnit.NANOSECONDS);
        dueNanos += PERIOD_NANOS;
    }
}
