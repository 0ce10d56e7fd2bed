package io.sluice.loadtest.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SampleOrdersTest {
    private final SampleOrders orders = SampleOrders.load();

    @Test
    void hasAllLinesOfAllRealOrders() {
        assertEquals(1_387, orders.count());
        long lines = 0;
        for (int i = 0; i < orders.count(); i++) {
            JsonArray items = parsed(i).getJsonArray("items");
            assertEquals(orders.lines(i), items.size());
            lines += items.size();
        }
        assertEquals(39_447, lines);
    }

    @Test
    void writesTheFirstOrderAsItWas() {
        JsonObject first = parsed(0);

        assertEquals("17850-000000", first.getString("customerId"));
        assertEquals("536365", first.getString("reference"));
        JsonObject line = first.getJsonArray("items").getJsonObject(0);
        assertEquals("85123A", line.getString("sku"));
        assertEquals(6, line.getInteger("quantity"));
        assertEquals(2.55, line.getDouble("unitPrice"));
    }

    @Test
    void everyOrderHasACustomerOfItsOwnAndFitsTheBuiltInSchema() {
        Set<String> customers = new HashSet<>();
        for (int i = 0; i < 2 * orders.count(); i++) {
            JsonObject order = parsed(i);
            String customer = order.getString("customerId");
            assertEquals(orders.customerId(i), customer);
            assertTrue(customers.add(customer), customer);
            assertTrue(customer.length() <= 64, customer);
            for (Object item : order.getJsonArray("items")) {
                JsonObject line = (JsonObject) item;
                assertTrue(!line.getString("sku").isEmpty()
                        && line.getString("sku").length() <= 64);
                assertTrue(line.getInteger("quantity") >= 1 && line.getInteger("quantity") <= 1_000_000);
            }
        }
    }

    @Test
    void theSameOrderIsTheSameBytesAndEveryRoundHasTheSameItems() {
        assertArrayEquals(orders.body(42), SampleOrders.load().body(42));
        assertEquals(
                parsed(42).getJsonArray("items"),
                parsed(42 + 3L * orders.count()).getJsonArray("items"));
        assertTrue(orders.customerId(7_654_321).endsWith("-7654321"));
    }

    private JsonObject parsed(long i) {
        return new JsonObject(Buffer.buffer(orders.body(i)));
    }
}
