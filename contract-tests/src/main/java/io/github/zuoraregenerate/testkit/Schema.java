package io.github.zuoraregenerate.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.zuoraregenerate.error.ReasonCategory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A schema of the contract, ready to check values. It knows the keywords that the contract uses and refuses any other,
 * so that no rule of the contract is skipped in silence.
 */
final class Schema {

    private static final Set<String> KEYWORDS = Set.of(
            "type",
            "format",
            "enum",
            "minLength",
            "maxLength",
            "pattern",
            "minimum",
            "maximum",
            "minItems",
            "maxItems",
            "nullable",
            "items",
            "properties",
            "required",
            "additionalProperties",
            "oneOf",
            "description",
            "title",
            "example",
            "deprecated");
    private static final Set<String> TYPES = Set.of("", "string", "integer", "boolean", "array", "object");

    private final String type;
    private final boolean nullable;
    private final boolean closed;
    private final List<String> allowed = new ArrayList<>();
    private final List<String> required = new ArrayList<>();
    private final long minLength;
    private final long maxLength;
    private final long minimum;
    private final long maximum;
    private final @Nullable Pattern pattern;
    private final Map<String, Schema> properties = new LinkedHashMap<>();
    private final List<Schema> oneOf = new ArrayList<>();
    private @Nullable Schema items;

    private Schema(JsonNode node) {
        type = node.path("type").asText("");
        nullable = node.path("nullable").asBoolean(false);
        closed = node.has("additionalProperties")
                && !node.path("additionalProperties").asBoolean(true);
        node.path("enum").forEach(value -> allowed.add(value.asText()));
        node.path("required").forEach(name -> required.add(name.asText()));
        minLength = node.path("minLength").asLong(node.path("minItems").asLong(0));
        maxLength = node.path("maxLength").asLong(node.path("maxItems").asLong(Long.MAX_VALUE));
        minimum = node.path("minimum").asLong(Long.MIN_VALUE);
        maximum = node.path("maximum").asLong(Long.MAX_VALUE);
        pattern = node.has("pattern") ? Pattern.compile(node.path("pattern").asText()) : null;
    }

    /**
     * @param document the whole contract, for references
     * @param node the schema
     * @param where its place, for messages
     * @throws IllegalStateException for a keyword, type or reference that is not known here
     */
    static Schema of(JsonNode document, JsonNode node, String where) {
        return of(document, node, where, new HashMap<>());
    }

    private static Schema of(JsonNode document, JsonNode node, String where, Map<String, Schema> known) {
        String reference = node.path("$ref").asText("");
        if (!reference.isEmpty()) {
            Schema schema = known.get(reference);
            return schema == null ? build(document, resolve(document, node, where), reference, known) : schema;
        }
        return build(document, node, where, known);
    }

    private static Schema build(JsonNode document, JsonNode node, String where, Map<String, Schema> known) {
        node.fieldNames().forEachRemaining(keyword -> {
            if (!KEYWORDS.contains(keyword) && !keyword.startsWith("x-")) {
                throw new IllegalStateException("openapi.yaml, " + where + ": the keyword " + keyword
                        + " is not known to the simulated tenant, so it could not check it. Teach it to Schema.");
            }
        });
        Schema schema = new Schema(node);
        if (!TYPES.contains(schema.type)) {
            throw new IllegalStateException("openapi.yaml, " + where + ": the type " + schema.type
                    + " is not known to the simulated tenant, so it could not check it. Teach it to Schema.");
        }
        known.put(where, schema);
        node.path("properties")
                .properties()
                .forEach(property -> schema.properties.put(
                        property.getKey(),
                        of(document, property.getValue(), where + "/properties/" + property.getKey(), known)));
        int alternative = 0;
        for (JsonNode each : node.path("oneOf")) {
            schema.oneOf.add(of(document, each, where + "/oneOf/" + alternative++, known));
        }
        if (node.has("items")) {
            schema.items = of(document, node.path("items"), where + "/items", known);
        }
        return schema;
    }

    /** The node itself, or the one it refers to. */
    static JsonNode resolve(JsonNode document, JsonNode node, String where) {
        String reference = node.path("$ref").asText("");
        if (reference.isEmpty()) {
            return node;
        }
        JsonNode target = reference.startsWith("#/") ? document.at(reference.substring(1)) : document.path("");
        if (target.isMissingNode()) {
            throw new IllegalStateException("openapi.yaml, " + where + ": the reference " + reference
                    + " leads nowhere. References must begin with #/ and name an element of the file.");
        }
        return target;
    }

    /** Checks a parameter or header, whose value is always text. */
    void checkText(String value, String where, List<ContractViolation> violations) {
        JsonNode node = TextNode.valueOf(value);
        if (type.equals("boolean") && (value.equals("true") || value.equals("false"))) {
            node = BooleanNode.valueOf(value.equals("true"));
        } else if (type.equals("integer") && value.matches("-?[0-9]{1,18}")) {
            node = LongNode.valueOf(Long.parseLong(value));
        }
        check(node, where, violations);
    }

    /** Checks a JSON value and adds each rule that it breaks. */
    void check(JsonNode value, String where, List<ContractViolation> violations) {
        if (value.isNull()) {
            if (!nullable) {
                violations.add(broken(where, "null", "must not be null", ReasonCategory.INVALID_VALUE));
            }
            return;
        }
        if (!hasType(value)) {
            violations.add(broken(where, shown(value), "must be of type " + type, ReasonCategory.INVALID_VALUE));
            return;
        }
        if (!allowed.isEmpty() && !allowed.contains(value.asText())) {
            violations.add(broken(where, shown(value), "must be one of " + allowed, ReasonCategory.INVALID_VALUE));
        }
        if (value.isTextual()) {
            checkLength(value.textValue().codePointCount(0, value.textValue().length()), value, where, violations);
            if (pattern != null && !pattern.matcher(value.textValue()).find()) {
                violations.add(broken(where, shown(value), "must match " + pattern, ReasonCategory.INVALID_VALUE));
            }
        }
        if (value.isIntegralNumber() && (value.asLong() < minimum || value.asLong() > maximum)) {
            violations.add(broken(
                    where, shown(value), "must be from " + minimum + " to " + maximum, ReasonCategory.INVALID_VALUE));
        }
        if (value.isArray()) {
            checkLength(value.size(), value, where, violations);
            if (items != null) {
                for (int i = 0; i < value.size(); i++) {
                    items.check(value.get(i), where + "[" + i + "]", violations);
                }
            }
        }
        if (value.isObject()) {
            checkObject(value, where, violations);
        }
        checkAlternatives(value, where, violations);
    }

    private void checkLength(int length, JsonNode value, String where, List<ContractViolation> violations) {
        if (length < minLength || length > maxLength) {
            violations.add(broken(
                    where,
                    shown(value),
                    "has a length of " + length + ", must be from " + minLength + " to " + maxLength,
                    ReasonCategory.INVALID_VALUE));
        }
    }

    private void checkObject(JsonNode value, String where, List<ContractViolation> violations) {
        value.properties().forEach(field -> {
            Schema schema = properties.get(field.getKey());
            if (schema != null) {
                schema.check(field.getValue(), where + "." + field.getKey(), violations);
            } else if (closed) {
                violations.add(broken(
                        where + "." + field.getKey(),
                        shown(field.getValue()),
                        "is not a field of the contract",
                        ReasonCategory.UNKNOWN_FIELD));
            }
        });
        for (String name : required) {
            if (!value.has(name)) {
                violations.add(broken(where + "." + name, "absent", "is required", ReasonCategory.MISSING_FIELD));
            }
        }
    }

    private void checkAlternatives(JsonNode value, String where, List<ContractViolation> violations) {
        if (oneOf.isEmpty()) {
            return;
        }
        int fitting = 0;
        for (Schema alternative : oneOf) {
            List<ContractViolation> found = new ArrayList<>();
            alternative.check(value, where, found);
            if (found.isEmpty()) {
                fitting++;
            }
        }
        if (fitting != 1) {
            violations.add(broken(
                    where,
                    shown(value),
                    "must fit exactly one of " + oneOf.size() + " alternatives of the contract, fits " + fitting,
                    fitting == 0 && value.isObject() ? ReasonCategory.MISSING_FIELD : ReasonCategory.INVALID_VALUE));
        }
    }

    private boolean hasType(JsonNode value) {
        return switch (type) {
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "boolean" -> value.isBoolean();
            case "array" -> value.isArray();
            case "object" -> value.isObject();
            default -> true;
        };
    }

    private static String shown(JsonNode value) {
        return value.isTextual() ? value.textValue() : value.toString();
    }

    private static ContractViolation broken(String where, String value, String rule, ReasonCategory category) {
        return new ContractViolation(where, value, rule, category);
    }
}
