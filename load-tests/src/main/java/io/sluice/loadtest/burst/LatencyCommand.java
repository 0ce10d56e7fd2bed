package io.sluice.loadtest.burst;

import io.sluice.loadtest.cli.Invocation;
import io.sluice.loadtest.drive.ArrivalSchedule;
import io.sluice.loadtest.drive.DriveProgress;
import io.sluice.loadtest.drive.OpenLoadDriver;
import io.sluice.loadtest.drive.RunClock;
import io.sluice.loadtest.drive.SampleSource;
import io.sluice.loadtest.sample.SampleOrders;
import io.sluice.loadtest.verdict.DriverPace;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code latency}: what wrk cannot tell, how long an order waits that does not itself wait for the one before it. Confined to
 * the main thread, but for the driver's listener.
 */
@Command(
        name = "latency",
        mixinStandardHelpOptions = true,
        description = {
            "Posts orders at an even rate to a server that runs already, whatever became of the others, and tells how long"
                    + " they took from when each was due, as one line of JSON. Needs no Kafka.",
            "Some of the same go before, uncounted, until both ends have compiled their code."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:all orders were accepted, and the driver kept its schedule",
            "1:some were not",
            "2:the driver was more than 100 ms late for over one in a hundred of them, so the figures say nothing"
        })
public final class LatencyCommand implements Callable<Integer> {
    private static final long ANSWER_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int WARM_UP_REQUESTS = 2_000;
    private static final int ORDERS_MAX = 20_000_000;

    @Option(names = "--host", defaultValue = "127.0.0.1", description = "Of the server; default ${DEFAULT-VALUE}")
    private String host = "";

    @Option(names = "--port", defaultValue = "8080", description = "Of the server; default ${DEFAULT-VALUE}")
    private int port;

    @Option(names = "--rate", required = true, description = "Orders a second")
    private double rate;

    @Option(names = "--duration", defaultValue = "PT10S", description = "For how long; default ${DEFAULT-VALUE}")
    private Duration duration = Duration.ZERO;

    @Option(
            names = "--warm-up",
            defaultValue = "PT10S",
            description = {
                "For how long orders go before that are not counted; default ${DEFAULT-VALUE}.",
                "Where driver, server and Kafka share two cores their compilers need half a minute."
            })
    private Duration warmUp = Duration.ZERO;

    @Option(names = "--connections", defaultValue = "256", description = "At most; default ${DEFAULT-VALUE}")
    private int connections;

    @Option(names = "--lines", defaultValue = "5", description = "Longest basket; default ${DEFAULT-VALUE}")
    private int lines;

    @Option(
            names = "--idle",
            defaultValue = "0",
            description = "Further connections that are open meanwhile and send nothing; default ${DEFAULT-VALUE}")
    private int idle;

    @Mixin
    private Invocation invocation = new Invocation();

    @Override
    public Integer call() throws IOException, InterruptedException {
        invocation.check(rate > 0 && rate <= 1_000_000, "--rate must be above 0 and at most 1000000");
        invocation.check(duration.toSeconds() >= 1 && duration.toHours() < 24, "--duration must be from PT1S to PT24H");
        invocation.check(warmUp.toSeconds() >= 1 && warmUp.toHours() < 1, "--warm-up must be from PT1S to PT1H");
        invocation.check(
                rate * Math.max(warmUp.toSeconds(), duration.toSeconds()) <= ORDERS_MAX,
                "these are more than " + ORDERS_MAX + " orders");
        invocation.check(connections >= 1 && connections <= 20_000, "--connections must be from 1 to 20000");
        invocation.check(lines >= 1, "--lines must be at least 1");
        invocation.check(idle >= 0 && idle <= 60_000, "--idle must be from 0 to 60000");
        long run = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        RunClock clock = RunClock.anchored(System::nanoTime, run);
        OpenLoadDriver.Options options =
                new OpenLoadDriver.Options(host, port, "/v1/orders", connections, ANSWER_NANOS);
        SampleOrders samples = SampleOrders.load(lines);
        List<SocketChannel> silent = new ArrayList<>();
        try {
            for (int i = 0; i < idle; i++) {
                silent.add(SocketChannel.open(new InetSocketAddress(host, port)));
            }
            return measure(options, samples, run, clock);
        } finally {
            for (SocketChannel channel : silent) {
                channel.close();
            }
        }
    }

    private int measure(OpenLoadDriver.Options options, SampleOrders samples, long run, RunClock clock)
            throws InterruptedException {
        drive(options, warmUp, new SampleSource(samples, run + "-warm-up"), clock);
        Driven driven = drive(options, duration, new SampleSource(samples, run + "-order"), clock);
        invocation.console().println(driven.json().put("rate", rate).encode());
        return driven.exitCode();
    }

    private Driven drive(OpenLoadDriver.Options options, Duration time, SampleSource orders, RunClock clock)
            throws InterruptedException {
        ArrivalSchedule schedule = ArrivalSchedule.constant(rate, time);
        long[] delays = new long[schedule.orders()];
        // Confined to the driver's event loop until it has run.
        int[] ended = {0};
        try (OpenLoadDriver driver = new OpenLoadDriver(options, schedule, orders, clock, line -> {
            delays[ended[0]++] = line.sentAtMicros() - line.scheduledAtMicros();
        })) {
            driver.warmUp("/v1/queue", WARM_UP_REQUESTS);
            driver.run();
            return new Driven(driver.progress(), delays.length, DriverPace.ofDelays(LongStream.of(delays), 0));
        }
    }

    private record Driven(DriveProgress progress, int orders, DriverPace pace) {
        JsonObject json() {
            return new JsonObject()
                    .put("orders", orders)
                    .put("accepted", progress.accepted())
                    .put("refused", progress.refused())
                    .put("unanswered", progress.unanswered())
                    .put("p50Millis", progress.acceptMillis(0.5))
                    .put("p99Millis", progress.acceptMillis(0.99))
                    .put("p999Millis", progress.acceptMillis(0.999))
                    .put("driverLateShare", pace.lateShare());
        }

        int exitCode() {
            if (pace.behind()) {
                return 2;
            }
            return progress.accepted() == orders ? 0 : 1;
        }
    }
}
