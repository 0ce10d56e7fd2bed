package io.sluice.gateway.http;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * An OpenAPI document of ours as it lies in the jar: its operations, their answers, and whether a value fits a schema. Where a
 * schema names properties these are taken for all there are: a client has to pass over what it does not know, and a test must
 * not. Thread-safe.
 */
final class ApiDocument {
    static final String PROBLEM_JSON = "application/problem+json";
    static final String PROBLEM_PREFIX = "https://sluice.io/problems/";

    private static final String ANY_OPERATION = "any operation";
    private static final String NO_OPERATION = "no operation";
    private static final Set<String> METHODS =
            Set.of("get", "head", "post", "put", "patch", "delete", "options", "trace");
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(Dialects.getOpenApi31());

    // Below what their constructor needs.
    static final ApiDocument PUBLIC = new ApiDocument("openapi.yaml");
    static final ApiDocument OPERATOR = new ApiDocument("openapi-operator.yaml");

    private final String name;
    private final String text;
    private final JsonNode root;
    private final ObjectNode closedComponents;
    private final List<Operation> operations = new ArrayList<>();
    private final Map<JsonNode, Schema> compiled = new ConcurrentHashMap<>();

    /** What can be done at a path, and what the document says about it. */
    record Operation(String method, String path, JsonNode described) {
        boolean isAt(String requestPath) {
            return Pattern.matches(path.replaceAll("\\{\\w+}", "[^/]+"), requestPath);
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /** What the document says about an answer, and where it says so. */
    record Said(String where, JsonNode response) {}

    private ApiDocument(String name) {
        this.name = name;
        text = WebFile.text(name);
        root = new YAMLMapper().readTree(text);
        closedComponents = (ObjectNode) root.path("components").deepCopy();
        close(closedComponents.path("schemas"));
        root.path("paths")
                .forEachEntry((path, item) -> item.forEachEntry((method, described) -> {
                    if (METHODS.contains(method)) {
                        operations.add(new Operation(method.toUpperCase(Locale.ROOT), path, described));
                    }
                }));
    }

    private static void close(JsonNode node) {
        if (node instanceof ObjectNode schema
                && schema.path("properties").isObject()
                && !schema.has("$ref")
                && !schema.has("additionalProperties")) {
            schema.put("additionalProperties", false);
        }
        node.values().forEach(ApiDocument::close);
    }

    String text() {
        return text;
    }

    JsonNode root() {
        return root;
    }

    List<Operation> operations() {
        return List.copyOf(operations);
    }

    @Nullable Operation operation(String method, String requestPath) {
        return operations.stream()
                .filter(operation -> operation.method().equals(method) && operation.isAt(requestPath))
                .findFirst()
                .orElse(null);
    }

    /** What is said about an answer with this status; of a request for which there is no operation if that is null. */
    Said said(@Nullable Operation operation, int status) {
        if (operation == null) {
            return new Said(NO_OPERATION, root.at("/components/responses/NoOperation"));
        }
        JsonNode responses = operation.described().path("responses");
        JsonNode own = responses.path(Integer.toString(status));
        return own.isMissingNode()
                ? new Said(ANY_OPERATION, resolved(responses.path("default")))
                : new Said(operation.toString(), resolved(own));
    }

    /** The name of an answer. */
    static String answer(String where, int status, @Nullable String problem) {
        return where + " " + status + (problem == null ? "" : " " + problem.substring(PROBLEM_PREFIX.length()));
    }

    /** The names of all answers that are documented. */
    Set<String> answers() {
        Set<String> names = new TreeSet<>();
        for (Operation operation : operations) {
            operation.described().path("responses").forEachEntry((key, response) -> {
                if (!key.equals("default")) {
                    add(names, operation.toString(), Integer.parseInt(key), resolved(response));
                }
            });
        }
        add(names, ANY_OPERATION, 0, root.at("/components/responses/AnyOperation"));
        add(names, NO_OPERATION, 0, root.at("/components/responses/NoOperation"));
        return names;
    }

    private void add(Set<String> names, String where, int status, JsonNode response) {
        List<String> problems = problems(response);
        if (problems.isEmpty()) {
            names.add(answer(where, status, null));
        }
        problems.forEach(type -> names.add(answer(where, status == 0 ? status(type) : status, type)));
    }

    /** The types of problem that a response may have. */
    static List<String> problems(JsonNode response) {
        JsonNode type = response.path("content").path(PROBLEM_JSON).at("/schema/properties/type");
        List<String> types = new ArrayList<>();
        type.path("const").stringValueOpt().ifPresent(types::add);
        type.path("enum").values().forEach(one -> types.add(one.stringValue()));
        return types;
    }

    /** What the document says about each type of problem. */
    List<JsonNode> problemTypes() {
        return List.copyOf(root.at("/components/schemas/ProblemType/oneOf").values());
    }

    /** The status of every answer with this type; 0 if it is not documented. */
    int status(String type) {
        return problemType(type).path("x-status").asInt(0);
    }

    JsonNode problemType(String type) {
        return problemTypes().stream()
                .filter(described -> described.path("const").asString().equals(type))
                .findFirst()
                .orElse(JsonMapper.shared().missingNode());
    }

    /** The words that an enumeration of described constants has. */
    Set<String> words(String pointerToOneOf) {
        Set<String> words = new TreeSet<>();
        root.at(pointerToOneOf)
                .values()
                .forEach(word -> words.add(word.path("const").stringValue()));
        return words;
    }

    /** What a reference leads to, or the node itself; not for schemas, which may say something beside a reference. */
    JsonNode resolved(JsonNode node) {
        JsonNode reference = node.path("$ref");
        return reference.isMissingNode()
                ? node
                : resolved(root.at(reference.stringValue().substring(1)));
    }

    /** Why a value does not fit a schema of this document; empty if it does. */
    List<String> defects(JsonNode schema, JsonNode value) {
        return compiled.computeIfAbsent(schema, this::compile).validate(value).stream()
                .map(com.networknt.schema.Error::toString)
                .toList();
    }

    private Schema compile(JsonNode schema) {
        ObjectNode whole = JsonMapper.shared().createObjectNode();
        whole.set("components", closedComponents);
        whole.putArray("allOf").add(schema);
        return SCHEMAS.getSchema(whole);
    }

    @Override
    public String toString() {
        return name;
    }
}
