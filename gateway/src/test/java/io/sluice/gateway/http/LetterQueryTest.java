package io.sluice.gateway.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.gateway.operator.LetterFilter;
import io.vertx.core.MultiMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class LetterQueryTest {
    private static LetterQuery query(String... namesAndValues) throws LetterQuery.Unsound {
        MultiMap query = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            query.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return LetterQuery.of(query, "1.2"::equals);
    }

    @Test
    void meansFiftyOfAllIfItSaysNothing() throws Exception {
        LetterQuery query = query();
        assertEquals(50, query.limit());
        assertFalse(query.body(), "what buyers wrote is shown to nobody who does not ask for it");
        assertEquals(new LetterFilter(null, null, null, null, null, null, null), query.filter());
    }

    @Test
    void readsWhatIsLookedFor() throws Exception {
        LetterQuery query = query(
                "limit",
                "200",
                "before",
                "1.2",
                "reason",
                "500",
                "sku",
                "A",
                "client",
                "c",
                "from",
                "1970-01-01T00:00:01Z",
                "to",
                "1970-01-01T00:00:02Z",
                "replayed",
                "false",
                "body",
                "true");
        assertEquals(new LetterFilter("500", "A", "c", null, 1_000L, 2_000L, false), query.filter());
        assertEquals(200, query.limit());
        assertEquals("1.2", query.before());
        assertTrue(query.body());
    }

    @Test
    void refusesWhatItDoesNotUnderstand() {
        for (List<String> wrong : List.of(
                List.of("limit", "0"),
                List.of("limit", "201"),
                List.of("limit", "ten"),
                List.of("before", "1.2.3"),
                List.of("orderId", "1"),
                List.of("from", "yesterday"),
                List.of("replayed", "yes"),
                List.of("body", ""),
                List.of("skus", "A"),
                List.of("sku", "A", "sku", "B"))) {
            LetterQuery.Unsound unsound =
                    assertThrows(LetterQuery.Unsound.class, () -> query(wrong.toArray(String[]::new)));
            assertTrue(unsound.getMessage().contains(wrong.get(0)), unsound.getMessage());
        }
    }
}
