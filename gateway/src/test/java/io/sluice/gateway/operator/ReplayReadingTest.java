package io.sluice.gateway.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.sluice.contract.LetterPlace;
import io.sluice.gateway.intake.Defect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ReplayReadingTest {
    private static ReplayReading.Result read(String body) {
        return ReplayReading.of(body.getBytes(StandardCharsets.UTF_8));
    }

    private static String where(String body) {
        List<Defect> defects = read(body).defects();
        assertEquals(1, defects.size(), body + " " + defects);
        assertNull(read(body).request());
        return defects.get(0).pointer();
    }

    @Test
    void readsPlacesEachOnce() {
        ReplayRequest request = read("{\"places\":[\"3/17\",\"0/5\",\"3/17\"]}").request();
        assertEquals(
                new ReplayRequest(
                        new TreeSet<>(List.of(new LetterPlace(0, 5), new LetterPlace(3, 17))),
                        null,
                        false,
                        100,
                        10_000,
                        false),
                request);
    }

    @Test
    void readsAFilterAndHowToDoIt() {
        String id = FakeLetterShelf.id(1);
        ReplayRequest request = read("{\"filter\":{\"reason\":\"500\",\"sku\":\"A\",\"client\":\"c\",\"orderId\":\""
                        + id
                        + "\",\"from\":\"1970-01-01T00:00:01Z\",\"to\":\"1970-01-01T00:00:02Z\"},"
                        + "\"dryRun\":true,\"ratePerSecond\":0.5,\"limit\":7,\"force\":true}")
                .request();
        assertEquals(
                new ReplayRequest(
                        null, new LetterFilter("500", "A", "c", id, 1_000L, 2_000L, null), true, 0.5, 7, true),
                request);
    }

    @Test
    void wantsEitherPlacesOrAFilter() {
        assertEquals("", where("{\"dryRun\":true}"));
        assertEquals("", where("{\"places\":[\"1/1\"],\"filter\":{}}"));
        assertNotNull(read("{\"filter\":{}}").request(), "all of them");
    }

    @Test
    void saysWhatIsWrongAndWhere() {
        assertEquals("/places", where("{\"places\":[]}"));
        assertEquals("/places", where("{\"places\":7}"));
        assertEquals("/places/1", where("{\"places\":[\"1/1\",\"1\"]}"));
        assertEquals("/places/0", where("{\"places\":[[1,[2]]]}"));
        assertEquals("/filter", where("{\"filter\":[]}"));
        assertEquals("/filter/skus", where("{\"filter\":{\"skus\":[\"A\"]}}"));
        assertEquals("/filter/sku", where("{\"filter\":{\"sku\":\"\"}}"));
        assertEquals("/filter/sku", where("{\"filter\":{\"sku\":\"A\",\"sku\":\"B\"}}"));
        assertEquals("/filter/orderId", where("{\"filter\":{\"orderId\":\"1\"}}"));
        assertEquals("/filter/from", where("{\"filter\":{\"from\":\"yesterday\"}}"));
        assertEquals("/filter/to", where("{\"filter\":{\"to\":5}}"));
        for (String rate : List.of("0", "-1", "1000.1", "\"5\"", "1e400")) {
            assertEquals("/ratePerSecond", where("{\"filter\":{},\"ratePerSecond\":" + rate + "}"));
        }
        for (String limit : List.of("0", "10001", "1.5", "99999999999999999999", "null")) {
            assertEquals("/limit", where("{\"filter\":{},\"limit\":" + limit + "}"));
        }
        assertEquals("/dryRun", where("{\"filter\":{},\"dryRun\":1}"));
        assertEquals("/force", where("{\"filter\":{},\"force\":\"yes\"}"));
        assertEquals("/dryrun", where("{\"filter\":{},\"dryrun\":true}"));
    }

    @Test
    void saysWhyItIsNoJson() {
        assertNotNull(read("{").notJson());
        assertNotNull(read("{\"places\":[\"1/1\"").notJson());
        assertNotNull(read("").notJson());
    }
}
