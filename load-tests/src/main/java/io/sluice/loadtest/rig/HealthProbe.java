package io.sluice.loadtest.rig;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** Asks processes on the loopback address over HTTP, and takes silence for an answer. Thread-safe; blocks. */
public final class HealthProbe {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    // What an operator says has to be in the log before it is answered.
    private static final Duration OPERATOR_TIMEOUT = Duration.ofSeconds(8);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    /** Whether the process there says that it is ready. */
    public boolean isReady(int port) {
        return text(port, "/health/ready").isPresent();
    }

    /** PUTs a JSON body and says whether the answer was 200. */
    public boolean put(int port, String path, String json) {
        return put(uri(port, path), json);
    }

    /** The same wherever that is. */
    public boolean put(URI uri, String json) {
        return answer(HttpRequest.newBuilder(uri)
                        .timeout(TIMEOUT)
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString(json))
                        .build())
                .isPresent();
    }

    /** PUTs a JSON body as an operator with this token and says whether the answer was 200. */
    public boolean putAsOperator(int port, String path, String token, String json) {
        return answer(HttpRequest.newBuilder(uri(port, path))
                        .timeout(OPERATOR_TIMEOUT)
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer " + token)
                        .PUT(HttpRequest.BodyPublishers.ofString(json))
                        .build())
                .isPresent();
    }

    /** The body of a 200, or nothing where there is another answer or none. */
    public Optional<String> text(int port, String path) {
        return answer(HttpRequest.newBuilder(uri(port, path)).timeout(TIMEOUT).build());
    }

    private static URI uri(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private Optional<String> answer(HttpRequest request) {
        try {
            var response = client.send(request, BodyHandlers.ofString());
            return response.statusCode() == 200 ? Optional.of(response.body()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
