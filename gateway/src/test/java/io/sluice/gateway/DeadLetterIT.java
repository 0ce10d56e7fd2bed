package io.sluice.gateway;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.Order;
import io.sluice.contract.OrderId;
import io.sluice.contract.OrderOutcome;
import io.sluice.contract.OrderRecords;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Dead letters at a whole gateway with a real broker; the workers are played by the test. */
class DeadLetterIT {
    private static final String TOKEN = "correct-horse-battery";
    private static final int PARTITIONS = 3;
    /** Lately, as the broker deletes what is older than its retention. */
    private static final long DIED_AT_MILLIS = System.currentTimeMillis() - 100_000;

    private static final String LETTERS = "/admin/dead-letters";

    @RegisterExtension
    static final RealGateway REAL = new RealGateway(
            Map.of("SLUICE_ORDERS_PARTITIONS", Integer.toString(PARTITIONS), "SLUICE_ADMIN_TOKEN", TOKEN));

    private static String get(String path) {
        HttpResponse<String> answer = REAL.fetch(REAL.toManagement(path).header("Authorization", "Bearer " + TOKEN));
        assertEquals(200, answer.statusCode(), answer.body());
        return answer.body();
    }

    private static HttpResponse<String> replay(String body) {
        return REAL.fetch(REAL.toManagement(LETTERS + "/replay")
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/json")
                .header("Sluice-Operator", "ada")
                .POST(BodyPublishers.ofString(body)));
    }

    /** Puts letters back, and returns how that ended. */
    private static String replayAll(String body) {
        HttpResponse<String> begun = replay(body);
        assertEquals(202, begun.statusCode(), begun.body());
        String path = begun.headers().firstValue("Location").orElseThrow();
        RealGateway.await("the end of the replay", () -> !get(path).contains("\"state\":\"running\""));
        return get(path);
    }

    private static List<ConsumerRecord<byte[], byte[]>> orders() {
        return REAL.read(REAL.topics().orders(), PARTITIONS);
    }

    private static String status(String link) {
        return REAL.fetch(REAL.to(link)).body();
    }

    private static List<String> all(String field, String json) {
        List<String> found = new ArrayList<>();
        Matcher matcher = Pattern.compile("\"" + field + "\":\"([^\"]*)\"").matcher(json);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    @Test
    void anOrderThatDiedIsFoundPutBackOnceAndEndsAnew() throws Exception {
        HttpResponse<String> accepted = REAL.fetch(REAL.to("/v1/orders")
                .header("Content-Type", "application/json")
                .header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
                .POST(BodyPublishers.ofString(
                        "{\"customerId\":\"grace\",\"items\":[{\"sku\":\"A\",\"quantity\":1}]}")));
        String link = accepted.headers().firstValue("Location").orElseThrow();
        ConsumerRecord<byte[], byte[]> posted = orders().get(0);
        try (PlayedWorker worker = new PlayedWorker(REAL.bootstrapServers(), REAL.topics())) {
            worker.giveUp(posted, "given up after 8 calls; last: HTTP 500", System.currentTimeMillis());
            RealGateway.await("the failure", () -> status(link).contains("\"status\":\"failed\""));

            String letters = get(LETTERS + "?reason=HTTP%20500&sku=A");
            String place = all("place", letters).get(0);
            assertTrue(letters.contains("\"traceId\":\"4bf92f3577b34da6a3ce929d0e0e4736\""), letters);
            assertTrue(letters.contains("\"replayed\":null,\"malformed\":false"), letters);
            assertFalse(letters.contains("grace"), "whose it is, is no business of who only looks");
            assertTrue(get(LETTERS + "?body=true").contains("grace"));
            assertTrue(get(LETTERS + "?sku=B").startsWith("{\"letters\":[]"));

            String places = "{\"places\":[\"" + place + "\"]";
            String dry = replay(places + ",\"dryRun\":true}").body();
            assertTrue(dry.contains("\"matched\":1,\"refused\":0"), dry);
            assertEquals(1, orders().size(), "nothing was done");
            assertTrue(get(LETTERS).contains("\"replayed\":null"));

            String done = replayAll(places + "}");
            assertTrue(done.contains("\"state\":\"done\",\"matched\":1,\"replayed\":1"), done);
            ConsumerRecord<byte[], byte[]> again = orders().get(1);
            assertEquals(posted.partition(), again.partition());
            assertArrayEquals(posted.value(), again.value());
            Order order = OrderRecords.decode(again);
            assertEquals(OrderRecords.decode(posted).id(), order.id());
            assertEquals(1, order.replay());
            assertEquals(posted.timestamp(), order.acceptedAtMillis());
            assertTrue(get(LETTERS).contains("\"by\":\"ada\",\"replay\":1"), get(LETTERS));
            assertTrue(REAL.fetch(REAL.toManagement("/metrics"))
                    .body()
                    .contains("sluice_dead_letters_replayed_total 1.0"));

            REAL.replace();
            HttpResponse<String> twice = replay(places + "}");
            assertEquals(200, twice.statusCode());
            assertTrue(
                    twice.body().contains("\"refusals\":[{\"place\":\"" + place + "\",\"why\":\"replayed\"}]"),
                    twice.body());
            assertEquals(2, orders().size(), "any gateway knows that it was put back");
            replayAll(places + ",\"force\":true}");
            assertEquals(2, OrderRecords.decode(orders().get(2)).replay());

            worker.settle(again, OrderOutcome.Kind.CONFIRMED, 1);
            RealGateway.await("the new end", () -> status(link).contains("\"status\":\"confirmed\""));
        }
    }

    private static ProducerRecord<byte[], byte[]> letter(int number, int replay) {
        String id = OrderId.derived("DeadLetterIT", Integer.toString(number));
        byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
        Order order = new Order(id, "k" + number, "shop", List.of("S" + number % 2), body, DIED_AT_MILLIS, null)
                .replayed(replay, DIED_AT_MILLIS);
        return OrderRecords.deadLetter(
                REAL.topics().ordersDeadLetter(), order, number % PARTITIONS, number, "r", 8, DIED_AT_MILLIS + number);
    }

    @Test
    void pagesAreInTheOrderOfDeathAndAnyGatewayGoesOnWithThem() throws Exception {
        int count = 1_300;
        for (int number = 0; number < count; number++) {
            REAL.append(letter(number, 0));
        }
        // The oldest are put back, so their marks are the newest records of all.
        String oldest =
                "{\"filter\":{\"to\":\"" + Instant.ofEpochMilli(DIED_AT_MILLIS + 30) + "\"},\"ratePerSecond\":1000}";
        String done = replayAll(oldest);
        assertTrue(done.contains("\"state\":\"done\",\"matched\":30,\"replayed\":30,\"refused\":0"), done);
        assertEquals(30, orders().size());

        List<String> ids = new ArrayList<>();
        List<String> replayers = new ArrayList<>();
        String next = "";
        for (int page = 0; !next.isEmpty() || page == 0; page++) {
            if (page == 3) {
                REAL.replace();
            }
            String shown = get(LETTERS + "?limit=200" + (next.isEmpty() ? "" : "&before=" + next));
            ids.addAll(all("orderId", shown));
            replayers.addAll(all("by", shown));
            List<String> nexts = all("next", shown);
            next = nexts.isEmpty() ? "" : nexts.get(0);
        }
        List<String> expected = new ArrayList<>();
        for (int number = count - 1; number >= 0; number--) {
            expected.add(OrderId.derived("DeadLetterIT", Integer.toString(number)));
        }
        assertEquals(expected, ids);
        assertEquals(30, replayers.size());
        HttpResponse<String> again = replay(oldest);
        assertEquals(200, again.statusCode());
        assertTrue(again.body().contains("\"matched\":0,\"refused\":30"), "to repeat it does nothing");
    }

    @Test
    void whatIsNoOrderOrDiedAgainAndAgainIsRefusedWithAReason() throws Exception {
        ProducerRecord<byte[], byte[]> broken = new ProducerRecord<>(
                REAL.topics().orders(),
                0,
                "k".getBytes(StandardCharsets.UTF_8),
                "not ours".getBytes(StandardCharsets.UTF_8));
        REAL.append(broken);
        REAL.append(OrderRecords.deadLetter(REAL.topics().ordersDeadLetter(), orders().get(0), "no version"));
        REAL.append(letter(1, 3));
        REAL.append(letter(2, 1));
        String dry = replay("{\"filter\":{},\"dryRun\":true}").body();
        assertEquals(List.of("replayed-too-often", "malformed"), sorted(all("why", dry)));
        assertTrue(dry.contains("\"matched\":1,\"refused\":2"), dry);
        String insisting =
                replay("{\"filter\":{},\"dryRun\":true,\"force\":true}").body();
        assertEquals(List.of("malformed"), all("why", insisting));
        String absent =
                replay("{\"places\":[\"0/1000\",\"99/0\"],\"dryRun\":true}").body();
        assertEquals(List.of("not-found", "not-found"), all("why", absent));
        String shown = get(LETTERS + "?reason=no%20version");
        assertTrue(shown.contains("\"malformed\":true"), shown);
        assertEquals(
                400,
                REAL.fetch(REAL.toManagement(LETTERS + "?before=1.2").header("Authorization", "Bearer " + TOKEN))
                        .statusCode());
    }

    private static List<String> sorted(List<String> words) {
        assertEquals(words.size(), new HashSet<>(words).size());
        return words.stream().sorted(java.util.Comparator.reverseOrder()).toList();
    }

    @Test
    void aLetterWhoseOrderWasPutBackFromALaterOneIsOver() throws Exception {
        REAL.append(letter(1, 0));
        REAL.append(letter(1, 1));
        String dry = replay("{\"filter\":{},\"dryRun\":true}").body();
        assertEquals(List.of("superseded"), all("why", dry));
        assertTrue(dry.contains("\"replay\":2}]"), dry);
        String done = replayAll("{\"filter\":{},\"ratePerSecond\":500}");
        assertTrue(done.contains("\"replayed\":1"), done);
        assertEquals(2, OrderRecords.decode(orders().get(0)).replay());
    }
}
