package io.sluice.worker.fleet;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Locale;

/**
 * The scale study, as a program: {@code FleetScale WORKERS PARTITIONS LEASE RATE_PER_SECOND ORDERS}. Disturbs a fleet of that size
 * and then, unless {@code ORDERS} is 0, lets another one drain so many to the end. What it prints is described where it is measured:
 * {@link ScaleFindings}, {@link DrainFindings}. Fails if the shares in use ever sum to more than one, or do not settle.
 */
final class FleetScale {
    private static final long SEED = 1;

    private FleetScale() {}

    public static void main(String[] args) {
        FleetSize size = new FleetSize(
                Integer.parseInt(args[0]),
                Integer.parseInt(args[1]),
                Duration.parse(args[2]),
                Double.parseDouble(args[3]));
        long orders = Long.parseLong(args[4]);
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long startNanos = System.nanoTime();
        System.out.println(String.format(
                Locale.ROOT,
                "%,d workers, %,d partitions, a lease of %.1f s, %,.0f calls/s",
                size.workers(),
                size.partitions(),
                size.lease().toNanos() / 1e9,
                size.ratePerSecond()));
        ScaleFindings findings = new ScaleTrial(size, SEED, threads::getCurrentThreadCpuTime).disturb();
        findings.lines().forEach(System.out::println);
        sayElapsed(startNanos);
        if (orders > 0) {
            long drainNanos = System.nanoTime();
            new ScaleTrial(size, SEED, threads::getCurrentThreadCpuTime)
                    .drain(orders)
                    .lines()
                    .forEach(System.out::println);
            sayElapsed(drainNanos);
        }
        if (!findings.isSettled()) {
            throw new IllegalStateException("the shares have not settled");
        }
    }

    private static void sayElapsed(long startNanos) {
        System.out.println(
                String.format(Locale.ROOT, "simulated in          %12.0f s", (System.nanoTime() - startNanos) / 1e9));
    }
}
