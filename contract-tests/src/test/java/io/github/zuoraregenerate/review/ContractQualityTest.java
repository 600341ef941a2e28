package io.github.zuoraregenerate.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is guarded on every machine; the profile contract-review checks more. */
class ContractQualityTest {

    private static final ObjectNode CONTRACT = ContractFiles.parse(ContractFiles.bundle(), "openapi.yaml");
    private static final ObjectNode SOURCE =
            ContractFiles.parse(ContractFiles.read(ContractFiles.SOURCE), "openapi.yaml");

    /**
     * One example and the schema that it illustrates.
     *
     * @param place JSON pointer of the example, and its file if it has one
     * @param schema JSON pointer of the schema
     * @param value the example
     */
    record Example(String place, String schema, JsonNode value) {
        @Override
        public String toString() {
            return place;
        }
    }

    @Test
    void theSourceParsesWithoutAWarning() {
        assertThat(messages(new OpenAPIV3Parser().readLocation(ContractFiles.SOURCE.toString(), null, resolving())))
                .isEmpty();
    }

    @Test
    void theBundleParsesWithoutAWarning() {
        assertThat(messages(new OpenAPIV3Parser().readContents(ContractFiles.bundle(), null, resolving())))
                .isEmpty();
    }

    @Test
    void aReferenceToNothingIsAWarning() {
        String broken =
                ContractFiles.bundle().replace("'#/components/schemas/Reason'", "'#/components/schemas/Raeson'");

        assertThat(messages(new OpenAPIV3Parser().readContents(broken, null, resolving())))
                .anyMatch(message -> message.contains("Raeson"));
    }

    @Test
    void aDuplicateKeyOfTheSourceIsRefused() {
        String source = ContractFiles.read(ContractFiles.SOURCE);
        assertThat(ContractFiles.parse(source, "openapi.yaml").path("openapi").asText())
                .isEqualTo("3.0.3");

        assertThatThrownBy(() -> ContractFiles.parse(source + "tags: []\n", "openapi.yaml"))
                .hasMessageContaining("found duplicate key tags");
    }

    @Test
    void theBundleIsOneFile() {
        List<String> outside = new ArrayList<>();
        CONTRACT.findValuesAsText("$ref").stream()
                .filter(reference -> !reference.startsWith("#/"))
                .forEach(outside::add);
        outside.addAll(CONTRACT.findValuesAsText("externalValue"));

        assertThat(outside).as("references to other files").isEmpty();
    }

    @Test
    void thePayloadFilesAreTheExamplesOfTheContract() throws IOException {
        Map<String, JsonNode> inContract = new TreeMap<>();
        ObjectNode source = ContractFiles.parse(ContractFiles.read(ContractFiles.SOURCE), "openapi.yaml");
        for (Map.Entry<String, JsonNode> example :
                source.at("/components/examples").properties()) {
            inContract.put(
                    example.getValue().path("externalValue").asText(),
                    CONTRACT.at("/components/examples/" + example.getKey() + "/value"));
        }
        Map<String, JsonNode> files = new TreeMap<>();
        try (Stream<Path> listed = Files.list(ContractFiles.EXAMPLES)) {
            for (Path file : listed.toList()) {
                files.put("examples/" + file.getFileName(), ContractFiles.JSON.readTree(file.toFile()));
            }
        }

        assertThat(inContract).isEqualTo(files);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyExampleIsValid(Example example) {
        assertThat(problems(example.schema(), example.value()))
                .as(example.place())
                .isEmpty();
    }

    @Test
    void aWrongExampleIsFound() throws JsonProcessingException {
        String request = "/components/schemas/BillingTransactionRequest";
        for (String wrong : List.of(
                "{\"numbr\":\"CM1\"}",
                "{}",
                "{\"number\":\"CM1\",\"id\":\"2\"}",
                "{\"number\":\"\"}",
                "{\"number\":1}",
                "{\"number\":\"CM1\",\"type\":\"Payment\"}")) {
            assertThat(problems(request, ContractFiles.JSON.readTree(wrong)))
                    .as(wrong)
                    .isNotEmpty();
        }
        assertThat(problems(request, ContractFiles.JSON.readTree("{\"number\":\"CM1\"}")))
                .isEmpty();
    }

    static List<Example> examples() {
        List<Example> examples = new ArrayList<>();
        collect("", CONTRACT, examples);
        assertThat(examples).hasSizeGreaterThan(60);
        return examples;
    }

    /** An element with a schema illustrates it with example or examples; a schema illustrates itself. */
    private static void collect(String pointer, JsonNode node, List<Example> examples) {
        if (pointer.startsWith("/components/examples/") || node.isMissingNode()) {
            return;
        }
        String schema = node.has("schema") ? pointer + "/schema" : pointer;
        if (node.isObject() && node.has("example") && !pointer.endsWith("/properties")) {
            examples.add(new Example(pointer + "/example", schema, node.get("example")));
        }
        for (Map.Entry<String, JsonNode> example : node.path("examples").properties()) {
            if (node.has("schema")) {
                String target = example.getValue().path("$ref").asText().replaceFirst("^#", "");
                examples.add(
                        new Example(pointer + "/examples/" + example.getKey(), schema, CONTRACT.at(target + "/value")));
            }
        }
        if (node.isObject()) {
            for (Map.Entry<String, JsonNode> child : node.properties()) {
                if (!child.getKey().equals("example") && !child.getKey().equals("examples")) {
                    collect(
                            pointer + "/" + child.getKey().replace("~", "~0").replace("/", "~1"),
                            child.getValue(),
                            examples);
                }
            }
        } else if (node.isArray()) {
            for (int index = 0; index < node.size(); index++) {
                collect(pointer + "/" + index, node.get(index), examples);
            }
        }
    }

    private static List<String> problems(String schema, JsonNode value) {
        return Schemas.at(schema).validate(value.toString(), InputFormat.JSON).stream()
                .map(Object::toString)
                .toList();
    }

    /** The contract's schemas, each found by its pointer. */
    private static final class Schemas {

        private static final String DOCUMENT = "https://example.invalid/openapi.json";
        private static final SchemaRegistry REGISTRY = SchemaRegistry.withDialect(
                Dialects.getOpenApi30(), registry -> registry.schemas(Map.of(DOCUMENT, CONTRACT.toString())));

        static Schema at(String pointer) {
            return REGISTRY.getSchema(SchemaLocation.of(DOCUMENT + "#" + pointer));
        }
    }

    private static ParseOptions resolving() {
        ParseOptions options = new ParseOptions();
        options.setResolve(true);
        return options;
    }

    private static List<String> messages(SwaggerParseResult result) {
        assertThat(result.getOpenAPI()).as("what was parsed").isNotNull();
        return new ArrayList<>(new TreeSet<>(result.getMessages()));
    }
}
