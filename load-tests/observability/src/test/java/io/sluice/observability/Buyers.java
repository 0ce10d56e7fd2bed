package io.sluice.observability;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Those who order, as many at once as a browser pool of this size would. Confined to one thread; blocks. */
final class Buyers {
    private static final int AT_ONCE = 32;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String api;
    private int ordered;

    Buyers(String api) {
        this.api = api;
    }

    /** Orders of one piece each, whatever the answers. */
    void order(int orders) {
        for (int done = 0; done < orders; done += AT_ONCE) {
            List<CompletableFuture<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < Math.min(AT_ONCE, orders - done); i++) {
                ordered++;
                answers.add(post(
                        "{\"customerId\":\"c" + ordered + "\",\"items\":[{\"sku\":\"S\",\"quantity\":1}]}",
                        "key-" + ordered));
            }
            answers.forEach(CompletableFuture::join);
        }
    }

    /** One order; the status of its answer. */
    int order(String sku, int pieces, String key) {
        return post("{\"customerId\":\"one\",\"items\":[{\"sku\":\"" + sku + "\",\"quantity\":" + pieces + "}]}", key)
                .join();
    }

    /** Something that is no order. */
    int nonsense() {
        return post("{", "nonsense").join();
    }

    private CompletableFuture<Integer> post(String body, String key) {
        return client.sendAsync(
                        HttpRequest.newBuilder(URI.create(api + "/v1/orders"))
                                .header("Content-Type", "application/json")
                                .header("Idempotency-Key", key)
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.discarding())
                .handle((answer, failure) -> answer == null ? 0 : answer.statusCode());
    }
}
