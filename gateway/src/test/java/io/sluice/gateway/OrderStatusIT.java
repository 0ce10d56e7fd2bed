package io.sluice.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.Cancellation;
import io.sluice.contract.Order;
import io.sluice.contract.OrderOutcome;
import io.sluice.contract.OrderRecords;
import io.sluice.gateway.queue.Ticket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of an order, with a real broker and a gateway that remembers three outcomes; the worker is played by the test. */
class OrderStatusIT {
    @RegisterExtension
    static final RealGateway REAL =
            new RealGateway(Map.of("SLUICE_ORDERS_PARTITIONS", "1", "SLUICE_STATUS_ORDERS_MAX", "3"));

    @Test
    void remembersSoManyOutcomesAndSaysOfTheOthersThatTheyHaveAgedOut() throws Exception {
        List<String> links = new ArrayList<>();
        for (int order = 0; order < 5; order++) {
            links.add(post("c-" + order, null));
        }
        try (PlayedWorker worker = worker()) {
            for (ConsumerRecord<byte[], byte[]> order : orders()) {
                worker.settle(order, OrderOutcome.Kind.CONFIRMED, 1);
            }
        }

        // The last one to go, by the fifth outcome.
        RealGateway.await("aged out", () -> get(links.get(1)).statusCode() == 410);
        assertEquals(410, get(links.get(0)).statusCode());
        for (String link : links.subList(2, 5)) {
            assertTrue(get(link).body().contains("\"status\":\"confirmed\""));
        }
        assertEquals(404, get("/v1/orders/" + id(links.get(0))).statusCode());
        REAL.replace();
        assertEquals(410, get(links.get(0)).statusCode());
        assertEquals(200, get(links.get(4)).statusCode());
    }

    @Test
    void answersForAnOrderThatAnotherGatewayTookAndThatHasEnded() throws Exception {
        String link = post("c", "key");
        try (PlayedWorker worker = worker()) {
            worker.settle(orders().get(0), OrderOutcome.Kind.CONFIRMED, 1);
        }
        REAL.replace();
        HttpResponse<String> again = posted("c", "key");
        HttpResponse<String> other = posted("c\",\"n\":\"1", "key");

        assertEquals(202, again.statusCode());
        assertEquals("true", again.headers().firstValue("Idempotency-Replayed").orElse("none"));
        String sameLink = again.headers().firstValue("Location").orElseThrow();
        assertEquals(id(link), id(sameLink));
        assertTrue(get(sameLink).body().contains("\"status\":\"confirmed\""));
        assertEquals(422, other.statusCode());
        assertTrue(other.body().contains("problems/idempotency-key-reused"), other.body());
        assertEquals(1, orders().size());
    }

    @Test
    void seesNothingOfATransactionThatIsOpenOrAbortedAndIsReadyAllTheSame() throws Exception {
        String link = post("c", null);
        ConsumerRecord<byte[], byte[]> order = orders().get(0);
        try (PlayedWorker worker = worker()) {
            worker.begin(order, OrderOutcome.Kind.FAILED, 1);
            REAL.replace();
            assertTrue(
                    get(link).body().contains("\"status\":\"queued\""),
                    get(link).body());
            worker.abort();
            worker.settle(order, OrderOutcome.Kind.CONFIRMED, 2);
        }

        RealGateway.await("settled", () -> get(link).body().contains("\"settledAt\""));
        assertTrue(
                get(link).body().contains("\"status\":\"confirmed\",\"attempts\":2"),
                get(link).body());
    }

    @Test
    void takesAnOrderBackThatLiesFarBehindTheHead() throws Exception {
        String first = post("a", null);
        String second = post("b", null);
        HttpRequest.Builder cancel = REAL.to(second).DELETE();
        CompletableFuture<HttpResponse<String>> cancelling = REAL.sendAsync(cancel);
        RealGateway.await("wish", () -> wishes().size() == 1);

        ConsumerRecord<byte[], byte[]> record = orders().get(1);
        Order order = OrderRecords.decode(record);
        Cancellation wish = Cancellation.decode(wishes().get(0));
        assertEquals(
                new Cancellation(
                        order.id(),
                        record.partition(),
                        record.offset(),
                        order.acceptedAtMillis(),
                        Order.fingerprint(order.body()),
                        wish.requestedAtMillis()),
                wish);
        try (PlayedWorker worker = worker()) {
            worker.begin(record, OrderOutcome.Kind.CANCELLED, 0);
            worker.commitWithoutOffset();
        }
        HttpResponse<String> cancelled = cancelling.get(10, TimeUnit.SECONDS);
        assertEquals(200, cancelled.statusCode(), cancelled.body());
        assertTrue(cancelled.body().contains("\"status\":\"cancelled\""), cancelled.body());
        assertTrue(
                get(first).body().contains("\"status\":\"queued\",\"position\":0"),
                get(first).body());
        assertEquals(200, REAL.send(cancel).statusCode());
    }

    @Test
    void notesNoWishForATicketThatIsMadeUp() throws Exception {
        post("a", null);
        String id = id(post("b", null));
        for (long offset : new long[] {0, 1_000_000}) {
            String madeUp = new Ticket(0, offset, offset + 1, offset, 0).encode(id);
            HttpResponse<String> refused =
                    REAL.send(REAL.to("/v1/orders/" + id + "?ticket=" + madeUp).DELETE());
            assertEquals(404, refused.statusCode(), refused.body());
        }
        assertEquals(0, wishes().size());
    }

    private static PlayedWorker worker() {
        return new PlayedWorker(REAL.bootstrapServers(), REAL.topics());
    }

    private static List<ConsumerRecord<byte[], byte[]>> orders() {
        return REAL.read(REAL.topics().orders(), 1);
    }

    private static List<ConsumerRecord<byte[], byte[]>> wishes() {
        return REAL.read(REAL.topics().orderCancellations(), 1);
    }

    private static String post(String customer, String idempotencyKey) throws Exception {
        HttpResponse<String> accepted = posted(customer, idempotencyKey);
        assertEquals(202, accepted.statusCode(), accepted.body());
        return accepted.headers().firstValue("Location").orElseThrow();
    }

    private static HttpResponse<String> posted(String customer, String idempotencyKey) throws Exception {
        HttpRequest.Builder request = REAL.to("/v1/orders")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"customerId\":\"" + customer + "\",\"items\":[{\"sku\":\"A\",\"quantity\":1}]}"));
        if (idempotencyKey != null) {
            request.header("Idempotency-Key", idempotencyKey);
        }
        return REAL.send(request);
    }

    private static HttpResponse<String> get(String path) {
        return REAL.fetch(REAL.to(path));
    }

    private static String id(String link) {
        return link.substring("/v1/orders/".length(), link.indexOf('?'));
    }
}
