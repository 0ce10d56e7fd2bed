package io.sluice.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.FleetRecord;
import io.sluice.contract.FleetRecord.Control;
import io.sluice.contract.FleetRecord.Lease;
import io.sluice.contract.FleetRecord.Mode;
import io.sluice.contract.FleetRecord.SoldOut;
import io.sluice.contract.FleetRecords;
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

/** An operator at a whole gateway with a real broker; the workers are played by the test. */
class OperatorIT {
    private static final String TOKEN = "correct-horse-battery";

    @RegisterExtension
    static final RealGateway REAL =
            new RealGateway(Map.of("SLUICE_ORDERS_PARTITIONS", "1", "SLUICE_ADMIN_TOKEN", TOKEN));

    @Test
    void writesWhoChangedTheRateWhenAndWhyAndShowsItAtOnce() throws Exception {
        long before = System.currentTimeMillis();
        HttpResponse<String> changed = put("{\"ratePerSecond\":800,\"reason\":\"bigger database\"}", "ada");
        assertEquals(200, changed.statusCode(), changed.body());
        put("{\"mode\":\"recommend\",\"schedule\":\"UTC; 00:00-24:00=1200\"}", null);

        List<Control> controls = controls();
        Control first = controls.get(0);
        assertTrue(first.atMillis() >= before && first.atMillis() <= System.currentTimeMillis());
        assertEquals(new Control(800, false, Mode.FIXED, "", false, "ada", "bigger database", first.atMillis()), first);
        Control second = controls.get(1);
        assertEquals(
                new Control(
                        800,
                        false,
                        Mode.RECOMMEND,
                        "UTC; 00:00-24:00=1200",
                        false,
                        "operator",
                        "mode fixed to recommend, schedule changed",
                        second.atMillis()),
                second);
        assertTrue(
                changed.body().contains("\"by\":\"ada\",\"reason\":\"bigger database\",\"ratePerSecond\":800.0"),
                changed.body());
        assertTrue(drain().contains("\"target\":{\"ratePerSecond\":800.0,\"paused\":false,\"mode\":\"recommend\""));
        assertEquals(2, controls.size());
        assertTrue(metrics().contains("sluice_drain_rate_changes_total{cause=\"operator\"} 2.0"), metrics());
    }

    @Test
    void answersAPauseWhenTheQueueShowsIt() throws Exception {
        say(new Control(10, false, Mode.FIXED, "", true, "w", "first start", 0));
        say(new Lease("w", "1", 1, FleetRecord.WHOLE, 60_000, FleetRecord.Claim.NONE, 0, FleetRecord.Activity.NONE));
        RealGateway.await("a worker", () -> drain().contains("\"effectiveRatePerSecond\":10.0"));

        assertEquals(200, put("{\"paused\":true}", null).statusCode());
        assertTrue(queue().startsWith("{\"state\":\"paused\""), queue());
        assertTrue(drain().contains("\"effectiveRatePerSecond\":0.0"), drain());
        assertEquals(200, put("{\"paused\":false}", null).statusCode());
        assertTrue(queue().startsWith("{\"state\":\"empty\",\"depth\":0,\"drainRatePerSecond\":10.0"), queue());
    }

    @Test
    void countsTheScheduleIntoTheWait() throws Exception {
        say(new Lease("w", "1", 1, FleetRecord.WHOLE, 60_000, FleetRecord.Claim.NONE, 0, FleetRecord.Activity.NONE));
        put("{\"ratePerSecond\":1000,\"schedule\":\"UTC; 00:00-24:00=0.1\"}", null);
        assertEquals(202, order().statusCode());
        assertEquals(202, order().statusCode());

        RealGateway.await(
                "a wait", () -> queue().contains("\"depth\":2,\"drainRatePerSecond\":0.1,\"etaSeconds\":20.0"));
        assertTrue(drain().contains("\"backlog\":2,\"drainedAt\":\"2"), drain());
        put("{\"schedule\":\"UTC; 00:00-24:00=0\"}", null);
        HttpResponse<String> refused = order();
        assertEquals(503, refused.statusCode());
        assertTrue(refused.body().contains("wait-too-long"), refused.body());
    }

    @Test
    void makesTheChangesOfManyOneAfterTheOther() throws Exception {
        put("{\"ratePerSecond\":1}", null);
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 2; i <= 7; i++) {
            String body = i % 2 == 0 ? "{\"ratePerSecond\":" + i + "}" : "{\"paused\":true}";
            answers.add(REAL.sendAsync(change(body, null)));
        }
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertEquals(200, answer.get(20, TimeUnit.SECONDS).statusCode());
        }

        List<Control> controls = controls();
        assertEquals(7, controls.size());
        Control last = controls.get(6);
        assertTrue(last.paused(), "no change undoes another's");
        assertTrue(drain().contains("\"target\":{\"ratePerSecond\":" + last.ratePerSecond() + ",\"paused\":true"));
    }

    @Test
    void closesASkuForEverybodyAndBringsItBack() throws Exception {
        HttpResponse<String> closed = REAL.fetch(soldOut("A")
                .header("Sluice-Operator", "ada")
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"reason\":\"recalled\"}")));
        assertEquals(200, closed.statusCode(), closed.body());
        assertTrue(closed.body().startsWith("{\"sku\":\"A\",\"soldOut\":true,\"by\":\"ada\""), closed.body());
        HttpResponse<String> refused = order();
        assertEquals(409, refused.statusCode(), refused.body());
        assertTrue(metrics().contains("sluice_sold_out_skus 1.0"), metrics());

        REAL.replace();
        assertEquals(409, order().statusCode(), "a gateway that comes later knows it, too");
        assertEquals(
                "{\"sku\":\"A\",\"soldOut\":false}",
                REAL.fetch(soldOut("A").DELETE()).body());
        assertEquals(202, order().statusCode());
        List<SoldOut> words = words(SoldOut.class);
        assertEquals(
                new SoldOut(
                        "A", true, SoldOut.ALL, "ada", "recalled", words.get(0).atMillis()),
                words.get(0));
        assertEquals(
                new SoldOut(
                        "A",
                        false,
                        SoldOut.ALL,
                        "operator",
                        "restocked",
                        words.get(1).atMillis()),
                words.get(1));
        assertEquals(2, words.size());
    }

    @Test
    void refusesWhatAWorkerWasToldIsGoneAtOnce() throws Exception {
        say(new SoldOut("A", true, -1, "w", "409", 0));
        RealGateway.await("a refusal", () -> order().statusCode() == 409);
        say(new SoldOut("A", false, SoldOut.ALL, "ada", "restocked", 0));
        RealGateway.await("an order", () -> order().statusCode() == 202);
        // From a call that began before the restock: late news of an earlier time.
        say(new SoldOut("A", true, 0, "w", "409", 0));
        say(new SoldOut("B", true, 0, "w", "409", 0));

        RealGateway.await("the last word", () -> soldOut().startsWith("{\"count\":1,\"soldOut\":[{\"sku\":\"B\""));
        assertEquals(202, order().statusCode());
    }

    @Test
    void keepsStrangersOutAndWritesNothingForThem() throws Exception {
        HttpRequest.Builder stranger = REAL.toManagement("/admin/drain")
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer guess")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"ratePerSecond\":5}"));
        assertEquals(401, REAL.fetch(stranger).statusCode());
        assertEquals(422, put("{\"ratePerSecond\":-5}", null).statusCode());
        assertEquals(400, put("{\"ratePerSecond\":", null).statusCode());
        assertEquals(422, put("{\"paused\":true}", null).statusCode(), "there is no rate yet");

        assertEquals(List.of(), controls());
        assertFalse(drain().contains("ratePerSecond\":5"));
    }

    private HttpResponse<String> put(String body, String operator) {
        return REAL.fetch(change(body, operator));
    }

    private HttpRequest.Builder change(String body, String operator) {
        HttpRequest.Builder request = REAL.toManagement("/admin/drain")
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + TOKEN)
                .PUT(HttpRequest.BodyPublishers.ofString(body));
        return operator == null ? request : request.header("Sluice-Operator", operator);
    }

    private String drain() {
        return REAL.fetch(REAL.toManagement("/admin/drain").header("Authorization", "Bearer " + TOKEN))
                .body();
    }

    private String metrics() {
        return REAL.fetch(REAL.toManagement("/metrics")).body();
    }

    private String queue() {
        return REAL.fetch(REAL.to("/v1/queue")).body();
    }

    private HttpResponse<String> order() {
        return REAL.fetch(REAL.to("/v1/orders")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"customerId\":\"c\",\"items\":[{\"sku\":\"A\",\"quantity\":1}]}")));
    }

    /** Every word of an operator in the fleet log. */
    private List<Control> controls() throws Exception {
        return words(Control.class);
    }

    /** Everything of this kind in the fleet log. */
    private <T extends FleetRecord> List<T> words(Class<T> kind) throws Exception {
        List<T> found = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : REAL.read(REAL.topics().fleet(), 1)) {
            FleetRecord said = FleetRecords.decode(record);
            if (kind.isInstance(said)) {
                found.add(kind.cast(said));
            }
        }
        return found;
    }

    private HttpRequest.Builder soldOut(String sku) {
        return REAL.toManagement("/admin/sold-out/" + sku).header("Authorization", "Bearer " + TOKEN);
    }

    private String soldOut() {
        return REAL.fetch(REAL.toManagement("/admin/sold-out").header("Authorization", "Bearer " + TOKEN))
                .body();
    }

    private void say(FleetRecord record) throws Exception {
        REAL.append(FleetRecords.encode(REAL.topics().fleet(), record));
    }
}
