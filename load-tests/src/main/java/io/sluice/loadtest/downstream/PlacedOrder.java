package io.sluice.loadtest.downstream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an order wants: pieces of each SKU, all lines of one SKU added up. Immutable.
 *
 * @param pieces quantity by SKU, in the order of the lines
 */
record PlacedOrder(Map<String, Long> pieces) {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int LINES_MAX = 2_000;
    private static final int SKU_CHARS_MAX = 64;
    private static final long QUANTITY_MAX = 1_000_000;

    /** A body that is no order; the reason is, for whoever sent it. */
    static final class MalformedOrderException extends Exception {
        private static final long serialVersionUID = 1L;

        private final String reason;

        MalformedOrderException(String reason) {
            super(reason);
            this.reason = reason;
        }

        String reason() {
            return reason;
        }
    }

    /** Reads {@code {"items":[{"sku":"…","quantity":1}]}}; all else in it is somebody else's business. */
    static PlacedOrder parse(byte[] body) throws MalformedOrderException {
        Map<String, Long> pieces = null;
        try (JsonParser json = JSON.createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedOrderException("the body is not a JSON object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean isItems = json.currentName().equals("items");
                JsonToken token = json.nextToken();
                if (isItems && token == JsonToken.START_ARRAY) {
                    pieces = items(json);
                } else {
                    json.skipChildren();
                }
            }
            if (json.nextToken() != null) {
                throw new MalformedOrderException("something follows the JSON object");
            }
        } catch (IOException e) {
            throw new MalformedOrderException("the body is not JSON");
        }
        if (pieces == null || pieces.isEmpty()) {
            throw new MalformedOrderException("the order has no items");
        }
        return new PlacedOrder(pieces);
    }

    private static Map<String, Long> items(JsonParser json) throws IOException, MalformedOrderException {
        Map<String, Long> pieces = new LinkedHashMap<>();
        int lines = 0;
        while (json.nextToken() == JsonToken.START_OBJECT) {
            if (++lines > LINES_MAX) {
                throw new MalformedOrderException("the order has more than " + LINES_MAX + " items");
            }
            item(json, pieces);
        }
        if (json.currentToken() != JsonToken.END_ARRAY) {
            throw new MalformedOrderException("an item is not an object");
        }
        return pieces;
    }

    private static void item(JsonParser json, Map<String, Long> pieces) throws IOException, MalformedOrderException {
        String sku = null;
        long quantity = 0;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken token = json.nextToken();
            if (name.equals("sku") && token == JsonToken.VALUE_STRING) {
                sku = json.getText();
            } else if (name.equals("quantity") && token == JsonToken.VALUE_NUMBER_INT) {
                quantity = quantity(json);
            } else {
                json.skipChildren();
            }
        }
        if (!isSku(sku) || quantity < 1 || quantity > QUANTITY_MAX) {
            throw new MalformedOrderException(
                    "an item needs a sku of 1 to 64 characters and a quantity of 1 to 1000000");
        }
        pieces.merge(sku, quantity, Long::sum);
    }

    private static long quantity(JsonParser json) throws IOException {
        return json.getNumberType() == JsonParser.NumberType.BIG_INTEGER ? 0 : json.getLongValue();
    }

    private static boolean isSku(@Nullable String sku) {
        return sku != null
                && !sku.isEmpty()
                && sku.length() <= SKU_CHARS_MAX
                && sku.chars().noneMatch(Character::isISOControl);
    }
}
