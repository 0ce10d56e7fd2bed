package io.sluice.gateway.http;

import static io.sluice.gateway.http.HttpApiTest.assertProblem;
import static io.sluice.gateway.http.HttpApiTest.header;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.gateway.metrics.GatewayMetrics;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shop's files on the management port, over real HTTP. */
class SampleShopTest {
    private final Vertx vertx = Vertx.vertx();
    private final GatewayMetrics metrics = new GatewayMetrics();
    private final AtomicInteger port = new AtomicInteger();
    private final AtomicInteger publicPort = new AtomicInteger(8080);
    private final CheckedClient client = CheckedClient.ofManagementPort();

    @BeforeEach
    void open() throws Exception {
        ManagementApi api = new ManagementApi(
                new ManagementApi.Options("127.0.0.1", 0, null, publicPort::get),
                () -> null,
                () -> null,
                metrics,
                port::set);
        vertx.deployVerticle(api).toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        metrics.close();
    }

    @Test
    void sendsItsOrdersToThePublicPortOfTheHostThatWasAsked() throws Exception {
        HttpResponse<String> shop = get("/shop");

        assertEquals(200, shop.statusCode());
        assertEquals("text/html; charset=utf-8", header(shop, "Content-Type"));
        assertTrue(shop.body().contains("<meta name=\"sluice-api\" content=\"http://127.0.0.1:8080\">"));
        String policy = header(shop, "Content-Security-Policy");
        assertTrue(policy.startsWith("default-src 'none'; "), policy);
        assertTrue(policy.endsWith("; connect-src http://127.0.0.1:8080"), policy);
        assertFalse(policy.contains("unsafe"), policy);
    }

    @Test
    void sendsItsOrdersToTheGatewayThatIsNamed() throws Exception {
        HttpResponse<String> shop = get("/shop?api=https://orders.example");

        assertTrue(shop.body().contains("<meta name=\"sluice-api\" content=\"https://orders.example\">"));
        assertTrue(header(shop, "Content-Security-Policy").endsWith("; connect-src https://orders.example"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://a.example%3B%20script-src%20*",
                "https://a.example%22%3E%3Cscript%3E",
                "https://a.example%20https://b.example",
                "https://a.example/path",
                "javascript:alert(1)",
                "*",
                "http://[::1]:8080",
                ""
            })
    void putsNothingElseIntoThePolicyOrThePage(String api) throws Exception {
        assertProblem(
                400,
                "request-malformed",
                get("/shop?api=" + api.replace("[", "%5B").replace("]", "%5D")));
    }

    @Test
    void isClosedUntilOrdersAreTaken() throws Exception {
        publicPort.set(0);

        HttpResponse<String> early = get("/shop");
        assertProblem(503, "starting", early);
        assertEquals("2", header(early, "Retry-After"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/shop.css text/css",
                "/shop.js text/javascript",
                "/shop.svg image/svg+xml",
                "/sluice.js text/javascript"
            })
    void sendsAFileOnlyToABrowserThatDoesNotHaveIt(String pathAndType) throws Exception {
        String path = pathAndType.substring(0, pathAndType.indexOf(' '));
        HttpResponse<String> first = get(path);
        HttpResponse<String> second = send(to(path).header("If-None-Match", "W/\"other\", " + header(first, "ETag")));

        assertEquals(200, first.statusCode());
        assertTrue(header(first, "Content-Type").startsWith(pathAndType.substring(path.length() + 1)));
        assertEquals("nosniff", header(first, "X-Content-Type-Options"));
        assertFalse(first.body().isEmpty());
        assertEquals(304, second.statusCode());
        assertEquals("", second.body());
        assertEquals(header(first, "ETag"), header(second, "ETag"));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(to(path));
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.get() + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request);
    }
}
