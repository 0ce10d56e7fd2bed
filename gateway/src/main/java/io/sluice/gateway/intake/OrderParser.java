package io.sluice.gateway.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Body bytes → the key and the SKUs of an order, or everything that is wrong with it. Streams over the bytes and builds no tree: what
 * matters is whether they are an order, and they go on as they came. Pure and thread-safe.
 */
public final class OrderParser {
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            // Interned names would let a stranger's field names fill a table of the whole JVM.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private final OrderForm form;

    public OrderParser(OrderForm form) {
        this.form = form;
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
            if (form.schema() == null) {
                reading.order();
            } else {
                json.skipChildren();
            }
            if (json.nextToken() != null) {
                return ParsedOrder.notJson("there is more after the end of the JSON value");
            }
            return order(body, reading, defects);
        } catch (JsonProcessingException e) {
            return ParsedOrder.notJson(e.getOriginalMessage() + at(e));
        } catch (IOException e) {
            return ParsedOrder.notJson("the body is not UTF-8");
        }
    }

    private ParsedOrder order(byte[] body, OrderReading reading, Defects defects) throws IOException {
        if (form.schema() != null) {
            form.schema().check(body, defects);
        }
        String key = form.hasBuiltInKey() ? reading.customerId() : keyAt(body, defects);
        if (key != null && Unicode.hasLoneSurrogate(key)) {
            defects.add(form.key().text(), "must be well-formed Unicode");
        }
        return key == null || !defects.isEmpty()
                ? ParsedOrder.defective(defects.list())
                : ParsedOrder.order(key, form.hasBuiltInSkus() ? reading.skus() : skusAt(body));
    }

    /** A second pass, as the way to the key may lead through fields that the schema leaves open. */
    private @Nullable String keyAt(byte[] body, Defects defects) throws IOException {
        try (JsonParser json = JSON.createParser(body)) {
            return form.key().find(json, defects);
        }
    }

    /** One more pass, for the same reason. */
    private List<String> skusAt(byte[] body) throws IOException {
        try (JsonParser json = JSON.createParser(body)) {
            return form.skus().find(json);
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

    private static String at(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ")";
    }
}
