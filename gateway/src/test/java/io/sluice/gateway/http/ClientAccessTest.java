package io.sluice.gateway.http;

import static io.sluice.gateway.http.HttpApiTest.assertProblem;
import static io.sluice.gateway.http.HttpApiTest.header;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.OrderId;
import io.sluice.gateway.admission.ApiKeys;
import io.sluice.gateway.intake.OrderLog.Appended;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may post orders over real HTTP, and how many; the clock stands still. */
class ClientAccessTest {
    /** The digests of "abc" and "". */
    private static final ApiKeys KEYS = ApiKeys.read(List.of(
                    "shop:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                    "nobody:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"))
            .keys();

    private RunningApi api;

    @BeforeEach
    void start() throws Exception {
        api = new RunningApi(2.0);
    }

    @AfterEach
    void stop() throws Exception {
        api.close();
    }

    @Test
    void asksForAKeyWhereThereAreKeys() throws Exception {
        api.apiKeys = KEYS;

        for (String none : new String[] {"Basic abc", "abc", "Bearer ", "Bearer"}) {
            HttpResponse<String> missing = api.send(api.order(RunningApi.ORDER).header("Authorization", none));
            assertProblem(401, "api-key-missing", missing);
            assertEquals("Bearer", header(missing, "WWW-Authenticate"));
        }
        assertProblem(401, "api-key-missing", api.send(api.order(RunningApi.ORDER)));
        assertProblem(
                403, "api-key-unknown", api.send(api.order(RunningApi.ORDER).header("Authorization", "Bearer abd")));
        assertEquals(0, api.log.untaken());
    }

    @Test
    void keepsWhoseOrderItIsAndWhoseIdempotencyKey() throws Exception {
        api.apiKeys = KEYS;
        HttpResponse<String> accepted = api.send(api.order(RunningApi.ORDER)
                .header("Authorization", "bearer abc")
                .header("Idempotency-Key", "k"));

        assertEquals(202, accepted.statusCode());
        var order = api.log.take();
        assertEquals("shop", order.client());
        assertEquals("c-1", order.key());
        assertEquals(OrderId.derived("shop", "k"), order.id());
    }

    @Test
    void letsWhoeverHasTheLinkFollowAnOrderWithoutAKey() throws Exception {
        api.apiKeys = KEYS;
        HttpResponse<String> accepted = api.send(api.order(RunningApi.ORDER).header("Authorization", "Bearer abc"));

        assertEquals(200, api.send(api.to(header(accepted, "Location"))).statusCode());
        assertEquals(200, api.send(api.to("/v1/queue")).statusCode());
    }

    @Test
    void holdsACustomerToTheRateAndSaysWhatIsLeft() throws Exception {
        HttpResponse<String> first = api.send(api.order(RunningApi.ORDER));
        HttpResponse<String> second = api.send(api.order(RunningApi.ORDER));
        HttpResponse<String> third = api.send(api.order(RunningApi.ORDER).header("Origin", "https://shop.example"));

        assertEquals(202, first.statusCode());
        assertEquals("\"client\";q=2;w=1", header(first, "RateLimit-Policy"));
        assertEquals("\"client\";r=1;t=1", header(first, "RateLimit"));
        assertEquals("\"client\";r=0;t=1", header(second, "RateLimit"));
        assertProblem(429, "rate-limited", third);
        assertEquals("\"client\";q=2;w=1", header(third, "RateLimit-Policy"));
        assertEquals("\"client\";r=0;t=1", header(third, "RateLimit"));
        assertEquals("1", header(third, "Retry-After"));
        assertTrue(header(third, "Access-Control-Expose-Headers").contains("RateLimit, RateLimit-Policy"));
        assertEquals(
                202, api.send(api.order(RunningApi.ORDER.replace("c-1", "c-2"))).statusCode());
        assertTrue(api.scrape().contains("sluice_orders_total{result=\"refused_rate_limited\"} 1.0"));
    }

    @Test
    void holdsAClientToTheRateWhoeverItsCustomersAre() throws Exception {
        api.apiKeys = KEYS;
        for (int i = 0; i < 3; i++) {
            HttpResponse<String> answer = api.send(
                    api.order(RunningApi.ORDER.replace("c-1", "c-" + i)).header("Authorization", "Bearer abc"));
            assertEquals(i < 2 ? 202 : 429, answer.statusCode());
        }
    }

    @Test
    void countsNeitherRepetitionsNorWhatWasNotStored() throws Exception {
        api.log.answer(Appended.Kind.NOT_SENT);
        for (int i = 0; i < 3; i++) {
            HttpResponse<String> unsent = api.send(api.order(RunningApi.ORDER));
            assertProblem(503, "kafka-unreachable", unsent);
        }
        api.log.answer(Appended.Kind.STORED);
        for (int i = 0; i < 5; i++) {
            HttpResponse<String> answer = api.send(api.order(RunningApi.ORDER).header("Idempotency-Key", "k"));
            assertEquals(202, answer.statusCode());
            assertEquals(i == 0 ? "\"client\";r=1;t=1" : "none", header(answer, "RateLimit"));
        }
        api.send(api.order("{}"));

        assertEquals(202, api.send(api.order(RunningApi.ORDER)).statusCode());
        assertProblem(429, "rate-limited", api.send(api.order(RunningApi.ORDER)));
    }
}
