package io.sluice.gateway.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.FleetRecord.SoldOut;
import io.sluice.contract.Order;
import io.sluice.contract.OrderId;
import io.sluice.contract.OrderOutcome;
import io.sluice.gateway.intake.OrderLog.Appended;
import io.sluice.gateway.queue.DrainState;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Posting orders, over real HTTP, for every answer there is. */
class HttpApiTest {
    private RunningApi api;

    @BeforeEach
    void start() throws Exception {
        api = new RunningApi();
    }

    @AfterEach
    void stop() throws Exception {
        api.close();
    }

    @Test
    void acceptsAnOrderAndTellsItsPlace() throws Exception {
        api.backlog.endSeen(0, 0);
        api.send(api.order(RunningApi.ORDER));
        api.log.take();
        HttpResponse<String> accepted = api.send(api.order(RunningApi.ORDER));

        Order order = api.log.take();
        assertEquals(202, accepted.statusCode());
        assertEquals("c-1", order.key());
        assertEquals(RunningApi.NOW_MILLIS, order.acceptedAtMillis());
        String link = header(accepted, "Location");
        assertTrue(link.startsWith("/v1/orders/" + order.id() + "?ticket="), link);
        assertEquals(
                "{\"orderId\":\"" + order.id() + "\",\"status\":\"queued\",\"position\":1,\"etaSeconds\":0.1,"
                        + "\"acceptedAt\":\"2026-02-02T02:40:00.123Z\",\"links\":{\"status\":\"" + link
                        + "\",\"events\":\"" + link.replace("?", "/events?") + "\"}}",
                accepted.body());
        assertEquals("1", header(accepted, "Retry-After"));
        assertEquals("application/json", header(accepted, "Content-Type"));
    }

    @Test
    void passesTheBodyOnByteForByteHoweverItArrives() throws Exception {
        String body = "  {\"customerId\" : \"\\u00e9\", \"items\":[{\"sku\":\"é\",\"quantity\":1.0e0}],\"pad\":\""
                + "x".repeat(100_000) + "\" }\n";
        HttpResponse<String> accepted = api.send(api.to("/v1/orders")
                .header("Content-Type", "Application/JSON; charset=utf-8")
                .POST(HttpRequest.BodyPublishers.fromPublisher(
                        HttpRequest.BodyPublishers.ofByteArrays(java.util.Arrays.stream(body.split("(?<=x{5000})"))
                                .map(part -> part.getBytes(StandardCharsets.UTF_8))
                                .toList()))));

        assertEquals(202, accepted.statusCode());
        Order order = api.log.take();
        assertArrayEquals(body.getBytes(StandardCharsets.UTF_8), order.body());
        assertEquals("é", order.key());
    }

    @Test
    void passesATraceOnAndBeginsOneWhereThereIsNone() throws Exception {
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        api.send(api.order(RunningApi.ORDER).header("traceparent", trace));
        api.send(api.order(RunningApi.ORDER).header("traceparent", "nonsense"));
        api.send(api.order(RunningApi.ORDER));

        assertEquals(trace, api.log.take().traceparent());
        String insteadOfNonsense = String.valueOf(api.log.take().traceparent());
        String begun = String.valueOf(api.log.take().traceparent());
        assertTrue(begun.matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00"), begun);
        assertTrue(insteadOfNonsense.matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00"), insteadOfNonsense);
        assertNotEquals(begun.substring(3, 35), insteadOfNonsense.substring(3, 35));
    }

    @Test
    void hasNoEtaWhereNobodyCanTell() throws Exception {
        api.drain = DrainState.UNKNOWN;
        HttpResponse<String> accepted = api.send(api.order(RunningApi.ORDER));

        assertTrue(accepted.body().contains("\"etaSeconds\":null"), accepted.body());
        assertEquals("5", header(accepted, "Retry-After"));
    }

    @Test
    void tellsWhatIsWrongWithAnOrder() throws Exception {
        HttpResponse<String> invalid = api.send(api.order("{\"customerId\":\"c\",\"items\":[{\"sku\":\"A\"}]}"));

        assertProblem(422, "order-invalid", invalid);
        assertTrue(
                invalid.body().contains("\"errors\":[{\"pointer\":\"/items/0/quantity\",\"detail\":\"is required\"}]"),
                invalid.body());
        assertProblem(400, "json-invalid", api.send(api.order("{")));
        assertProblem(400, "json-invalid", api.send(api.order("")));
        assertEquals(0, api.log.untaken());
        assertTrue(api.scrape().contains("sluice_orders_total{result=\"invalid\"} 3.0"));
    }

    @Test
    void escapesWhatItQuotesFromTheSender() throws Exception {
        HttpResponse<String> invalid = api.send(api.order("{\"a\":\"\\\"\u0001\"}"));

        assertProblem(400, "json-invalid", invalid);
        new com.fasterxml.jackson.core.JsonFactory()
                .createParser(invalid.body())
                .skipChildren();
    }

    @ParameterizedTest
    @CsvSource({"text/plain", "application/jsonx", "application/problem+json"})
    void wantsJson(String contentType) throws Exception {
        HttpResponse<String> refused = api.send(api.to("/v1/orders")
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofString(RunningApi.ORDER)));

        assertProblem(415, "content-type-unsupported", refused);
    }

    @Test
    void refusesAnIdempotencyKeyThatIsNone() throws Exception {
        assertProblem(
                400,
                "idempotency-key-invalid",
                api.send(api.order(RunningApi.ORDER).header("Idempotency-Key", "a b")));
    }

    @Test
    void answersARepetitionAlikeWithoutASecondAppend() throws Exception {
        HttpResponse<String> first = api.send(api.order(RunningApi.ORDER).header("Idempotency-Key", "k"));
        HttpResponse<String> second = api.send(api.order(RunningApi.ORDER).header("Idempotency-Key", "\"k\""));

        assertEquals(OrderId.derived("c-1", "k"), api.log.take().id());
        assertEquals(0, api.log.untaken());
        assertEquals(202, second.statusCode());
        assertEquals(first.body(), second.body());
        assertEquals(header(first, "Location"), header(second, "Location"));
        assertTrue(first.headers().firstValue("Idempotency-Replayed").isEmpty());
        assertEquals("true", header(second, "Idempotency-Replayed"));
    }

    @Test
    void refusesAKeyThatBelongsToAnotherOrder() throws Exception {
        api.send(api.order(RunningApi.ORDER).header("Idempotency-Key", "k"));

        assertProblem(
                422,
                "idempotency-key-reused",
                api.send(api.order(RunningApi.ORDER + " ").header("Idempotency-Key", "k")));
    }

    @Test
    void answersForAnOrderThatAnotherGatewayTookFromItsOutcome() throws Exception {
        String id = OrderId.derived("c-1", "k");
        byte[] body = RunningApi.ORDER.getBytes(StandardCharsets.UTF_8);
        api.board.settled(new OrderOutcome(
                id, OrderOutcome.Kind.CONFIRMED, null, 1, RunningApi.NOW_MILLIS, 0, Order.fingerprint(body), 0, 7));
        HttpResponse<String> again = api.send(api.order(RunningApi.ORDER).header("Idempotency-Key", "k"));

        String link = header(again, "Location");
        assertEquals(202, again.statusCode());
        assertEquals("true", header(again, "Idempotency-Replayed"));
        assertEquals(
                "{\"orderId\":\"" + id + "\",\"status\":\"queued\",\"position\":0,\"etaSeconds\":0.0,"
                        + "\"acceptedAt\":\"2026-02-02T02:40:00.123Z\",\"links\":{\"status\":\"" + link
                        + "\",\"events\":\"" + link.replace("?", "/events?") + "\"}}",
                again.body());
        assertTrue(api.send(api.to(link)).body().contains("\"status\":\"confirmed\""));
        assertProblem(
                422,
                "idempotency-key-reused",
                api.send(api.order(RunningApi.ORDER + " ").header("Idempotency-Key", "k")));
        assertEquals(0, api.log.untaken());
    }

    @Test
    void takesAnyBodyForTheSameWhereNobodyNotedItsFingerprint() throws Exception {
        String id = OrderId.derived("c-1", "k");
        api.board.settled(new OrderOutcome(id, OrderOutcome.Kind.REJECTED, null, 1, RunningApi.NOW_MILLIS, 0, 0, 0, 7));

        HttpResponse<String> again = api.send(api.order(RunningApi.ORDER).header("Idempotency-Key", "k"));
        assertEquals(202, again.statusCode());
        assertEquals("true", header(again, "Idempotency-Replayed"));
    }

    @Test
    void letsARepetitionWaitForTheFirst() throws Exception {
        api.log.hold();
        CompletableFuture<HttpResponse<String>> first =
                api.sendAsync(api.order(RunningApi.ORDER).header("Idempotency-Key", "k"));
        api.log.take();
        CompletableFuture<HttpResponse<String>> second =
                api.sendAsync(api.order(RunningApi.ORDER).header("Idempotency-Key", "k"));
        // On the same event loop, so it is handled before what is asked after it.
        api.send(api.to("/v1/queue"));
        api.log.release();

        assertEquals(
                first.get(5, TimeUnit.SECONDS).body(),
                second.get(5, TimeUnit.SECONDS).body());
        assertEquals(0, api.log.untaken());
    }

    @Test
    void triesAgainWhatFailed() throws Exception {
        api.log.answer(Appended.Kind.NOT_CONFIRMED);
        HttpResponse<String> failed = api.send(api.order(RunningApi.ORDER).header("Idempotency-Key", "k"));
        api.log.answer(Appended.Kind.STORED);
        HttpResponse<String> accepted = api.send(api.order(RunningApi.ORDER).header("Idempotency-Key", "k"));

        assertProblem(503, "not-confirmed", failed);
        assertTrue(failed.body().contains("same Idempotency-Key is safe"), failed.body());
        assertEquals(202, accepted.statusCode());
        assertEquals(api.log.take().id(), api.log.take().id());
        assertNotEquals(
                "true", accepted.headers().firstValue("Idempotency-Replayed").orElse(""));
    }

    @Test
    void refusesWhatItHasNoRoomForAndTakesItAgainLater() throws Exception {
        api.log.hold();
        CompletableFuture<HttpResponse<String>> one = api.sendAsync(api.order(RunningApi.ORDER));
        CompletableFuture<HttpResponse<String>> two = api.sendAsync(api.order(RunningApi.ORDER));
        api.log.take();
        api.log.take();

        HttpResponse<String> refused = api.send(api.order(RunningApi.ORDER));
        assertProblem(503, "overloaded", refused);
        assertEquals("1", header(refused, "Retry-After"));
        api.log.release();
        api.log.release();
        assertEquals(202, one.get(5, TimeUnit.SECONDS).statusCode());
        assertEquals(202, two.get(5, TimeUnit.SECONDS).statusCode());
        assertEquals(0, api.inFlight.orders());
        assertEquals(0, api.inFlight.bytes());
    }

    @Test
    void refusesOrdersWhileKafkaIsAway() throws Exception {
        api.stalled = true;
        assertProblem(503, "kafka-unreachable", api.send(api.order(RunningApi.ORDER)));
        api.stalled = false;
        api.log.answer(Appended.Kind.NOT_SENT);
        assertProblem(503, "kafka-unreachable", api.send(api.order(RunningApi.ORDER)));
        assertEquals(0, api.inFlight.orders());
    }

    @Test
    void refusesOrdersThatWouldWaitTooLong() throws Exception {
        // With this one 9,100 at 10 a second: 10 s more than anyone should wait.
        api.backlog.endSeen(0, 9_099);

        HttpResponse<String> refused = api.send(api.order(RunningApi.ORDER));
        assertProblem(503, "wait-too-long", refused);
        assertEquals("10", header(refused, "Retry-After"));
    }

    @Test
    void refusesOrdersThatKafkaMightDeleteBeforeTheirTurn() throws Exception {
        api.retentionSeconds = 1_000;
        // Each at 10 a second; a tenth of the retention is margin.
        api.backlog.endSeen(0, 8_999);
        assertEquals(202, api.send(api.order(RunningApi.ORDER)).statusCode());
        api.retentionSeconds = 900;

        HttpResponse<String> refused = api.send(api.order(RunningApi.ORDER));
        assertProblem(503, "retention-exhausted", refused);
        assertTrue(refused.body().contains("longer than Kafka keeps it"), refused.body());
        assertEquals("60", header(refused, "Retry-After"));
        assertTrue(api.scrape().contains("sluice_orders_total{result=\"refused_retention_exhausted\"} 1.0"));
    }

    @Test
    void refusesAtOnceWhatIsSoldOutAndQueuesNothing() throws Exception {
        api.soldOut.apply(new SoldOut("A", true, -1, "w", "409", 0), 0);
        String both = RunningApi.ORDER.replace("]", ",{\"sku\":\"B\",\"quantity\":1}]");

        HttpResponse<String> refused = api.send(api.order(RunningApi.ORDER));
        assertProblem(409, "sold-out", refused);
        assertTrue(refused.body().contains("\"detail\":\"Sold out: A.\""), refused.body());
        assertEquals("none", header(refused, "Retry-After"));
        assertEquals(0, api.log.untaken());
        assertEquals(202, api.send(api.order(both)).statusCode());
        assertEquals(List.of("A", "B"), api.log.take().skus());
        assertTrue(api.scrape().contains("sluice_orders_total{result=\"sold_out\"} 1.0"));
        api.soldOut.apply(new SoldOut("A", false, SoldOut.ALL, "ada", "restocked", 0), 1);
        assertEquals(202, api.send(api.order(RunningApi.ORDER)).statusCode());
    }

    @Test
    void stillAnswersForAnOrderThatWasAcceptedBeforeAllOfItWasSoldOut() throws Exception {
        HttpResponse<String> first = api.send(api.order(RunningApi.ORDER).header("Idempotency-Key", "k"));
        api.soldOut.apply(new SoldOut("A", true, -1, "w", "409", 0), 0);
        HttpResponse<String> again = api.send(api.order(RunningApi.ORDER).header("Idempotency-Key", "k"));

        assertEquals(202, again.statusCode());
        assertEquals(first.body(), again.body());
        assertProblem(409, "sold-out", api.send(api.order(RunningApi.ORDER).header("Idempotency-Key", "other")));
    }

    @Test
    void refusesOrdersWhileStopping() throws Exception {
        api.gate.stop();

        HttpResponse<String> refused = api.send(api.order(RunningApi.ORDER));
        assertProblem(503, "stopping", refused);
        assertEquals("close", header(refused, "Connection"));
    }

    @Test
    void knowsWhichMethodsAndPathsThereAre() throws Exception {
        HttpResponse<String> get = api.send(api.to("/v1/orders"));
        HttpResponse<String> post = api.send(api.to("/v1/queue").POST(HttpRequest.BodyPublishers.noBody()));

        assertProblem(405, "method-not-allowed", get);
        assertEquals("POST", header(get, "Allow"));
        assertProblem(405, "method-not-allowed", post);
        assertEquals("GET", header(post, "Allow"));
        HttpResponse<String> put = api.send(api.to("/v1/orders/x").PUT(HttpRequest.BodyPublishers.noBody()));
        assertEquals("GET, DELETE", header(put, "Allow"));
        assertProblem(404, "path-unknown", api.send(api.to("/v2/orders")));
    }

    @Test
    void answersBrowsersFromAllowedOriginsOnly() throws Exception {
        HttpResponse<String> preflight = api.send(api.to("/v1/orders")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .header("Origin", "https://shop.example")
                .header("Access-Control-Request-Method", "POST"));
        HttpResponse<String> accepted = api.send(api.order(RunningApi.ORDER).header("Origin", "https://shop.example"));
        HttpResponse<String> stranger = api.send(api.order(RunningApi.ORDER).header("Origin", "https://other.example"));

        assertEquals(204, preflight.statusCode());
        assertEquals("https://shop.example", header(preflight, "Access-Control-Allow-Origin"));
        assertTrue(header(preflight, "Access-Control-Allow-Headers").contains("Idempotency-Key"));
        assertEquals("https://shop.example", header(accepted, "Access-Control-Allow-Origin"));
        assertTrue(header(accepted, "Access-Control-Expose-Headers").contains("Location"));
        assertTrue(stranger.headers().firstValue("Access-Control-Allow-Origin").isEmpty());
    }

    @Test
    void answersItsOwnManagementPortsPagesWithoutBeingTold() throws Exception {
        String shop = "http://127.0.0.1:8081";
        HttpResponse<String> accepted = api.send(api.order(RunningApi.ORDER).header("Origin", shop));

        assertEquals(shop, header(accepted, "Access-Control-Allow-Origin"));
        for (String stranger : new String[] {"http://127.0.0.1:8082", "http://evil.example:8081", "null"}) {
            HttpResponse<String> other = api.send(api.order(RunningApi.ORDER).header("Origin", stranger));
            assertEquals("none", header(other, "Access-Control-Allow-Origin"));
        }
    }

    @Test
    void handsTheBrowserClientToEveryPage() throws Exception {
        HttpResponse<String> client =
                api.send(api.to(HttpApi.BROWSER_CLIENT).header("Origin", "https://other.example"));

        assertEquals(200, client.statusCode());
        assertEquals("text/javascript; charset=utf-8", header(client, "Content-Type"));
        assertEquals("*", header(client, "Access-Control-Allow-Origin"));
        assertEquals("public, max-age=300", header(client, "Cache-Control"));
        assertTrue(client.body().contains("export function submit("));
    }

    static void assertProblem(int status, String slug, HttpResponse<String> response) {
        assertEquals(status, response.statusCode(), response.body());
        assertEquals("application/problem+json", header(response, "Content-Type"));
        assertTrue(
                response.body().startsWith("{\"type\":\"https://sluice.io/problems/" + slug + "\",\"title\":\""),
                response.body());
        assertTrue(response.body().contains("\"status\":" + status), response.body());
    }

    static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("none");
    }
}
