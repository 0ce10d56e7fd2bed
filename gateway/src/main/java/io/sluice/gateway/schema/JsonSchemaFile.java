package io.sluice.gateway.schema;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.ValidationLimitExceededException;
import com.networknt.schema.path.NodePath;
import com.networknt.schema.path.PathType;
import io.sluice.gateway.intake.Defects;
import io.sluice.gateway.intake.OrderSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an order has to look like, as a JSON Schema file says: 2020-12, or an earlier one by its {@code $schema}. It is whole
 * in itself: a {@code $ref} leads into the same file, as nothing is fetched from anywhere. Builds a tree, other than the
 * built-in schema, and checks on the event loop; so how deep an order may be and how many steps a check may take is bounded.
 * Thread-safe.
 */
public final class JsonSchemaFile implements OrderSchema {
    private static final int NESTING_MAX = 100;
    private static final int STEPS_MAX = 100_000;
    private static final int STEPS_NESTED_MAX = 1_000;
    private static final int DEFECTS_MAX = 20;
    private static final long BYTES_MAX = 4 << 20;

    /** A field that is given twice is a defect: readers differ in which one counts, and the downstream gets the same bytes. */
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(NESTING_MAX)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .build();

    private static final ExecutionConfig BOUNDED = ExecutionConfig.builder()
            .locale(Locale.ROOT)
            .maxEvaluationSteps(STEPS_MAX)
            .maxEvaluationDepth(STEPS_NESTED_MAX)
            .build();

    private final Schema schema;

    private JsonSchemaFile(Schema schema) {
        this.schema = schema;
    }

    /**
     * What a file turned out to be: one of the two.
     *
     * @param schema the schema, if it is one
     * @param defects what keeps it from being one
     */
    public record Reading(@Nullable JsonSchemaFile schema, List<String> defects) {}

    /** Reads a file and checks it against the schema for schemas. */
    public static Reading read(Path file) {
        try {
            if (Files.size(file) > BYTES_MAX) {
                return broken("it has more than " + BYTES_MAX + " bytes");
            }
            return of(JSON.readTree(Files.readAllBytes(file)));
        } catch (IOException e) {
            return broken("it cannot be read: " + e);
        } catch (JacksonException e) {
            return broken("it is not JSON: " + e.getOriginalMessage());
        } catch (SchemaException e) {
            return broken(String.valueOf(e.getMessage()));
        }
    }

    private static Reading of(JsonNode written) {
        if (!written.isObject()) {
            return broken("it is not a JSON object");
        }
        SchemaRegistryConfig pointers = SchemaRegistryConfig.builder()
                .pathType(PathType.JSON_POINTER)
                .locale(Locale.ROOT)
                .build();
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12, builder -> builder.schemaRegistryConfig(pointers));
        SpecificationVersion version =
                SpecificationVersion.fromSchemaNode(written).orElse(SpecificationVersion.DRAFT_2020_12);
        List<String> defects = registry.getSchema(SchemaLocation.of(version.getDialectId())).validate(written).stream()
                .map(error -> pointer(error) + " " + error.getMessage())
                .distinct()
                .limit(DEFECTS_MAX)
                .toList();
        if (!defects.isEmpty()) {
            return new Reading(null, defects);
        }
        Schema schema = registry.getSchema(written);
        // Now, as a reference that leads nowhere should not be found by the first order.
        schema.initializeValidators();
        return new Reading(new JsonSchemaFile(schema), List.of());
    }

    private static Reading broken(String why) {
        return new Reading(null, List.of(why));
    }

    @Override
    public void check(byte[] body, Defects defects) {
        try {
            List<Error> errors =
                    schema.validate(JSON.readTree(body), (execution, context) -> execution.setExecutionConfig(BOUNDED));
            errors.forEach(error -> defects.add(pointer(error), error.getMessage()));
        } catch (JacksonException e) {
            // It is JSON, that much is known: so it is too deep, or has a field twice.
            defects.add("", e.getOriginalMessage());
        } catch (ValidationLimitExceededException e) {
            defects.add("", "is too large or too deep to be checked");
        } catch (SchemaException | ArithmeticException | NumberFormatException e) {
            defects.add("", "cannot be checked: " + e.getMessage());
        }
    }

    /** Where it is wrong; what is missing, or there and must not be, is where it would be. */
    private static String pointer(Error error) {
        NodePath at = error.getInstanceLocation();
        return (error.getProperty() == null ? at : at.append(error.getProperty())).toString();
    }
}
