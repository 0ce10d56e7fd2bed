package io.sluice.gateway.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Body bytes → the key of an order, or everything that is wrong with it. Streams over the bytes and builds no tree: what
 * matters is whether they are an order, and they go on as they came. Pure and thread-safe.
 */
public final class OrderParser {
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            // Interned names would let a stranger's field names fill a table of the whole JVM.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private final KeyPointer keyPointer;
    private final boolean keyIsCustomer;

    public OrderParser(KeyPointer keyPointer) {
        this.keyPointer = keyPointer;
        this.keyIsCustomer = keyPointer.text().equals(KeyPointer.CUSTOMER.text());
    }

    ParsedOrder parse(byte[] body) {
        if (!startsAsUtf8(body)) {
            return ParsedOrder.notJson("the body must be UTF-8 without a byte order mark");
        }
        Defects defects = new Defects();
        try (JsonParser json = JSON.createParser(body)) {
            if (json.nextToken() == null) {
                return ParsedOrder.notJson("the body is empty");
            }
            OrderReading reading = new OrderReading(json, defects);
            reading.order();
            if (json.nextToken() != null) {
                return ParsedOrder.notJson("there is more after the end of the JSON value");
            }
            String key = keyIsCustomer ? reading.customerId() : keyAt(body, defects);
            if (key != null && hasLoneSurrogate(key)) {
                defects.add(keyPointer.text(), "must be well-formed Unicode");
            }
            return key == null || !defects.isEmpty() ? ParsedOrder.defective(defects.list()) : ParsedOrder.order(key);
        } catch (JsonProcessingException e) {
            return ParsedOrder.notJson(e.getOriginalMessage() + at(e));
        } catch (IOException e) {
            return ParsedOrder.notJson("the body is not UTF-8");
        }
    }

    /** A second pass, as the way to the key may lead through fields that the schema leaves open. */
    private @Nullable String keyAt(byte[] body, Defects defects) throws IOException {
        try (JsonParser json = JSON.createParser(body)) {
            return keyPointer.find(json, defects);
        }
    }

    /** Jackson would also read UTF-16 and UTF-32; RFC 8259 has only UTF-8 on the network, and so has the downstream. */
    private static boolean startsAsUtf8(byte[] body) {
        if (body.length < 2) {
            return true;
        }
        return body[0] != 0
                && body[1] != 0
                && body[0] != (byte) 0xef
                && body[0] != (byte) 0xfe
                && body[0] != (byte) 0xff;
    }

    /** Half a character has no UTF-8, so two customers could become one. */
    private static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    private static String at(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ")";
    }
}
