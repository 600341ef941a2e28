package io.github.zuoraregenerate.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.zuoraregenerate.error.ReasonCategory;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The operation's part of {@code openapi.yaml}, ready to check requests and answers. Immutable.
 *
 * <p>A small interpreter instead of one of the known validators, because a test kit is paid for by the class path of
 * its users: those bring some forty libraries. The build of this project holds a known validator against it.
 */
final class Contract {

    static final String RESOURCE = "/io/github/zuoraregenerate/openapi/openapi.yaml";
    static final String PATH = "/v1/uno-regenerate/billing-transaction";

    static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final List<String> CHECKED_HEADERS = List.of("zuora-", "idempotency-");
    private static final List<String> ANNOUNCING_HEADERS = List.of("zuora-", "ratelimit-", "concurrency-");

    private record Parameter(String name, boolean required, Schema schema) {}

    private record Answer(Schema body, Map<String, Schema> headers) {}

    private final Map<String, Parameter> query = new HashMap<>();
    private final Map<String, Parameter> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Map<String, Answer> answers = new HashMap<>();
    private final Schema body;

    private Contract(JsonNode document) {
        JsonNode operation = present(document, "/paths/" + PATH.replace("/", "~1") + "/post");
        int index = 0;
        for (JsonNode each : operation.path("parameters")) {
            String where = "parameter " + index++;
            JsonNode node = Schema.resolve(document, each, where);
            String name = node.path("name").asText();
            Parameter parameter = new Parameter(
                    name,
                    node.path("required").asBoolean(false),
                    Schema.of(document, present(node, "/schema"), "parameter " + name));
            switch (node.path("in").asText()) {
                case "query" -> query.put(name, parameter);
                case "header" -> headers.put(name, parameter);
                default ->
                    throw new IllegalStateException("openapi.yaml, parameter " + name + ": in = "
                            + node.path("in").asText() + " is not known to the simulated tenant");
            }
        }
        body = Schema.of(document, present(operation, "/requestBody/content/application~1json/schema"), "request body");
        operation.path("responses").properties().forEach(response -> {
            Map<String, Schema> announced = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            response.getValue()
                    .path("headers")
                    .properties()
                    .forEach(header -> announced.put(
                            header.getKey(),
                            Schema.of(
                                    document,
                                    present(Schema.resolve(document, header.getValue(), header.getKey()), "/schema"),
                                    "header " + header.getKey())));
            answers.put(
                    response.getKey().toUpperCase(Locale.ROOT),
                    new Answer(
                            Schema.of(
                                    document,
                                    present(response.getValue(), "/content/application~1json/schema"),
                                    "response " + response.getKey()),
                            announced));
        });
    }

    /** The contract on the class path. */
    static Contract load() {
        try (InputStream in = Contract.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("The contract is not on the class path: " + RESOURCE
                        + ". It is in the artifact zuora-regenerate-api-spec.");
            }
            return read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException("The contract cannot be read: " + RESOURCE + ": " + e.getMessage(), e);
        }
    }

    /**
     * A contract from its text.
     *
     * @throws IllegalStateException if it is not YAML, lacks the operation, or uses what this class does not know
     */
    static Contract read(String yaml) {
        JsonNode document;
        try {
            document = JSON.valueToTree(new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml));
        } catch (YAMLException e) {
            throw new IllegalStateException("openapi.yaml is not YAML: " + e.getMessage(), e);
        }
        return new Contract(document);
    }

    private static JsonNode present(JsonNode node, String pointer) {
        JsonNode found = node.at(pointer);
        if (found.isMissingNode()) {
            throw new IllegalStateException("openapi.yaml has nothing at " + pointer.replace("~1", "/"));
        }
        return found;
    }

    /** Every rule of the contract that a request breaks; empty if none. Authorization is not looked at. */
    List<ContractViolation> checkRequest(
            String rawQuery, Map<String, List<String>> sentHeaders, @Nullable JsonNode sentBody) {
        List<ContractViolation> violations = new ArrayList<>();
        Map<String, List<String>> sentQuery = parseQuery(rawQuery);
        sentQuery.forEach((name, values) -> check("query parameter " + name, query.get(name), values, violations));
        sentHeaders.forEach((name, values) -> {
            if (headers.containsKey(name) || startsWithOneOf(name, CHECKED_HEADERS)) {
                check("request header " + name, headers.get(name), values, violations);
            }
        });
        missing("query parameter ", query, sentQuery, ReasonCategory.MISSING_PARAMETER, violations);
        missing("request header ", headers, sentHeaders, ReasonCategory.MISSING_FIELD, violations);
        if (isTrue(sentQuery, "onlyReSend") && isTrue(sentQuery, "reMigrate")) {
            violations.add(new ContractViolation(
                    "query parameters onlyReSend and reMigrate",
                    "true",
                    "must not be true together",
                    ReasonCategory.INVALID_VALUE));
        }
        if (sentBody == null) {
            violations.add(new ContractViolation(
                    "request body", "unreadable", "must be JSON", ReasonCategory.MALFORMED_REQUEST));
        } else {
            body.check(sentBody, "request body", violations);
        }
        return violations;
    }

    /** Every rule of the contract that an answer breaks; empty if none. */
    List<ContractViolation> checkAnswer(int status, Map<String, String> sentHeaders, byte[] sentBody) {
        List<ContractViolation> violations = new ArrayList<>();
        Answer answer = answers.get(Integer.toString(status));
        if (answer == null) {
            answer = answers.get(status / 100 + "XX");
        }
        if (answer == null) {
            violations.add(brokenAnswer("answer status", Integer.toString(status), "is not a status of the contract"));
            return violations;
        }
        for (Map.Entry<String, String> header : sentHeaders.entrySet()) {
            Schema schema = answer.headers().get(header.getKey());
            if (schema != null) {
                schema.checkText(header.getValue(), "answer header " + header.getKey(), violations);
            } else if (startsWithOneOf(header.getKey(), ANNOUNCING_HEADERS)) {
                violations.add(brokenAnswer(
                        "answer header " + header.getKey(), header.getValue(), "is not a header of the contract"));
            }
        }
        JsonNode json = readJson(sentBody);
        if (json == null) {
            violations.add(brokenAnswer("answer body", "unreadable", "must be JSON"));
        } else {
            answer.body().check(json, "answer body", violations);
        }
        return violations;
    }

    /** The JSON in these bytes; null if it is none. */
    static @Nullable JsonNode readJson(byte[] bytes) {
        try {
            JsonNode node = JSON.readTree(bytes);
            return node.isMissingNode() ? null : node;
        } catch (JsonProcessingException e) {
            return null;
        } catch (IOException e) {
            throw new IllegalStateException("Reading from memory cannot fail", e);
        }
    }

    /** Names and values of a query, decoded, in the order of arrival. */
    static Map<String, List<String>> parseQuery(String rawQuery) {
        Map<String, List<String>> parameters = new TreeMap<>();
        if (!rawQuery.isEmpty()) {
            for (String pair : rawQuery.split("&", -1)) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                parameters
                        .computeIfAbsent(URLDecoder.decode(name, StandardCharsets.UTF_8), key -> new ArrayList<>())
                        .add(URLDecoder.decode(value, StandardCharsets.UTF_8));
            }
        }
        return parameters;
    }

    static boolean isTrue(Map<String, List<String>> parameters, String name) {
        return parameters.getOrDefault(name, List.of()).contains("true");
    }

    private static void check(
            String where, @Nullable Parameter parameter, List<String> values, List<ContractViolation> violations) {
        if (parameter == null) {
            violations.add(new ContractViolation(
                    where, String.join(", ", values), "is not in the contract", ReasonCategory.INVALID_VALUE));
        } else if (values.size() != 1) {
            violations.add(new ContractViolation(
                    where, String.join(", ", values), "must come once", ReasonCategory.INVALID_VALUE));
        } else {
            parameter.schema().checkText(values.get(0), where, violations);
        }
    }

    private static void missing(
            String kind,
            Map<String, Parameter> parameters,
            Map<String, List<String>> sent,
            ReasonCategory category,
            List<ContractViolation> violations) {
        for (Parameter parameter : parameters.values()) {
            if (parameter.required() && !sent.containsKey(parameter.name())) {
                violations.add(new ContractViolation(kind + parameter.name(), "absent", "is required", category));
            }
        }
    }

    private static boolean startsWithOneOf(String name, List<String> prefixes) {
        return prefixes.stream().anyMatch(prefix -> name.regionMatches(true, 0, prefix, 0, prefix.length()));
    }

    private static ContractViolation brokenAnswer(String where, String value, String rule) {
        return new ContractViolation(where, value, rule, ReasonCategory.INTERNAL_ERROR);
    }
}
