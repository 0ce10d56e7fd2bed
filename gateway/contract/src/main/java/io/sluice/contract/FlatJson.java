package io.sluice.contract;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object of scalars: the form of our own small records, readable with a console consumer. Unknown fields are
 * kept and ignored, so that an older process can read a newer one's records. Not thread-safe once built.
 */
final class FlatJson {
    private static final JsonFactory JSON = new JsonFactory();

    private final Map<String, Object> fields;

    private FlatJson(Map<String, Object> fields) {
        this.fields = fields;
    }

    static FlatJson empty() {
        return new FlatJson(new LinkedHashMap<>());
    }

    FlatJson put(String name, @Nullable Object value) {
        if (value != null) {
            fields.put(name, value);
        }
        return this;
    }

    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            for (Map.Entry<String, Object> field : fields.entrySet()) {
                json.writeFieldName(field.getKey());
                Object value = field.getValue();
                if (value instanceof Long number) {
                    json.writeNumber(number);
                } else if (value instanceof Integer number) {
                    json.writeNumber(number);
                } else if (value instanceof Double number) {
                    json.writeNumber(number);
                } else if (value instanceof Boolean truth) {
                    json.writeBoolean(truth);
                } else {
                    json.writeString(value.toString());
                }
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return out.toByteArray();
    }

    static FlatJson parse(byte @Nullable [] bytes) throws MalformedRecordException {
        FlatJson json = empty();
        read(bytes, json.fields::put);
        return json;
    }

    /**
     * Hands over field by field, for records that are read by the million.
     *
     * @param fields told each name with its {@link String}, {@link Long}, {@link Double} or {@link Boolean}
     */
    static void read(byte @Nullable [] bytes, BiConsumer<String, Object> fields) throws MalformedRecordException {
        if (bytes == null) {
            throw new MalformedRecordException("the record has no value");
        }
        try (JsonParser json = JSON.createParser(bytes)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedRecordException("the record is not a JSON object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken token = json.nextToken();
                if (token == JsonToken.VALUE_STRING) {
                    fields.accept(name, json.getText());
                } else if (token == JsonToken.VALUE_NUMBER_INT) {
                    fields.accept(name, json.getLongValue());
                } else if (token == JsonToken.VALUE_NUMBER_FLOAT) {
                    fields.accept(name, json.getDoubleValue());
                } else if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
                    fields.accept(name, json.getBooleanValue());
                } else {
                    json.skipChildren();
                }
            }
        } catch (IOException e) {
            throw new MalformedRecordException("the record is not JSON: " + e.getMessage());
        }
    }

    @Nullable String optionalText(String name) {
        Object value = fields.get(name);
        return value instanceof String text ? text : null;
    }

    String text(String name) throws MalformedRecordException {
        String value = optionalText(name);
        if (value == null) {
            throw new MalformedRecordException("field '" + name + "' is missing or no string");
        }
        return value;
    }

    long number(String name) throws MalformedRecordException {
        if (fields.get(name) instanceof Long number) {
            return number;
        }
        throw new MalformedRecordException("field '" + name + "' is missing or no whole number");
    }

    double decimal(String name) throws MalformedRecordException {
        if (fields.get(name) instanceof Number number) {
            return number.doubleValue();
        }
        throw new MalformedRecordException("field '" + name + "' is missing or no number");
    }

    boolean truth(String name) throws MalformedRecordException {
        if (fields.get(name) instanceof Boolean truth) {
            return truth;
        }
        throw new MalformedRecordException("field '" + name + "' is missing or neither true nor false");
    }
}
