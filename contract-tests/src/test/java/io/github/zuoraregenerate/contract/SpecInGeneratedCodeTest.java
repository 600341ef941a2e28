package io.github.zuoraregenerate.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import feign.Headers;
import feign.Param;
import feign.RequestLine;
import io.github.zuoraregenerate.ZuoraEnvironment;
import io.github.zuoraregenerate.constraint.ExactlyOneOf;
import io.github.zuoraregenerate.constraint.NotBothTrue;
import io.github.zuoraregenerate.error.ReasonCode;
import io.github.zuoraregenerate.generated.model.DocumentType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.servers.Server;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every field, constraint, enum value, parameter, header and server of openapi.yaml is in the code, and the code has no
 * other. Read by reflection, because this module must not be compiled against the generated operation.
 */
class SpecInGeneratedCodeTest {

    private static final String GENERATED = "io.github.zuoraregenerate.generated.";

    private static final Spec SPEC = Spec.read(Spec.FILE);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BillingTransactionRequest",
                "BillingTransactionResponse",
                "ErrorResponse",
                "Reason",
                "LegacyError"
            })
    void modelHasEveryFieldWithItsTypeAndConstraints(String name) throws Exception {
        Schema<?> schema = schema(name);
        Map<String, Method> getters = getters(Class.forName(GENERATED + "model." + name));

        assertThat(getters.keySet()).isEqualTo(schema.getProperties().keySet());
        List<String> required = schema.getRequired() == null ? List.of() : schema.getRequired();
        schema.getProperties().forEach((field, property) -> {
            Method getter = getters.get(field);
            assertThat(getter.getGenericReturnType().getTypeName())
                    .as("type of %s.%s", name, field)
                    .isEqualTo(javaType(property));
            assertConstraints(name + "." + field, property, getter);
            assertThat(getter.isAnnotationPresent(NotNull.class))
                    .as("%s.%s is required", name, field)
                    .isEqualTo(required.contains(field));
            // Nothing inside them is constrained for a string, so only objects are walked into.
            assertThat(getter.isAnnotationPresent(Valid.class))
                    .as("%s.%s is validated inside", name, field)
                    .isEqualTo(refersToAnObject(property));
        });
    }

    @Test
    void everySchemaHasAModel() {
        assertThat(SPEC.api().getComponents().getSchemas().keySet())
                .containsExactlyInAnyOrder(
                        "BillingTransactionRequest",
                        "BillingTransactionResponse",
                        "DocumentType",
                        "ErrorResponse",
                        "LegacyError",
                        "Reason",
                        "ReasonCode");
    }

    @Test
    void documentTypeHasExactlyTheValuesOfTheSpec() {
        assertThat(Arrays.stream(DocumentType.values()).map(DocumentType::getValue))
                .containsExactlyElementsOf(schema("DocumentType").getEnum().stream()
                        .map(Object::toString)
                        .toList());
    }

    @Test
    void exactlyOneIdentifierIsARuleOfSpecAndCode() throws Exception {
        List<String> alternatives = SPEC.alternatives("BillingTransactionRequest").stream()
                .flatMap(alternative -> {
                    assertThat(alternative.getRequired()).hasSize(1);
                    return alternative.getRequired().stream();
                })
                .toList();
        ExactlyOneOf rule =
                Class.forName(GENERATED + "model.BillingTransactionRequest").getAnnotation(ExactlyOneOf.class);

        assertThat(rule).isNotNull();
        assertThat(List.of(rule.value())).isEqualTo(alternatives);
    }

    @Test
    void bothFlagsAreExclusiveInTheCode() throws Exception {
        NotBothTrue rule = operation().getAnnotation(NotBothTrue.class);

        assertThat(rule).isNotNull();
        assertThat(rule.value()).containsExactly("onlyReSend", "reMigrate");
        assertThat(SPEC.operation().getExtensions().get("x-operation-extra-annotation"))
                .isEqualTo("@io.github.zuoraregenerate.constraint.NotBothTrue({\"onlyReSend\", \"reMigrate\"})");
        assertThat(Arrays.stream(operation().getParameters()).map(java.lang.reflect.Parameter::getName))
                .contains(rule.value());
    }

    @Test
    void operationHasEveryParameterWithItsTypeAndConstraints() throws Exception {
        Map<String, java.lang.reflect.Parameter> byName = new TreeMap<>();
        for (java.lang.reflect.Parameter parameter : operation().getParameters()) {
            Param name = parameter.getAnnotation(Param.class);
            if (name != null) {
                byName.put(name.value(), parameter);
            }
        }
        Map<String, String> sentAs = sentAs();
        Set<String> expected = new TreeSet<>(Set.of("bearerToken"));
        for (Parameter parameter : SPEC.parameters()) {
            String placeholder = sentAs.get(parameter.getIn() + " " + parameter.getName());
            assertThat(placeholder)
                    .as("%s %s is sent", parameter.getIn(), parameter.getName())
                    .isNotNull();
            expected.add(placeholder);
            java.lang.reflect.Parameter argument = byName.get(placeholder);
            assertThat(argument.getType().getName()).isEqualTo(javaType(parameter.getSchema()));
            assertConstraints(parameter.getName(), parameter.getSchema(), argument);
            assertThat(argument.isAnnotationPresent(NotNull.class))
                    .as("%s is required", parameter.getName())
                    .isEqualTo(Boolean.TRUE.equals(parameter.getRequired()));
        }
        assertThat(byName.keySet()).isEqualTo(expected);
        java.lang.reflect.Parameter body = operation().getParameters()[0];
        assertThat(body.getType().getSimpleName()).isEqualTo("BillingTransactionRequest");
        assertThat(body.isAnnotationPresent(Valid.class)).isTrue();
        assertThat(body.isAnnotationPresent(NotNull.class))
                .isEqualTo(Boolean.TRUE.equals(SPEC.operation().getRequestBody().getRequired()));
    }

    @Test
    void operationSendsThePathTheMediaTypesAndTheCredentialOfTheSpec() throws Exception {
        assertThat(operation().getAnnotation(RequestLine.class).value()).startsWith("POST " + Spec.PATH + "?");
        List<String> headers = List.of(operation().getAnnotation(Headers.class).value());
        assertThat(SPEC.operation().getRequestBody().getContent().keySet())
                .allSatisfy(type -> assertThat(headers).contains("Content-Type: " + type));
        assertThat(headers).contains("Authorization: Bearer {bearerToken}", "Accept: application/json");
        assertThat(SPEC.api().getSecurity()).hasSize(1);
        String scheme = SPEC.api().getSecurity().get(0).keySet().iterator().next();
        assertThat(SPEC.api().getComponents().getSecuritySchemes().get(scheme).getScheme())
                .isEqualTo("bearer");
    }

    @Test
    void everyResponseHeaderHasItsConstantAndEveryResponseHasTheSameHeaders() throws Exception {
        Class<?> constants = Stream.of(operation().getDeclaringClass().getDeclaredClasses())
                .filter(type -> type.getSimpleName().endsWith("ResponseHeader"))
                .findFirst()
                .orElseThrow();
        Set<String> values = new TreeSet<>();
        for (Field field : constants.getFields()) {
            values.add((String) field.get(null));
        }
        SPEC.operation()
                .getResponses()
                .forEach((status, response) -> assertThat(
                                new TreeSet<>(response.getHeaders().keySet()))
                        .as("headers of %s", status)
                        .isEqualTo(values));
    }

    @Test
    void everyServerIsAnEnvironment() {
        List<Server> servers = SPEC.api().getServers();
        assertThat(Arrays.stream(ZuoraEnvironment.values()).map(ZuoraEnvironment::baseUrl))
                .containsExactlyElementsOf(servers.stream().map(Server::getUrl).toList());
        for (int i = 0; i < servers.size(); i++) {
            String description = servers.get(i).getDescription();
            ZuoraEnvironment environment = ZuoraEnvironment.values()[i];
            assertThat(environment.isProduction()).as(description).isEqualTo(description.contains("Production"));
            // The name says in capitals what the description says, so that neither can be moved to another server.
            assertThat(words(description)).as(description).containsAll(words(environment.name()));
        }
    }

    private static Method operation() throws ClassNotFoundException {
        Class<?> api = Class.forName(GENERATED + "api.RegenerateApi");
        assertThat(api.getMethods()).hasSize(1);
        Method operation = api.getMethods()[0];
        assertThat(operation.getName()).isEqualTo(SPEC.operation().getOperationId());
        return operation;
    }

    /** The placeholder of each query parameter and header, by what is written on the wire. */
    private static Map<String, String> sentAs() throws ClassNotFoundException {
        Map<String, String> sent = new TreeMap<>();
        String line = operation().getAnnotation(RequestLine.class).value();
        for (String pair : line.substring(line.indexOf('?') + 1).split("&")) {
            sent.put("query " + pair.substring(0, pair.indexOf('=')), placeholder(pair));
        }
        for (String header : operation().getAnnotation(Headers.class).value()) {
            if (header.contains("{")) {
                sent.put("header " + header.substring(0, header.indexOf(':')), placeholder(header));
            }
        }
        return sent;
    }

    private static String placeholder(String text) {
        return text.substring(text.indexOf('{') + 1, text.indexOf('}'));
    }

    private static Schema<?> schema(String name) {
        return SPEC.schema(name);
    }

    private static Map<String, Method> getters(Class<?> model) {
        Map<String, Method> getters = new TreeMap<>();
        for (Method method : model.getDeclaredMethods()) {
            JsonProperty property = method.getAnnotation(JsonProperty.class);
            if (property != null && method.getParameterCount() == 0) {
                getters.put(property.value(), method);
            }
        }
        return getters;
    }

    private static boolean refersToAnObject(Schema<?> schema) {
        Schema<?> target = schema.getItems() == null ? schema : schema.getItems();
        return target.get$ref() != null;
    }

    private static String javaType(Schema<?> schema) {
        if (schema.get$ref() != null) {
            String name = schema.get$ref().substring(schema.get$ref().lastIndexOf('/') + 1);
            return name.equals("ReasonCode") ? ReasonCode.class.getName() : GENERATED + "model." + name;
        }
        return switch (schema.getType()) {
            case "string" -> String.class.getName();
            case "boolean" -> Boolean.class.getName();
            case "integer" -> Long.class.getName();
            case "array" -> List.class.getName() + "<" + javaType(schema.getItems()) + ">";
            default -> throw new IllegalStateException("the type " + schema.getType() + " has no Java type here");
        };
    }

    private static void assertConstraints(String where, Schema<?> schema, AnnotatedElement element) {
        Size size = element.getAnnotation(Size.class);
        boolean bounded = schema.getMinLength() != null || schema.getMaxLength() != null;
        assertThat(size != null).as("%s has a length", where).isEqualTo(bounded);
        if (size != null) {
            assertThat(size.min())
                    .as("%s, shortest", where)
                    .isEqualTo(schema.getMinLength() == null ? 0 : schema.getMinLength());
            assertThat(size.max())
                    .as("%s, longest", where)
                    .isEqualTo(schema.getMaxLength() == null ? Integer.MAX_VALUE : schema.getMaxLength());
        }
        Pattern pattern = element.getAnnotation(Pattern.class);
        assertThat(pattern == null ? null : pattern.regexp())
                .as("%s, pattern", where)
                .isEqualTo(schema.getPattern());
    }

    private static Set<String> words(String text) {
        List<String> words =
                new ArrayList<>(List.of(text.toUpperCase(Locale.ROOT).split("[^A-Z0-9]+")));
        return new LinkedHashSet<>(words);
    }
}
