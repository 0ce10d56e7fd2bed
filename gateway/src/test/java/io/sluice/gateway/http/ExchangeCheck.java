package io.sluice.gateway.http;

import io.sluice.gateway.http.ApiDocument.Operation;
import io.sluice.gateway.http.ApiDocument.Said;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.StringNode;

/** Holds what a gateway answered against what its document says. Confined to one exchange. */
final class ExchangeCheck {
    /** Not of this answer but of every one, or of the connection; the document's introduction has the first three. */
    private static final Set<String> OF_EVERY_ANSWER = Set.of(
            "vary",
            "access-control-allow-origin",
            "access-control-expose-headers",
            "content-type",
            "content-length",
            "transfer-encoding",
            "connection");

    private static final Set<String> OF_EVERY_REQUEST =
            Set.of("authorization", "content-type", "origin", "access-control-request-headers");

    private final ApiDocument document;
    private final Exchange exchange;
    private final List<String> defects = new ArrayList<>();

    private ExchangeCheck(ApiDocument document, Exchange exchange) {
        this.document = document;
        this.exchange = exchange;
    }

    /** The name of the answer that this was, or an error that says how it differs from what is documented. */
    static String check(ApiDocument document, Exchange exchange) {
        ExchangeCheck check = new ExchangeCheck(document, exchange);
        String answer = check.answer();
        if (!check.defects.isEmpty()) {
            throw new AssertionError(
                    exchange + "\nis not what " + document + " says:\n" + String.join("\n", check.defects));
        }
        return answer;
    }

    private String answer() {
        Operation operation = document.operation(exchange.method(), exchange.path());
        Said said = document.said(operation, exchange.status());
        headers(said.response());
        if (exchange.status() == 405) {
            allow();
        }
        if (operation != null && exchange.status() < 400) {
            request(operation);
        }
        return ApiDocument.answer(said.where(), exchange.status(), body(said.response()));
    }

    private void headers(JsonNode response) {
        Set<String> documented = new TreeSet<>(OF_EVERY_ANSWER);
        response.path("headers").forEachEntry((name, reference) -> {
            JsonNode header = document.resolved(reference);
            documented.add(name.toLowerCase(Locale.ROOT));
            List<String> values = exchange.answerHeaders().allValues(name);
            if (values.isEmpty() && header.path("required").asBoolean(false)) {
                defects.add("the header " + name + " is missing");
            }
            values.forEach(value -> document.defects(header.path("schema"), StringNode.valueOf(value))
                    .forEach(defect -> defects.add("the header " + name + ": " + defect)));
        });
        exchange.answerHeaders().map().keySet().stream()
                .filter(name -> !documented.contains(name.toLowerCase(Locale.ROOT)))
                .forEach(name -> defects.add("the header " + name + " is not documented"));
    }

    /** The methods that are offered instead are those that are documented. */
    private void allow() {
        Set<String> offered =
                new TreeSet<>(Arrays.asList(exchange.answerHeader("allow").split(", ")));
        Set<String> documented = new TreeSet<>();
        document.operations().stream()
                .filter(operation -> operation.isAt(exchange.path()))
                // A preflight is answered before anybody looks at paths, and only where the operator wants it.
                .filter(operation -> !operation.method().equals("OPTIONS"))
                .forEach(operation -> documented.add(operation.method()));
        if (!offered.equals(documented)) {
            defects.add("documented are " + documented);
        }
    }

    /** What led to a good answer is documented, too. */
    private void request(Operation operation) {
        Set<String> parameters = new TreeSet<>(OF_EVERY_REQUEST);
        List<JsonNode> described =
                new ArrayList<>(operation.described().path("parameters").values());
        described.addAll(document.root()
                .path("paths")
                .path(operation.path())
                .path("parameters")
                .values());
        described.forEach(parameter -> parameters.add(
                document.resolved(parameter).path("name").stringValue().toLowerCase(Locale.ROOT)));
        List<String> given = new ArrayList<>(exchange.queryParameters());
        given.addAll(exchange.requestHeaders().map().keySet());
        given.stream()
                .filter(name -> !parameters.contains(name.toLowerCase(Locale.ROOT)))
                .forEach(name -> defects.add("the parameter " + name + " is not documented"));
    }

    /** Checks the body; returns the type of the problem, null if there is none. */
    private @Nullable String body(JsonNode response) {
        String contentType = exchange.answerHeader("content-type");
        JsonNode content = response.path("content");
        if (content.isEmpty()) {
            if (!exchange.body().isEmpty() || !contentType.isEmpty()) {
                defects.add("a body is not documented");
            }
            return null;
        }
        JsonNode media = content.path(contentType);
        if (media.isMissingNode()) {
            defects.add("the content type is documented as one of " + content.propertyNames());
            return null;
        }
        if (media.has("x-events")) {
            events(media.path("x-events"));
        }
        if (!contentType.endsWith("json")) {
            return null;
        }
        JsonNode value = json(exchange.body());
        defects.addAll(document.defects(media.path("schema"), value));
        return contentType.equals(ApiDocument.PROBLEM_JSON) ? problem(value) : null;
    }

    private String problem(JsonNode problem) {
        String type = problem.path("type").asString();
        JsonNode described = document.problemType(type);
        if (problem.path("status").asInt(0) != exchange.status() || document.status(type) != exchange.status()) {
            defects.add("the status of " + type + " is documented as " + document.status(type));
        }
        if (!problem.path("title").equals(described.path("title"))) {
            defects.add("the title of " + type + " is documented as " + described.path("title"));
        }
        return type;
    }

    private void events(JsonNode documented) {
        defects.addAll(eventDefects(document, documented, exchange.body()));
    }

    /** Why a stream of events is not one of those that are documented. */
    static List<String> eventDefects(ApiDocument document, JsonNode documented, String stream) {
        List<String> found = new ArrayList<>();
        for (String block : stream.strip().split("\n\n", -1)) {
            if (block.startsWith(":") || block.matches("retry: [1-9]\\d*")) {
                continue;
            }
            String[] lines = block.split("\n", -1);
            boolean sound = lines.length == 3
                    && lines[0].startsWith("id: ")
                    && lines[1].startsWith("event: ")
                    && lines[2].startsWith("data: ");
            JsonNode schema = sound
                    ? documented.path(lines[1].substring("event: ".length()))
                    : JsonMapper.shared().missingNode();
            if (schema.isMissingNode()) {
                found.add("this event is not documented: " + block);
            } else {
                found.addAll(document.defects(schema, json(lines[2].substring("data: ".length()))));
            }
        }
        return found;
    }

    private static JsonNode json(String text) {
        try {
            return JsonMapper.shared().readTree(text);
        } catch (JacksonException e) {
            throw new AssertionError("this is not JSON: " + text, e);
        }
    }
}
