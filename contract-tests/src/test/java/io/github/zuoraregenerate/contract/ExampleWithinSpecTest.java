package io.github.zuoraregenerate.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.github.zuoraregenerate.error.ReasonCode;
import io.github.zuoraregenerate.generated.model.BillingTransactionRequest;
import io.github.zuoraregenerate.generated.model.BillingTransactionResponse;
import io.github.zuoraregenerate.generated.model.DocumentType;
import io.github.zuoraregenerate.generated.model.ErrorResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Every example file is allowed where openapi.yaml refers to it, and passes the generated models unchanged. */
@Timeout(60)
class ExampleWithinSpecTest {

    private static final Spec SPEC = Spec.read(Spec.FILE);
    private static final JsonNode RAW = raw();
    private static final Path FOLDER = Spec.FOLDER.resolve("examples");
    private static final Map<String, List<String>> JSON_TYPE = Map.of("Content-Type", List.of("application/json"));
    private static final Map<String, List<String>> REQUEST_HEADERS =
            Map.of("Content-Type", List.of("application/json"), "Authorization", List.of("Bearer token"));
    /** The generated models begin with empty lists, so an empty list is no field that was added. */
    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_EMPTY, JsonInclude.Include.NON_NULL))
            .addModule(new SimpleModule()
                    .addDeserializer(ReasonCode.class, new ReasonCodeReader())
                    .addSerializer(ReasonCode.class, new ReasonCodeWriter()))
            .build();

    /** The client's own reader accepts any shape of a code; here only the two of the contract pass. */
    @SuppressWarnings("serial")
    private static final class ReasonCodeReader extends StdDeserializer<ReasonCode> {

        ReasonCodeReader() {
            super(ReasonCode.class);
        }

        @Override
        public ReasonCode deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return switch (parser.currentToken()) {
                case VALUE_STRING -> ReasonCode.of(parser.getText());
                case VALUE_NUMBER_INT -> ReasonCode.of(parser.getLongValue());
                default -> throw context.wrongTokenException(parser, ReasonCode.class, parser.currentToken(), "code");
            };
        }
    }

    @SuppressWarnings("serial")
    private static final class ReasonCodeWriter extends StdSerializer<ReasonCode> {

        ReasonCodeWriter() {
            super(ReasonCode.class);
        }

        @Override
        public void serialize(ReasonCode code, JsonGenerator generator, SerializerProvider provider)
                throws IOException {
            if (code.number()) {
                generator.writeNumber(Long.parseLong(code.value()));
            } else {
                generator.writeString(code.value());
            }
        }
    }

    /** Where a file is used; status 0 is the request. */
    private record Use(String file, int status) {

        Class<?> model() {
            return status == 0
                    ? BillingTransactionRequest.class
                    : status == 200 ? BillingTransactionResponse.class : ErrorResponse.class;
        }

        JsonNode json() {
            return PactFile.json(FOLDER.resolve(file));
        }

        List<String> problems(JsonNode body) {
            return status == 0
                    ? SPEC.requestProblems("POST", Spec.PATH, Map.of(), REQUEST_HEADERS, body.toString())
                    : SPEC.responseProblems(status, JSON_TYPE, body.toString());
        }

        @Override
        public String toString() {
            return file;
        }
    }

    @ParameterizedTest
    @MethodSource("uses")
    void exampleIsAllowedWhereItIsUsed(Use use) {
        assertThat(use.problems(use.json())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("uses")
    void exampleRoundTripsThroughTheGeneratedModel(Use use) throws IOException {
        JsonNode json = use.json();

        assertThat(STRICT.readTree(STRICT.writeValueAsString(STRICT.treeToValue(json, use.model()))))
                .isEqualTo(json);
    }

    @Test
    void everyFileIsUsedAndEveryUseHasAFile() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            uses().stream().map(Use::file).collect(Collectors.toSet()));
        }
    }

    @Test
    void everyTypeIsShownByEachOfItsNames() {
        Set<String> shown = uses().stream()
                .filter(use -> use.status() == 0)
                .map(use -> use.json().path("type").asText() + " by "
                        + use.json().properties().stream()
                                .map(Map.Entry::getKey)
                                .filter(name -> !name.equals("type"))
                                .collect(Collectors.joining("+")))
                .collect(Collectors.toSet());
        Set<String> expected = new TreeSet<>();
        for (DocumentType type : DocumentType.values()) {
            for (String name : List.of("number", "documentId", "id")) {
                expected.add(type.getValue() + " by " + name);
            }
        }
        assertThat(shown).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("drifts")
    void driftOfAnExampleIsFound(String file, Consumer<ObjectNode> drift) {
        Use use = uses().stream()
                .filter(each -> each.file().equals(file))
                .findFirst()
                .orElseThrow();
        ObjectNode copy = use.json().deepCopy();
        drift.accept(copy);

        boolean lossless;
        try {
            lossless = STRICT.readTree(STRICT.writeValueAsString(STRICT.treeToValue(copy, use.model())))
                    .equals(copy);
        } catch (IOException e) {
            lossless = false;
        }
        assertThat(use.problems(copy).isEmpty() && lossless).isFalse();
    }

    static Stream<Arguments> drifts() {
        return Stream.of(
                drift("request-invoice-by-number.json", json -> json.set("numbr", json.remove("number"))),
                drift("request-invoice-by-id.json", json -> json.put("type", "Invoices")),
                drift("request-invoice-by-id.json", json -> json.remove("id")),
                drift("request-invoice-by-document-id.json", json -> json.put("id", "a")),
                drift("response-success.json", json -> json.set("ids", json.remove("idList"))),
                drift("response-success.json", json -> json.put("success", "true")),
                drift("response-rejected.json", json -> ((ObjectNode) json.at("/reasons/0")).put("code", 1.5)),
                drift("response-rejected.json", json -> json.put("processID", "a")),
                drift("error-refused.json", json -> json.put("reasons", "none")),
                drift("error-authentication.json", json -> json.set("msg", json.remove("message"))));
    }

    @Test
    void unreadableFileIsNamedWithLineAndReason(@TempDir Path folder) throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.json"), "{\n  \"number\": \"CM1\",\n}");

        assertThatIllegalStateException()
                .isThrownBy(() -> PactFile.json(broken))
                .withMessageContaining("broken.json, line 3: Unexpected character ('}'");
        assertThatIllegalStateException()
                .isThrownBy(() -> PactFile.readAll(folder))
                .withMessageContaining("broken.json, line 3");
        assertThatIllegalStateException()
                .isThrownBy(() -> PactFile.readAll(folder.resolve("absent")))
                .withMessageContaining("absent: no pacts can be read");
        Path spec = Files.writeString(folder.resolve("openapi.yaml"), "openapi: 3.0.3\npaths:\n  /a: [\n");
        assertThatIllegalStateException().isThrownBy(() -> Spec.read(spec)).withMessageContaining("openapi.yaml");
    }

    /** Read from the text of the contract, because some parsers follow every reference and forget the files. */
    static List<Use> uses() {
        List<Use> uses = new ArrayList<>();
        JsonNode operation = RAW.at("/paths/" + Spec.PATH.replace("/", "~1") + "/post");
        add(uses, operation.path("requestBody"), 0, "request");
        operation
                .path("responses")
                .properties()
                .forEach(response -> add(
                        uses,
                        response.getValue(),
                        Integer.parseInt(response.getKey().replace("XX", "00")),
                        response.getKey()));
        return uses;
    }

    private static void add(List<Use> uses, JsonNode body, int status, String where) {
        body.at("/content/application~1json/examples")
                .properties()
                .forEach(example -> uses.add(new Use(file(example.getKey(), example.getValue(), where), status)));
    }

    private static String file(String name, JsonNode example, String where) {
        String file = RAW.at(example.path("$ref").asText("#").substring(1))
                .path("externalValue")
                .asText();
        if (!file.startsWith("examples/")) {
            throw new IllegalStateException(
                    "openapi.yaml, " + where + ", example " + name
                            + ": it must refer to an element of components/examples, and that in its externalValue to a file in examples/");
        }
        return file.substring("examples/".length());
    }

    private static JsonNode raw() {
        try {
            return new JsonMapper()
                    .valueToTree(new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(Spec.FILE)));
        } catch (IOException e) {
            throw new IllegalStateException(Spec.FILE + ": the contract cannot be read: " + e, e);
        }
    }

    private static Arguments drift(String file, Consumer<ObjectNode> drift) {
        return Arguments.of(file, drift);
    }
}
