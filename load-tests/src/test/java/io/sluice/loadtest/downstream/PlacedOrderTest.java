package io.sluice.loadtest.downstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PlacedOrderTest {

    @Test
    void addsUpTheLinesOfOneSkuAndIgnoresTheRest() throws Exception {
        PlacedOrder order = parse("{'x':{'items':1},'items':[{'sku':'A','quantity':2,'unitPrice':1.5,'tags':[1]},"
                + "{'quantity':1,'sku':'B'},{'sku':'A','quantity':3}],'y':[[]]}");

        assertEquals(Map.of("A", 5L, "B", 1L), order.pieces());
    }

    @Test
    void saysWhyABodyIsNoOrder() {
        assertMalformed("", "not a JSON object");
        assertMalformed("[]", "not a JSON object");
        assertMalformed("{'items':[{'sku':'A'", "not JSON");
        assertMalformed("{'items':[{'sku':'A','quantity':1}]} {}", "something follows");
        assertMalformed("{}", "no items");
        assertMalformed("{'items':'many'}", "no items");
        assertMalformed("{'items':[]}", "no items");
        assertMalformed("{'items':[1]}", "not an object");
        assertMalformed("{'items':[{'sku':'A','quantity':0}]}", "an item needs");
        assertMalformed("{'items':[{'sku':'A','quantity':99999999999999999999}]}", "an item needs");
        assertMalformed("{'items':[{'sku':'A','quantity':1.5}]}", "an item needs");
        assertMalformed("{'items':[{'quantity':1}]}", "an item needs");
        assertMalformed("{'items':[{'sku':'A\\nB','quantity':1}]}", "an item needs");
        assertMalformed("{'items':[{'sku':'" + "A".repeat(65) + "','quantity':1}]}", "an item needs");
        assertMalformed(
                "{'items':[" + "{'sku':'A','quantity':1},".repeat(2_000) + "{'sku':'A','quantity':1}]}", "2000");
    }

    private static void assertMalformed(String json, String reason) {
        String told = assertThrows(PlacedOrder.MalformedOrderException.class, () -> parse(json))
                .reason();
        assertTrue(told.contains(reason), told);
    }

    private static PlacedOrder parse(String json) throws PlacedOrder.MalformedOrderException {
        return PlacedOrder.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
