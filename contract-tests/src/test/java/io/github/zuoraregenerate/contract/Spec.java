package io.github.zuoraregenerate.contract;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request;
import com.atlassian.oai.validator.model.SimpleRequest;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.LevelResolver;
import com.atlassian.oai.validator.report.ValidationReport;
import com.atlassian.oai.validator.report.ValidationReport.Level;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The contract, read and checked by a validator that is not ours, with what it overlooks added: unknown headers of
 * request and response, unknown fields of a response, and a missing credential. Immutable.
 */
final class Spec {

    /** Another folder only when the drift matrix looks at a drifted copy. */
    static final Path FOLDER = Path.of(System.getProperty("contract.folder", "../api-spec/src/main/openapi"));

    static final Path FILE = FOLDER.resolve("openapi.yaml");
    static final String PATH = "/v1/uno-regenerate/billing-transaction";

    /** Headers of every HTTP request or response, which OpenAPI does not declare. */
    private static final Set<String> UNDECLARED = Set.of(
            "accept",
            "authorization",
            "connection",
            "content-length",
            "content-type",
            "date",
            "host",
            "server",
            "user-agent");

    private static final JsonMapper JSON = new JsonMapper();

    private final OpenAPI api;
    private final OpenApiInteractionValidator validator;

    private Spec(OpenAPI api) {
        this.api = api;
        this.validator = OpenApiInteractionValidator.createFor(api)
                .withLevelResolver(
                        LevelResolver.create().withDefaultLevel(Level.ERROR).build())
                .build();
    }

    /**
     * Reads a contract and the files that it refers to.
     *
     * @throws IllegalStateException naming the file and each reason, if it cannot be read without a complaint
     */
    static Spec read(Path file) {
        if (!Files.isReadable(file)) {
            throw new IllegalStateException(file + ": there is no such file, or it is not readable");
        }
        ParseOptions options = new ParseOptions();
        options.setResolve(true);
        SwaggerParseResult result = new OpenAPIV3Parser().readLocation(file.toString(), null, options);
        List<String> messages = result.getMessages() == null ? List.of() : result.getMessages();
        if (result.getOpenAPI() == null || !messages.isEmpty()) {
            throw new IllegalStateException(file + ": the contract cannot be read: " + messages);
        }
        OpenAPI api = result.getOpenAPI();
        if (api.getPaths() == null || api.getPaths().get(PATH) == null) {
            throw new IllegalStateException(file + ": the contract does not have the path " + PATH);
        }
        followHeaders(api);
        return new Spec(api);
    }

    OpenAPI api() {
        return api;
    }

    Operation operation() {
        return api.getPaths().get(PATH).getPost();
    }

    /** The schema of that name. */
    Schema<?> schema(String name) {
        return api.getComponents().getSchemas().get(name);
    }

    /** The alternatives of its {@code oneOf}. */
    List<Schema<?>> alternatives(String name) {
        List<Schema<?>> alternatives = new ArrayList<>();
        for (Object alternative : schema(name).getOneOf()) {
            alternatives.add((Schema<?>) alternative);
        }
        return alternatives;
    }

    /** Every parameter of the operation, references followed. */
    List<Parameter> parameters() {
        return operation().getParameters().stream()
                .map(parameter -> parameter.get$ref() == null
                        ? parameter
                        : api.getComponents().getParameters().get(name(parameter.get$ref())))
                .toList();
    }

    /** The validator skips a response header that is a reference. */
    private static void followHeaders(OpenAPI api) {
        for (ApiResponse response :
                api.getPaths().get(PATH).getPost().getResponses().values()) {
            response.getHeaders()
                    .replaceAll((name, header) -> header.get$ref() == null
                            ? header
                            : api.getComponents().getHeaders().get(name(header.get$ref())));
        }
    }

    /** The headers of a response; the map ignores the case of names. */
    Map<String, Header> headers(ApiResponse response) {
        Map<String, Header> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(response.getHeaders());
        return headers;
    }

    private static String name(String reference) {
        return reference.substring(reference.lastIndexOf('/') + 1);
    }

    /** What in a request breaks the contract; empty if nothing. */
    List<String> requestProblems(
            String method,
            String path,
            Map<String, List<String>> query,
            Map<String, List<String>> headers,
            String body) {
        SimpleRequest.Builder request = new SimpleRequest.Builder(Request.Method.valueOf(method), path);
        query.forEach(request::withQueryParam);
        headers.forEach(request::withHeader);
        List<String> problems =
                messages(validator.validateRequest(request.withBody(body).build()));
        Set<String> declared = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        parameters().stream()
                .filter(parameter -> parameter.getIn().equals("header"))
                .forEach(parameter -> declared.add(parameter.getName()));
        unknown("request", headers, declared, problems);
        if (headers.entrySet().stream()
                .noneMatch(header -> header.getKey().equalsIgnoreCase("Authorization")
                        && header.getValue().size() == 1
                        && header.getValue().get(0).startsWith("Bearer "))) {
            problems.add("The request has no bearer token in Authorization.");
        }
        return problems;
    }

    /** What in a response of the operation breaks the contract; empty if nothing. */
    List<String> responseProblems(int status, Map<String, List<String>> headers, String body) {
        ApiResponse declared = response(status);
        if (declared == null) {
            return List.of("The status " + status + " is not in the contract.");
        }
        SimpleResponse.Builder response = SimpleResponse.Builder.status(status).withBody(body);
        headers.forEach(response::withHeader);
        List<String> problems = messages(validator.validateResponse(PATH, Request.Method.POST, response.build()));
        unknown("response", headers, headers(declared).keySet(), problems);
        try {
            undeclared(
                    JSON.readTree(body),
                    declared.getContent().get("application/json").getSchema(),
                    "",
                    problems);
        } catch (JsonProcessingException e) {
            problems.add("The response body is not JSON: " + e.getOriginalMessage());
        }
        return problems;
    }

    /** The declared response for a status: exact, or by its range. Null if none. */
    ApiResponse response(int status) {
        ApiResponse exact = operation().getResponses().get(Integer.toString(status));
        return exact == null ? operation().getResponses().get(status / 100 + "XX") : exact;
    }

    /** Zuora may add fields, so the contract allows them; but what we write ourselves is never an unknown field. */
    private void undeclared(JsonNode value, Schema<?> reference, String where, List<String> problems) {
        Schema<?> schema = reference.get$ref() == null
                ? reference
                : api.getComponents().getSchemas().get(name(reference.get$ref()));
        if (value.isObject() && schema.getProperties() != null) {
            value.properties().forEach(field -> {
                Schema<?> property = schema.getProperties().get(field.getKey());
                if (property == null) {
                    problems.add("The response field " + where + field.getKey() + " is not in the contract.");
                } else {
                    undeclared(field.getValue(), property, where + field.getKey() + ".", problems);
                }
            });
        }
        if (value.isArray() && schema.getItems() != null) {
            value.forEach(item -> undeclared(item, schema.getItems(), where, problems));
        }
    }

    private static void unknown(
            String where, Map<String, List<String>> headers, Set<String> declared, List<String> problems) {
        for (String name : headers.keySet()) {
            if (!UNDECLARED.contains(name.toLowerCase(Locale.ROOT)) && !declared.contains(name)) {
                problems.add("The " + where + " header " + name + " is not in the contract.");
            }
        }
    }

    private static List<String> messages(ValidationReport report) {
        List<String> messages = new ArrayList<>();
        report.getMessages().forEach(message -> messages.add(message.getKey() + ": " + message.getMessage()));
        return messages;
    }
}
