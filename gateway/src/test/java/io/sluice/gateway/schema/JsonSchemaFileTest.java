package io.sluice.gateway.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.gateway.intake.Defect;
import io.sluice.gateway.intake.Defects;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonSchemaFileTest {
    private static final String BOOKING = """
            {"type": "object", "required": ["buyer", "seats"], "additionalProperties": false,
             "properties": {
               "buyer": {"$ref": "#/$defs/name"},
               "seats": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/name"}},
               "price": {"type": "number", "multipleOf": 0.01, "maximum": 1e6},
               "count": {"type": "integer"},
               "a/b": {"const": 1},
               "with": {"$ref": "#"}},
             "$defs": {"name": {"type": "string", "minLength": 1, "maxLength": 8}}}
            """;

    @TempDir
    private Path directory;

    @Test
    void namesEveryDefectWhereItIs() throws IOException {
        JsonSchemaFile schema = schema(BOOKING);

        assertEquals(List.of(), check(schema, "{\"buyer\":\"ada\",\"seats\":[\"1a\"],\"price\":0.07,\"count\":2.0}"));
        assertEquals(
                List.of("/a~1b", "/buyer", "/extra", "/price", "/seats/1"),
                pointers(schema, "{\"seats\":[\"1a\",7],\"price\":0.071,\"a/b\":2,\"extra\":1}"));
        assertEquals(List.of(""), pointers(schema, "[]"));
        assertEquals(
                "required property 'seats' not found",
                check(schema, "{\"buyer\":\"ada\"}").get(0).detail());
    }

    @Test
    void namesAtMostTwenty() throws IOException {
        assertEquals(
                20,
                check(schema(BOOKING), "{\"buyer\":\"ada\",\"seats\":[" + "7,".repeat(99) + "7]}")
                        .size());
    }

    @ParameterizedTest
    @CsvSource({
        "http://json-schema.org/draft-04/schema#,false",
        "http://json-schema.org/draft-06/schema#,true",
        "http://json-schema.org/draft-07/schema#,true",
        "https://json-schema.org/draft/2019-09/schema,true",
        "https://json-schema.org/draft/2020-12/schema,true"
    })
    void goesByTheDraftThatTheSchemaNames(String draft, boolean knowsConst) throws IOException {
        JsonSchemaFile schema = schema("{\"$schema\":\"" + draft + "\",\"properties\":{\"a\":{\"const\":1}}}");

        assertEquals(knowsConst, !check(schema, "{\"a\":2}").isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "7",
                "true",
                "{\"type\":\"objekt\"}",
                "{\"type\":\"object\",\"type\":\"array\"}",
                "{\"pattern\":\"(\"}",
                "{\"$schema\":\"https://example.com/mine\"}",
                "{\"$ref\":\"#/$defs/none\"}",
                "{\"properties\":{\"a\":{\"items\":{\"$ref\":\"#/$defs/none\"}}}}",
                "{\"$ref\":\"other.json\"}",
                "{\"$ref\":\"http://127.0.0.1:9/schema.json\"}",
                "{\"$ref\":\"file:///etc/hostname\"}"
            })
    void refusesWhatIsNoSchemaOrNotWholeInItself(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("schema.json"), text);
        JsonSchemaFile.Reading reading = JsonSchemaFile.read(file);

        assertNull(reading.schema());
        assertFalse(reading.defects().isEmpty());
    }

    @Test
    void refusesAFileThatIsNotThere() {
        assertEquals(1, JsonSchemaFile.read(directory.resolve("none")).defects().size());
    }

    @Test
    void refusesFieldsThatAreGivenTwiceAsReadersDiffer() throws IOException {
        assertEquals(List.of(""), pointers(schema("{}"), "{\"a\":1,\"a\":2}"));
    }

    @Test
    void boundsHowDeepAnOrderIsAndHowLongACheckTakes() throws IOException {
        JsonSchemaFile schema = schema(BOOKING);
        String deep = "{\"with\":".repeat(100) + "{}" + "}".repeat(100);
        // Every list is tried as every list.
        JsonSchemaFile costly = schema(
                "{\"items\":{\"allOf\":[{\"items\":{\"$ref\":\"#\"}},{\"items\":{\"$ref\":\"#\"}},{\"items\":{\"$ref\":\"#\"}}]}}");

        assertEquals(1, check(schema, deep).size());
        assertEquals(1, check(costly, "[".repeat(60) + "7" + "]".repeat(60)).size());
    }

    @Test
    void neverThrowsWhateverTheJson() throws IOException {
        JsonSchemaFile schema = schema(BOOKING);
        Random random = new Random(3);
        String[] values = {
            "1e999",
            "-1e-999",
            "1e400",
            "123456789012345678901234567890.5",
            "1e99999",
            "null",
            "\"\\ud83d\"",
            "[]",
            "{}",
            "0"
        };
        String[] names = {"buyer", "seats", "price", "count", "a/b", "with", "x"};
        for (int round = 0; round < 3_000; round++) {
            StringBuilder body = new StringBuilder("{");
            for (String name : names) {
                body.append(body.length() == 1 ? "" : ",")
                        .append('"')
                        .append(name)
                        .append("\":")
                        .append(values[random.nextInt(values.length)]);
            }
            assertTrue(!check(schema, body.append('}').toString()).isEmpty());
        }
    }

    private JsonSchemaFile schema(String text) throws IOException {
        JsonSchemaFile.Reading reading = JsonSchemaFile.read(Files.writeString(directory.resolve("schema.json"), text));
        assertEquals(List.of(), reading.defects());
        return reading.schema();
    }

    private static List<String> pointers(JsonSchemaFile schema, String body) {
        return check(schema, body).stream().map(Defect::pointer).sorted().toList();
    }

    private static List<Defect> check(JsonSchemaFile schema, String body) {
        Defects defects = new Defects();
        schema.check(body.getBytes(StandardCharsets.UTF_8), defects);
        return defects.list();
    }
}
