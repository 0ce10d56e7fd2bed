package io.sluice.gateway.intake;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One pass over the tokens of a body, checking it against the built-in schema and noting every defect. Fields it does not
 * know are skipped. A field of the schema that is given twice is a defect: readers differ in whether the first or the last
 * counts, and the downstream gets the same bytes. Confined to one call.
 */
final class OrderReading {
    private static final int TEXT_LENGTH_MAX = 64;
    private static final int ITEMS_MAX = 2000;
    private static final int QUANTITY_MAX = 1_000_000;

    private final JsonParser json;
    private final Defects defects;
    private final OrderSkus skus = new OrderSkus();
    private @Nullable String customerId;

    OrderReading(JsonParser json, Defects defects) {
        this.json = json;
        this.defects = defects;
    }

    /** The customer of the order that was read; null if it is missing or defective. */
    @Nullable String customerId() {
        return customerId;
    }

    /** What the order that was read is for, as it may travel with it; only worth something if there is no defect. */
    List<String> skus() {
        return skus.list();
    }

    /** Reads the value that the parser is at. */
    void order() throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            defects.add("", "must be an object");
            return;
        }
        boolean hasCustomer = false;
        boolean hasItems = false;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken token = json.nextToken();
            if (name.equals("customerId")) {
                once(hasCustomer, "/customerId");
                hasCustomer = true;
                customerId = text(token, "/customerId");
            } else if (name.equals("items")) {
                once(hasItems, "/items");
                hasItems = true;
                items(token);
            } else {
                json.skipChildren();
            }
        }
        present(hasCustomer, "/customerId");
        present(hasItems, "/items");
    }

    private void items(JsonToken token) throws IOException {
        if (token != JsonToken.START_ARRAY) {
            json.skipChildren();
            defects.add("/items", "must be an array");
            return;
        }
        int count = 0;
        for (JsonToken element = json.nextToken(); element != JsonToken.END_ARRAY; element = json.nextToken()) {
            if (count < ITEMS_MAX) {
                item(element, count);
            } else {
                json.skipChildren();
            }
            count++;
        }
        if (count == 0 || count > ITEMS_MAX) {
            defects.add("/items", "must have 1 to " + ITEMS_MAX + " elements, not " + count);
        }
    }

    private void item(JsonToken token, int index) throws IOException {
        if (token != JsonToken.START_OBJECT) {
            json.skipChildren();
            defects.add("/items/" + index, "must be an object");
            return;
        }
        boolean hasSku = false;
        boolean hasQuantity = false;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (name.equals("sku")) {
                if (hasSku || !isText(value)) {
                    once(hasSku, "/items/" + index + "/sku");
                    text(value, "/items/" + index + "/sku");
                } else {
                    skus.add(json.getText());
                }
                hasSku = true;
            } else if (name.equals("quantity")) {
                if (hasQuantity || !isQuantity(value)) {
                    once(hasQuantity, "/items/" + index + "/quantity");
                    quantity(value, "/items/" + index + "/quantity");
                }
                hasQuantity = true;
            } else {
                json.skipChildren();
            }
        }
        if (!hasSku || !hasQuantity) {
            present(hasSku, "/items/" + index + "/sku");
            present(hasQuantity, "/items/" + index + "/quantity");
        }
    }

    private @Nullable String text(JsonToken token, String pointer) throws IOException {
        if (isText(token)) {
            return json.getText();
        }
        json.skipChildren();
        defects.add(pointer, "must be a string of 1 to " + TEXT_LENGTH_MAX + " characters");
        return null;
    }

    private boolean isText(JsonToken token) throws IOException {
        return token == JsonToken.VALUE_STRING && isTextLength(json);
    }

    /**
     * Whether the string that the parser is at has 1 to 64 characters as JSON Schema counts them: one beyond the basic plane
     * is one, though Java needs two for it.
     */
    static boolean isTextLength(JsonParser json) throws IOException {
        int length = json.getTextLength();
        return length >= 1
                && (length <= TEXT_LENGTH_MAX
                        || (length <= 2 * TEXT_LENGTH_MAX
                                && Character.codePointCount(json.getTextCharacters(), json.getTextOffset(), length)
                                        <= TEXT_LENGTH_MAX));
    }

    private void quantity(JsonToken token, String pointer) throws IOException {
        if (!isQuantity(token)) {
            json.skipChildren();
            defects.add(pointer, "must be a whole number from 1 to " + QUANTITY_MAX);
        }
    }

    private boolean isQuantity(JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_NUMBER_INT) {
            return json.getNumberType() == JsonParser.NumberType.INT
                    && json.getIntValue() >= 1
                    && json.getIntValue() <= QUANTITY_MAX;
        }
        if (token == JsonToken.VALUE_NUMBER_FLOAT) {
            // JSON has one kind of number, so 2.0 and 2e0 are whole.
            double number = json.getDoubleValue();
            return number == Math.rint(number) && number >= 1 && number <= QUANTITY_MAX;
        }
        return false;
    }

    private void once(boolean seen, String pointer) {
        if (seen) {
            defects.add(pointer, "is given twice");
        }
    }

    private void present(boolean seen, String pointer) {
        if (!seen) {
            defects.add(pointer, "is required");
        }
    }
}
