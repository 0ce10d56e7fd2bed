package io.sluice.worker;

import io.sluice.contract.DrainSchedule;
import io.sluice.contract.FleetRecord.Mode;
import io.sluice.contract.Setting;
import io.sluice.contract.Settings;
import io.sluice.contract.TopicProvisioner;
import io.sluice.worker.dispatch.RetryPolicy;
import io.sluice.worker.fleet.InitialDrain;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The settings of an order-worker as typed values, all checked together.
 *
 * @param topics how missing topics are made
 * @param workerId name in the fleet and static member id in the consumer group
 * @param initialDrain rate, mode and schedule of the whole fleet to start with
 * @param rateMinPerSecond lowest rate of the adaptive mode
 * @param fleetLease how long a declared share lasts unless renewed
 * @param httpHost where the management port listens
 * @param managementPort 0 for any free one
 * @param downstreamUrl where orders are posted
 * @param downstreamTimeout longest wait for one answer
 * @param inFlightMax unanswered calls
 * @param seenOrdersMax settled orders to remember
 * @param retry when to try again
 * @param orderDeadline age at which an order expires, or null for never
 * @param otlpEndpoint the collector that gets spans, or null for none
 * @param stopTimeout how long a stop waits for answers and outcomes
 */
record WorkerConfig(
        TopicProvisioner.Options topics,
        String workerId,
        InitialDrain initialDrain,
        double rateMinPerSecond,
        Duration fleetLease,
        String httpHost,
        int managementPort,
        URI downstreamUrl,
        Duration downstreamTimeout,
        int inFlightMax,
        int seenOrdersMax,
        RetryPolicy.Options retry,
        @Nullable Duration orderDeadline,
        @Nullable URI otlpEndpoint,
        Duration stopTimeout) {

    static final int MANAGEMENT_PORT_DEFAULT = 8091;

    private static final double RATE_MIN = 0.01;
    private static final double RATE_MAX = 1_000_000;

    /** Reads what a worker needs. The settings note what is wrong; complete them before using the result. */
    static WorkerConfig of(Settings settings) {
        String id = settings.optionalText(Setting.WORKER_ID);
        settings.check(
                id == null || id.matches("[A-Za-z0-9._-]{1,100}"),
                Setting.WORKER_ID.key() + " must be 1 to 100 letters, digits, dots, dashes and underscores");
        Duration backoff = settings.duration(Setting.RETRY_BACKOFF, Duration.ofMillis(1), Duration.ofHours(1));
        Duration backoffMax = settings.duration(Setting.RETRY_BACKOFF_MAX, Duration.ofMillis(1), Duration.ofHours(24));
        settings.check(
                backoff.compareTo(backoffMax) <= 0,
                Setting.RETRY_BACKOFF.key() + " must not exceed " + Setting.RETRY_BACKOFF_MAX.key()
                        + ": waits grow from the one to the other");
        return new WorkerConfig(
                TopicProvisioner.Options.of(settings),
                id == null ? generatedId() : id,
                initialDrain(settings),
                rateMin(settings),
                settings.duration(Setting.FLEET_LEASE, Duration.ofMillis(300), Duration.ofSeconds(60)),
                settings.text(Setting.HTTP_HOST),
                (int) settings.number(Setting.MANAGEMENT_PORT, 0, 65_535, MANAGEMENT_PORT_DEFAULT),
                settings.httpUrl(Setting.DOWNSTREAM_URL),
                settings.duration(Setting.DOWNSTREAM_TIMEOUT, Duration.ofMillis(1), Duration.ofMinutes(10)),
                (int) settings.number(Setting.DRAIN_MAX_IN_FLIGHT, 1, 10_000),
                (int) settings.number(Setting.SEEN_ORDERS_MAX, 1_000, 500_000_000),
                new RetryPolicy.Options(
                        (int) settings.number(Setting.RETRY_ATTEMPTS_MAX, 1, 1_000), backoff, backoffMax),
                settings.optionalDuration(Setting.ORDER_DEADLINE, Duration.ofMillis(1), Duration.ofDays(365)),
                settings.optionalHttpUrl(Setting.OTLP_ENDPOINT),
                settings.duration(Setting.STOP_TIMEOUT, Duration.ZERO, Duration.ofMinutes(10)));
    }

    private static InitialDrain initialDrain(Settings settings) {
        String modeWord = settings.text(Setting.DRAIN_MODE);
        Mode mode = Mode.of(modeWord);
        settings.check(
                mode != null,
                Setting.DRAIN_MODE.key() + " must be fixed, adaptive or recommend, not '" + modeWord + "'");
        String schedule = settings.optionalText(Setting.DRAIN_SCHEDULE);
        try {
            schedule = DrainSchedule.parse(schedule == null ? "" : schedule).text();
        } catch (IllegalArgumentException e) {
            settings.check(false, Setting.DRAIN_SCHEDULE.key() + " is not understood: " + e.getMessage());
            schedule = "";
        }
        return new InitialDrain(
                settings.optionalRate(Setting.DRAIN_RATE_PER_SECOND, RATE_MIN, RATE_MAX),
                mode == null ? Mode.FIXED : mode,
                schedule);
    }

    private static double rateMin(Settings settings) {
        Double rate = settings.optionalRate(Setting.DRAIN_RATE_MIN_PER_SECOND, RATE_MIN, RATE_MAX);
        return rate == null ? RATE_MIN : rate;
    }

    /** Unique without being asked: a second worker on a machine must not take the first one's place. */
    private static String generatedId() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9._-]", "-");
        } catch (UnknownHostException e) {
            host = "worker";
        }
        return host + "-" + Integer.toString(ThreadLocalRandom.current().nextInt(0x1000000, 0x7fffffff), 36);
    }
}
