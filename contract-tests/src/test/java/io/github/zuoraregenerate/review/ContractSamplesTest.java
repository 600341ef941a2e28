package io.github.zuoraregenerate.review;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the reference page offers to copy works. */
class ContractSamplesTest {

    private static final ObjectNode CONTRACT = ContractFiles.parse(ContractFiles.bundle(), "openapi.yaml");
    private static final String PATH = "/v1/uno-regenerate/billing-transaction";
    private static final JsonNode OPERATION = CONTRACT.path("paths").path(PATH).path("post");

    @Test
    void theJavaSampleCompilesAgainstTheClient(@TempDir Path classes) {
        String source = sample("Java");
        Matcher name = Pattern.compile("(?m)^class (\\w+)").matcher(source);
        assertThat(name.find()).isTrue();

        Compilation.of(List.of(Compilation.source(name.group(1), source)), classes);
    }

    @Test
    void theCurlSampleCallsAServerOfTheContractWithOneOfItsPayloads() throws Exception {
        String source = sample("Shell");
        Matcher url =
                Pattern.compile("'(https://[^/']+)(/[^?']*)\\?(\\w+)=true'").matcher(source);
        Matcher body = Pattern.compile("--data '([^']+)'").matcher(source);

        assertThat(url.find()).isTrue();
        assertThat(CONTRACT.path("servers").findValuesAsText("url")).contains(url.group(1));
        assertThat(url.group(2)).isEqualTo(PATH);
        assertThat(CONTRACT.path("components").path("parameters").findValuesAsText("name"))
                .contains(url.group(3), "Idempotency-Key");
        assertThat(body.find()).isTrue();
        assertThat(ContractFiles.JSON.readTree(body.group(1)))
                .isEqualTo(CONTRACT.at("/components/examples/RequestCreditMemoByNumber/value"));
        assertThat(source).contains("Authorization: Bearer $ZUORA_TOKEN", "Content-Type: application/json");
    }

    private static String sample(String language) {
        for (JsonNode sample : OPERATION.path("x-codeSamples")) {
            if (sample.path("lang").asText().equals(language)) {
                return sample.path("source").asText();
            }
        }
        throw new AssertionError("openapi.yaml has no sample in " + language);
    }
}
