package io.sluice.observability;

import io.sluice.loadtest.rig.ChildProcess;
import io.sluice.loadtest.rig.HealthProbe;
import io.sluice.loadtest.rig.ProcessGroup;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A real Prometheus that scrapes every second, with the rules at the tests' speed. Thread-safe but for its start. */
final class Prometheus {
    static final Path TOOL = Path.of("/usr/bin/promtool");
    private static final Path PROGRAM = Path.of("/usr/bin/prometheus");
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int port;

    private Prometheus(int port) {
        this.port = port;
    }

    /** Where to scrape: a job of a fleet at a port of this machine. */
    record Target(String job, String fleet, String instance, int port) {
        String yaml() {
            return """
                      - targets: ['127.0.0.1:%d']
                        labels: {fleet: %s, instance: %s}
                    """.formatted(port, fleet, instance);
        }
    }

    /** Fails where it is not installed: whoever asks for these tests wants to know, as with the browser's. */
    static void require(Path program) {
        if (!Files.isExecutable(program)) {
            throw new AssertionError("there is no " + program + "; apt-get install prometheus brings it");
        }
    }

    static Prometheus start(ProcessGroup processes, Path folder, int port, List<Target> targets)
            throws IOException, InterruptedException {
        require(PROGRAM);
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("sluice.rules.yml"), FasterRules.of(Files.readString(Boards.RULES)));
        Path config = folder.resolve("prometheus.yml");
        Files.writeString(config, configuration(targets));
        ChildProcess process = processes.start(
                "prometheus",
                List.of(
                        PROGRAM.toString(),
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port),
                Map.of());
        HealthProbe health = new HealthProbe();
        processes.awaitReady(process, () -> health.text(port, "/-/ready").isPresent());
        return new Prometheus(port);
    }

    private static String configuration(List<Target> targets) {
        StringBuilder jobs = new StringBuilder();
        Map<String, List<Target>> byJob = targets.stream().collect(Collectors.groupingBy(Target::job));
        byJob.forEach((job, members) -> {
            jobs.append("  - job_name: ").append(job).append("\n    static_configs:\n");
            members.forEach(target -> jobs.append(target.yaml().indent(6)));
        });
        return """
                global:
                  scrape_interval: 1s
                  scrape_timeout: 1s
                  evaluation_interval: 1s
                rule_files: [sluice.rules.yml]
                scrape_configs:
                """ + jobs;
    }

    /**
     * The series that a query has in the time before now, each with a number somewhere.
     *
     * @throws IllegalStateException if Prometheus finds a fault in the query, with what it says
     */
    int series(String query, Duration before) throws IOException, InterruptedException {
        Instant now = Instant.now();
        JsonArray result = ask("/api/v1/query_range?step=1&query=" + encoded(query) + "&start="
                        + now.minus(before).getEpochSecond() + "&end=" + now.getEpochSecond())
                .getJsonArray("result");
        return (int) Boards.objects(result).stream()
                .filter(series -> series.getJsonArray("values").stream()
                        .anyMatch(sample -> !((JsonArray) sample).getString(1).equals("NaN")))
                .count();
    }

    /** The first value of a query at this moment, NaN if it has none. */
    double value(String query) throws IOException, InterruptedException {
        JsonArray result = ask("/api/v1/query?query=" + encoded(query)).getJsonArray("result");
        return result.isEmpty()
                ? Double.NaN
                : Double.parseDouble(
                        result.getJsonObject(0).getJsonArray("value").getString(1));
    }

    /** Names of the alerts that fire for this fleet. */
    Set<String> firing(String fleet) throws IOException, InterruptedException {
        return Boards.objects(ask("/api/v1/alerts").getJsonArray("alerts")).stream()
                .filter(alert -> alert.getString("state").equals("firing"))
                .map(alert -> alert.getJsonObject("labels"))
                .filter(labels -> fleet.equals(labels.getString("fleet")))
                .map(labels -> labels.getString("alertname"))
                .collect(Collectors.toSet());
    }

    private JsonObject ask(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(TIMEOUT)
                .build();
        JsonObject answer =
                new JsonObject(client.send(request, BodyHandlers.ofString()).body());
        if (!"success".equals(answer.getString("status"))) {
            throw new IllegalStateException(answer.getString("error"));
        }
        return answer.getJsonObject("data");
    }

    private static String encoded(String query) {
        return URLEncoder.encode(query, StandardCharsets.UTF_8);
    }
}
