package io.github.zuoraregenerate.review;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Makes changes to our own contract of which it is known whether they break a consumer: one for each element that can
 * be removed, renamed, retyped, narrowed, widened or added.
 */
final class ContractCorpus {

    private static final String OPERATION = "/paths/~1v1~1uno-regenerate~1billing-transaction/post";
    private static final String REQUEST = "/components/schemas/BillingTransactionRequest";
    private static final String RESPONSE = "/components/schemas/BillingTransactionResponse";

    /**
     * One changed contract.
     *
     * @param breaking whether a consumer that works with the contract can fail with the changed one
     * @param area the part of the contract
     * @param name what was done, fit for a file name
     * @param contract the changed contract
     */
    record Change(boolean breaking, String area, String name, ObjectNode contract) {}

    private final ObjectNode contract;
    private final List<Change> changes = new ArrayList<>();

    private ContractCorpus(ObjectNode contract) {
        this.contract = contract;
    }

    static List<Change> of(ObjectNode contract) {
        ContractCorpus corpus = new ContractCorpus(contract);
        corpus.changeRequestBody();
        corpus.changeParameters();
        corpus.changeResponses();
        corpus.changeOperation();
        corpus.changeServersAndSecurity();
        return List.copyOf(corpus.changes);
    }

    private void changeRequestBody() {
        for (String field : names(REQUEST + "/properties")) {
            String pointer = REQUEST + "/properties/" + field;
            breaking(
                    "request body",
                    "remove-" + field,
                    root -> object(root, REQUEST + "/properties").remove(field));
            breaking("request body", "rename-" + field, root -> rename(object(root, REQUEST + "/properties"), field));
            breaking(
                    "request body",
                    "require-" + field,
                    root -> object(root, REQUEST).putArray("required").add(field));
            if (contract.at(pointer).path("type").asText().equals("string")) {
                breaking("request body", "retype-" + field, root -> retype(object(root, pointer), "integer"));
                breaking(
                        "request body",
                        "shorten-" + field,
                        root -> object(root, pointer).put("maxLength", 5));
                breaking(
                        "request body",
                        "raise-least-length-of-" + field,
                        root -> object(root, pointer).put("minLength", 5));
                breaking(
                        "request body",
                        "narrow-pattern-of-" + field,
                        root -> object(root, pointer).put("pattern", "^[0-9]+$"));
                compatible(
                        "request body",
                        "lengthen-" + field,
                        root -> object(root, pointer).put("maxLength", 1000));
            }
        }
        for (JsonNode value : contract.at("/components/schemas/DocumentType/enum")) {
            breaking(
                    "request body",
                    "remove-value-" + value.asText(),
                    root -> remove(array(root, "/components/schemas/DocumentType/enum"), value));
        }
        breaking(
                "request body",
                "refuse-the-choice-of-id",
                root -> array(root, REQUEST + "/oneOf").remove(2));
        breaking(
                "request body",
                "change-media-type",
                root -> rename(object(root, OPERATION + "/requestBody/content"), "application/json"));
        compatible(
                "request body",
                "add-optional-field",
                root -> describe(object(root, REQUEST + "/properties").putObject("comment")));
        compatible(
                "request body",
                "add-value",
                root -> array(root, "/components/schemas/DocumentType/enum").add("Payment"));
        compatible(
                "request body",
                "become-optional",
                root -> object(root, OPERATION + "/requestBody").put("required", false));
        compatible(
                "request body",
                "accept-a-second-media-type",
                root -> object(root, OPERATION + "/requestBody/content")
                        .set(
                                "application/vnd.zuora+json",
                                root.at(OPERATION + "/requestBody/content/application~1json")
                                        .deepCopy()));
    }

    private void changeParameters() {
        for (String key : names("/components/parameters")) {
            String pointer = "/components/parameters/" + key;
            String area = contract.at(pointer).path("in").asText().equals("query") ? "query" : "request headers";
            breaking(area, "remove-" + key, root -> {
                remove(array(root, OPERATION + "/parameters"), reference("parameters", key));
                object(root, "/components/parameters").remove(key);
            });
            breaking(area, "rename-" + key, root -> object(root, pointer).put("name", "Renamed"));
            breaking(area, "require-" + key, root -> object(root, pointer).put("required", true));
            String type = contract.at(pointer + "/schema/type").asText();
            if (type.equals("boolean")) {
                breaking(area, "retype-" + key, root -> retype(object(root, pointer + "/schema"), "integer"));
            } else if (contract.at(pointer + "/schema/maxLength").asInt() > 10) {
                breaking(
                        area,
                        "shorten-" + key,
                        root -> object(root, pointer + "/schema").put("maxLength", 9));
                compatible(
                        area,
                        "lengthen-" + key,
                        root -> object(root, pointer + "/schema").put("maxLength", 9999));
            }
        }
        for (String in : List.of("query", "header")) {
            String area = in.equals("query") ? "query" : "request headers";
            compatible(area, "add-optional-parameter", root -> addParameter(root, in, false));
            breaking(area, "add-required-parameter", root -> addParameter(root, in, true));
        }
    }

    private void changeResponses() {
        for (String status : names(OPERATION + "/responses")) {
            breaking(
                    "responses",
                    "remove-" + status,
                    root -> object(root, OPERATION + "/responses").remove(status));
            String content = OPERATION + "/responses/" + status + "/content";
            breaking(
                    "responses",
                    "change-media-type-of-" + status,
                    root -> rename(object(root, content), "application/json"));
            for (String header : names(OPERATION + "/responses/" + status + "/headers")) {
                if (status.equals("200")) {
                    breaking(
                            "response headers",
                            "remove-" + header + "-of-" + status,
                            root -> object(root, OPERATION + "/responses/" + status + "/headers")
                                    .remove(header));
                }
            }
            compatible(
                    "response headers",
                    "add-header-to-" + status,
                    root -> describe(object(root, OPERATION + "/responses/" + status + "/headers")
                                    .putObject("Zuora-Extra"))
                            .remove(List.of("type", "minLength", "maxLength"))
                            .putObject("schema")
                            .put("type", "string"));
        }
        for (String field : names(RESPONSE + "/properties")) {
            String pointer = RESPONSE + "/properties/" + field;
            breaking(
                    "response body",
                    "remove-" + field,
                    root -> object(root, RESPONSE + "/properties").remove(field));
            breaking("response body", "rename-" + field, root -> rename(object(root, RESPONSE + "/properties"), field));
            breaking("response body", "retype-" + field, root -> retype(object(root, pointer), "number"));
            if (!contract.at(pointer).path("nullable").asBoolean()) {
                breaking(
                        "response body",
                        "let-be-null-" + field,
                        root -> object(root, pointer).put("nullable", true));
            }
        }
        breaking(
                "response body",
                "retype-ids",
                root -> retype(object(root, RESPONSE + "/properties/idList/items"), "integer"));
        breaking(
                "response body",
                "retype-reason-message",
                root -> retype(object(root, "/components/schemas/Reason/properties/message"), "integer"));
        breaking(
                "response body",
                "let-code-be-an-object",
                root -> array(root, "/components/schemas/ReasonCode/oneOf")
                        .addObject()
                        .put("type", "object"));
        for (String header : List.of("ZuoraRequestId", "RetryAfter")) {
            breaking(
                    "response headers",
                    "retype-" + header,
                    root -> retype(object(root, "/components/headers/" + header + "/schema"), "integer"));
        }
        compatible(
                "response body",
                "add-field",
                root -> describe(object(root, RESPONSE + "/properties").putObject("comment")));
        compatible(
                "response body",
                "add-field-to-errors",
                root -> describe(object(root, "/components/schemas/ErrorResponse/properties")
                        .putObject("comment")));
        compatible(
                "response body",
                "promise-success",
                root -> object(root, RESPONSE).putArray("required").add("success"));
        compatible(
                "response headers",
                "shorten-request-id",
                root -> object(root, "/components/headers/ZuoraRequestId/schema")
                        .put("maxLength", 30));
        compatible(
                "responses",
                "add-503",
                root -> object(root, OPERATION + "/responses")
                        .set("503", root.at(OPERATION + "/responses/500").deepCopy()));
    }

    private void changeOperation() {
        breaking(
                "operation",
                "change-operation-id",
                root -> object(root, OPERATION).put("operationId", "regenerate"));
        breaking("operation", "remove-path", root -> object(root, "/paths").removeAll());
        breaking(
                "operation",
                "rename-path",
                root -> rename(object(root, "/paths"), "/v1/uno-regenerate/billing-transaction"));
        breaking("operation", "change-method", root -> {
            ObjectNode path = object(root, "/paths/~1v1~1uno-regenerate~1billing-transaction");
            path.set("put", path.remove("post"));
        });
        compatible(
                "operation",
                "add-an-operation",
                root -> object(root, "/paths")
                        .putObject("/v1/uno-regenerate/status")
                        .set("post", ((ObjectNode) root.at(OPERATION).deepCopy()).put("operationId", "readStatus")));
        compatible(
                "operation",
                "reword-description",
                root -> object(root, OPERATION).put("description", "Other words."));
        compatible(
                "operation", "reword-summary", root -> object(root, OPERATION).put("summary", "Other words"));
        compatible(
                "operation",
                "replace-example",
                root -> object(root, "/components/examples/RequestInvoiceByNumber/value")
                        .put("number", "INV00000002"));
        compatible(
                "operation",
                "reword-a-field",
                root -> object(root, REQUEST + "/properties/number").put("description", "Other words."));
    }

    private void changeServersAndSecurity() {
        for (int index = 0; index < contract.at("/servers").size(); index += 3) {
            int server = index;
            breaking(
                    "servers",
                    "remove-server-" + index,
                    root -> array(root, "/servers").remove(server));
            breaking(
                    "servers",
                    "move-server-" + index,
                    root -> object(root, "/servers/" + server).put("url", "https://rest.elsewhere.zuora.com"));
        }
        compatible(
                "servers",
                "add-server",
                root -> array(root, "/servers")
                        .addObject()
                        .put("url", "https://rest.ca.zuora.com")
                        .put("description", "Canada"));
        compatible(
                "servers", "reword-server", root -> object(root, "/servers/0").put("description", "Other words"));
        breaking(
                "security",
                "change-scheme",
                root -> object(root, "/components/securitySchemes/bearerAuth").put("scheme", "basic"));
        breaking("security", "change-type", root -> {
            ObjectNode scheme = object(root, "/components/securitySchemes/bearerAuth");
            scheme.remove("scheme");
            scheme.put("type", "apiKey").put("in", "header").put("name", "apiKey");
        });
        breaking("security", "require-a-second-scheme", root -> {
            describe(object(root, "/components/securitySchemes").putObject("apiKey"))
                    .remove(List.of("minLength", "maxLength", "example"))
                    .put("type", "apiKey")
                    .put("in", "header")
                    .put("name", "apiKey");
            object(root, "/security/0").putArray("apiKey");
        });
        compatible(
                "security",
                "reword-scheme",
                root -> object(root, "/components/securitySchemes/bearerAuth").put("description", "Other words."));
    }

    private void breaking(String area, String name, Consumer<ObjectNode> change) {
        add(true, area, name, change);
    }

    private void compatible(String area, String name, Consumer<ObjectNode> change) {
        add(false, area, name, change);
    }

    private void add(boolean breaking, String area, String name, Consumer<ObjectNode> change) {
        ObjectNode changed = contract.deepCopy();
        change.accept(changed);
        if (changed.equals(contract)) {
            throw new IllegalStateException(area + ", " + name + ": changed nothing");
        }
        changes.add(new Change(breaking, area, name, changed));
    }

    private List<String> names(String pointer) {
        List<String> names = new ArrayList<>();
        contract.at(pointer).fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static void addParameter(ObjectNode root, String in, boolean required) {
        ObjectNode parameter = array(root, OPERATION + "/parameters").addObject();
        parameter.put("name", "extra").put("in", in).put("description", "More.").put("required", required);
        parameter.putObject("schema").put("type", "boolean");
    }

    private static ObjectNode describe(ObjectNode schema) {
        return schema.put("type", "string")
                .put("description", "More.")
                .put("minLength", 1)
                .put("maxLength", 9)
                .put("example", "x");
    }

    /** Any type but the present one, without the bounds of the present one. */
    private static void retype(ObjectNode schema, String type) {
        JsonNode description = schema.path("description");
        schema.removeAll();
        schema.put("type", type).put("description", description.asText("Retyped."));
    }

    private static void rename(ObjectNode parent, String name) {
        Map<String, JsonNode> fields = new LinkedHashMap<>();
        parent.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
        parent.removeAll();
        fields.forEach((key, value) -> parent.set(key.equals(name) ? name + "2" : key, value));
    }

    private static void remove(ArrayNode list, JsonNode value) {
        for (int index = 0; index < list.size(); index++) {
            if (list.get(index).equals(value)) {
                list.remove(index);
                return;
            }
        }
    }

    private static JsonNode reference(String kind, String key) {
        return ContractFiles.JSON.createObjectNode().put("$ref", "#/components/" + kind + "/" + key);
    }

    private static ObjectNode object(ObjectNode root, String pointer) {
        return (ObjectNode) present(root, pointer);
    }

    private static ArrayNode array(ObjectNode root, String pointer) {
        return (ArrayNode) present(root, pointer);
    }

    private static JsonNode present(ObjectNode root, String pointer) {
        JsonNode node = root.at(pointer);
        if (node.isMissingNode()) {
            throw new IllegalStateException("openapi.yaml has nothing at " + pointer);
        }
        return node;
    }
}
