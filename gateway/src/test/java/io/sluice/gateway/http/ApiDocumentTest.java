package io.sluice.gateway.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import io.sluice.contract.FleetRecord.Mode;
import io.sluice.contract.OrderOutcome;
import io.sluice.gateway.operator.ReplayProgress;
import io.sluice.gateway.operator.ReplayRule;
import io.sluice.gateway.queue.FleetReport;
import io.sluice.gateway.queue.Forecast;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What can be said of the documents without asking a gateway. */
class ApiDocumentTest {
    /** Of the OpenAPI Initiative, for documents of 3.1 whose schemas are of the dialect that is their default. */
    private static final String SPECIFICATION = "https://spec.openapis.org/oas/3.1/schema-base/2022-10-07";

    private static final Schema OPEN_API = SchemaRegistry.withDefaultDialect(
                    Dialects.getDraft202012(),
                    registry -> registry.schemaIdResolvers(
                            ids -> ids.mapPrefix("https://spec.openapis.org/", "classpath:spec.openapis.org/")))
            .getSchema(SchemaLocation.of(SPECIFICATION));

    static Stream<ApiDocument> documents() {
        return Stream.of(ApiDocument.PUBLIC, ApiDocument.OPERATOR);
    }

    @ParameterizedTest
    @MethodSource("documents")
    void areWhatTheSpecificationOfOpenApiWants(ApiDocument document) {
        assertEquals(List.of(), OPEN_API.validate(document.root()));
    }

    @Test
    void wouldNotBeIfASchemaWereWrong() {
        JsonNode wrong = ApiDocument.PUBLIC.root().deepCopy();
        ((ObjectNode) wrong.at("/components/schemas/Order")).put("type", "nonsense");

        assertFalse(OPEN_API.validate(wrong).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("documents")
    void referToWhatIsThereAndHaveNothingThatNobodyRefersTo(ApiDocument document) {
        Set<String> references = new TreeSet<>();
        walk(document.root(), node -> {
            if (node.path("$ref").isString()) {
                references.add(node.path("$ref").stringValue());
            }
        });
        references.add("#/components/responses/NoOperation");
        Set<String> components = new TreeSet<>();
        document.root().path("components").forEachEntry((kind, named) -> named.propertyNames().stream()
                .filter(name -> !kind.equals("securitySchemes"))
                .forEach(name -> components.add("#/components/" + kind + "/" + name)));

        assertEquals(components, references);
    }

    @ParameterizedTest
    @MethodSource("documents")
    void nameEachOperationOnceAndTellAllOfThemWhatAnyMayAnswer(ApiDocument document) {
        List<String> names = document.operations().stream()
                .map(operation -> operation.described().path("operationId").asString())
                .toList();

        assertEquals(names.size(), new TreeSet<>(names).size());
        document.operations()
                .forEach(operation -> assertEquals(
                        "#/components/responses/AnyOperation",
                        operation.described().at("/responses/default/$ref").asString(),
                        operation.toString()));
    }

    @Test
    void haveEveryTypeOfProblemWithItsStatusAndNoOther() {
        TreeMap<String, Integer> documented = new TreeMap<>();
        documents().forEach(document -> document.problemTypes().forEach(type -> {
            String name = type.path("const").stringValue();
            int status = type.path("x-status").intValue();
            assertEquals(status, documented.getOrDefault(name, status), name);
            documented.put(name, status);
        }));
        TreeMap<String, Integer> known = new TreeMap<>();
        for (Problem problem : Problem.values()) {
            known.put(ApiDocument.PROBLEM_PREFIX + slug(problem), problem.status());
        }

        assertEquals(known, documented);
    }

    @ParameterizedTest
    @MethodSource("documents")
    void sayWhereEachTypeOfProblemOccursAndUnderItsStatus(ApiDocument document) {
        Set<String> types = document.problemTypes().stream()
                .map(type -> type.path("const").stringValue().substring(ApiDocument.PROBLEM_PREFIX.length()))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> occurring = new TreeSet<>();
        for (String answer : document.answers()) {
            String last = answer.substring(answer.lastIndexOf(' ') + 1);
            if (types.contains(last)) {
                occurring.add(last);
                assertTrue(
                        answer.endsWith(" " + document.status(ApiDocument.PROBLEM_PREFIX + last) + " " + last), answer);
            }
        }

        assertEquals(types, occurring);
    }

    @Test
    void haveTheWordsOfTheCode() {
        assertEquals(
                words(OrderOutcome.Kind.values()), ApiDocument.PUBLIC.words("/components/schemas/SettledStatus/oneOf"));
        assertEquals(
                words(Forecast.State.values()),
                ApiDocument.PUBLIC.words("/components/schemas/Queue/properties/state/oneOf"));
        assertEquals(
                words(ReplayRule.Refusal.values()), ApiDocument.OPERATOR.words("/components/schemas/Refusal/oneOf"));
        assertEquals(
                words(ReplayProgress.State.values()),
                ApiDocument.OPERATOR.words("/components/schemas/Replay/properties/state/oneOf"));
        assertEquals(words(Mode.values()), ApiDocument.OPERATOR.words("/components/schemas/Mode/oneOf"));
        assertEquals(
                words(FleetReport.Change.Kind.values()),
                ApiDocument.OPERATOR.words("/components/schemas/Change/properties/kind/oneOf"));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void giveExamplesThatFitTheirSchemas(ApiDocument document) {
        List<String> defects = new ArrayList<>();
        walk(document.root(), node -> {
            node.path("examples").values().forEach(example -> {
                JsonNode value = example.path("value");
                defects.addAll(
                        node.has("x-events")
                                ? ExchangeCheck.eventDefects(document, node.path("x-events"), value.stringValue())
                                : document.defects(node.path("schema"), value));
            });
            if (node.has("example") && node.has("schema")) {
                defects.addAll(document.defects(node.path("schema"), node.path("example")));
            }
        });

        assertEquals(List.of(), defects);
    }

    private static void walk(JsonNode node, Consumer<JsonNode> visitor) {
        visitor.accept(node);
        node.values().forEach(child -> walk(child, visitor));
    }

    private static Set<String> words(Enum<?>[] constants) {
        return Arrays.stream(constants).map(ApiDocumentTest::slug).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String slug(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
