package io.github.zuoraregenerate.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.zuoraregenerate.contract.PactFile.Recorded;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every interaction of the written pacts is allowed by openapi.yaml, request and response. */
@Timeout(60)
class PactWithinSpecIT {

    private static final Spec SPEC = Spec.read(Spec.FILE);

    @ParameterizedTest
    @MethodSource("interactions")
    void interactionIsAllowedByTheSpec(Recorded interaction) {
        assertThat(problems(interaction)).isEmpty();
    }

    /** The token endpoint is no operation of openapi.yaml, so its shape is stated here. Source: endpoint, OAuth. */
    @ParameterizedTest
    @MethodSource("tokenInteractions")
    void tokenInteractionHasTheDocumentedShape(Recorded interaction) {
        assertThat(interaction.method()).isEqualTo("POST");
        assertThat(interaction.requestHeaders().get("Content-Type"))
                .containsExactly("application/x-www-form-urlencoded");
        assertThat(interaction.requestHeaders().keySet()).containsExactly("Accept", "Content-Type");
        assertThat(interaction.query()).isEmpty();
        assertThat(interaction.requestBody())
                .matches("client_id=[^&= ]+&client_secret=[^&= ]+&grant_type=client_credentials");
        JsonNode answer = interaction.node().at("/response/body/content");
        if (interaction.status() == 200) {
            assertThat(answer.path("access_token").isTextual()).isTrue();
            assertThat(answer.path("token_type").asText()).isEqualToIgnoringCase("bearer");
            assertThat(answer.path("expires_in").isIntegralNumber()).isTrue();
        } else {
            assertThat(interaction.status()).isEqualTo(401);
            assertThat(answer.at("/reasons/0/code").asInt()).isEqualTo(90000011);
        }
    }

    @Test
    void filesHoldEveryInteractionOfTheConsumerTests() {
        List<String> written = PactFile.readAll(PactFile.FOLDER).stream()
                .map(Recorded::description)
                .toList();
        List<String> tested = Interactions.all().stream()
                .flatMap(interaction -> interaction.build().stream())
                .map(interaction -> interaction.getDescription())
                .toList();
        assertThat(written).containsExactlyInAnyOrderElementsOf(tested);
    }

    @Test
    void everyInteractionHasAProviderState() {
        assertThat(PactFile.readAll(PactFile.FOLDER))
                .allSatisfy(interaction ->
                        assertThat(interaction.node().path("providerStates")).hasSize(1));
    }

    @ParameterizedTest
    @MethodSource("drifts")
    void driftOfAPactIsFound(String words, Consumer<ObjectNode> drift) {
        Recorded sound = PactFile.readAll(PactFile.FOLDER).stream()
                .filter(each -> each.description().equals("a request beyond the concurrency limit"))
                .findFirst()
                .orElseThrow();
        ObjectNode copy = sound.node().deepCopy();
        drift.accept(copy);

        assertThat(problems(new Recorded(sound.file(), copy))).as(words).isNotEmpty();
        assertThat(problems(sound)).isEmpty();
    }

    static List<Recorded> interactions() {
        return PactFile.readAll(PactFile.FOLDER).stream()
                .filter(interaction -> !interaction.path().equals(Interactions.TOKEN_PATH))
                .toList();
    }

    static List<Recorded> tokenInteractions() {
        return PactFile.readAll(PactFile.FOLDER).stream()
                .filter(interaction -> interaction.path().equals(Interactions.TOKEN_PATH))
                .toList();
    }

    static Stream<Arguments> drifts() {
        return Stream.of(
                drift("misspelt field", pact -> rename(object(pact, "/request/body/content"), "number", "numbr")),
                drift(
                        "unknown type",
                        pact -> object(pact, "/request/body/content").put("type", "Memo")),
                drift(
                        "second identifier",
                        pact -> object(pact, "/request/body/content").put("id", "a")),
                drift(
                        "no identifier",
                        pact -> object(pact, "/request/body/content").remove("number")),
                drift(
                        "number as a number",
                        pact -> object(pact, "/request/body/content").put("number", 1)),
                drift(
                        "unknown query parameter",
                        pact -> object(pact, "/request")
                                .putObject("query")
                                .putArray("reMigrat")
                                .add("true")),
                drift(
                        "flag that is no boolean",
                        pact -> object(pact, "/request")
                                .putObject("query")
                                .putArray("reMigrate")
                                .add("yes")),
                drift(
                        "misspelt header",
                        pact -> rename(object(pact, "/request/headers"), "Idempotency-Key", "Idempotency-Keys")),
                drift(
                        "track id with a colon",
                        pact -> object(pact, "/request/headers")
                                .putArray("Zuora-Track-Id")
                                .add("a:b")),
                drift("no credential", pact -> object(pact, "/request/headers").remove("Authorization")),
                drift(
                        "other credential",
                        pact -> object(pact, "/request/headers")
                                .putArray("Authorization")
                                .add("Basic x")),
                drift(
                        "other media type",
                        pact -> object(pact, "/request/headers")
                                .putArray("Content-Type")
                                .add("text/plain")),
                drift("other method", pact -> object(pact, "/request").put("method", "PUT")),
                drift("other path", pact -> object(pact, "/request").put("path", "/v1/uno-regenerate/transaction")),
                drift("unknown status", pact -> object(pact, "/response").put("status", 503)),
                drift(
                        "success as text",
                        pact -> object(pact, "/response/body/content").put("success", "false")),
                drift(
                        "reasons as an object",
                        pact -> object(pact, "/response/body/content").putObject("reasons")),
                drift(
                        "code as a boolean",
                        pact -> ((ObjectNode) pact.at("/response/body/content/reasons/0")).put("code", true)),
                drift(
                        "limit that is no number",
                        pact -> object(pact, "/response/headers")
                                .putArray("Concurrency-Limit-Limit")
                                .add("many")),
                drift(
                        "misspelt response header",
                        pact -> rename(object(pact, "/response/headers"), "Retry-After", "Retry-Afterwards")));
    }

    private static List<String> problems(Recorded interaction) {
        List<String> problems = new ArrayList<>(SPEC.requestProblems(
                interaction.method(),
                interaction.path(),
                interaction.query(),
                interaction.requestHeaders(),
                interaction.requestBody()));
        problems.addAll(
                SPEC.responseProblems(interaction.status(), interaction.responseHeaders(), interaction.responseBody()));
        return problems;
    }

    private static Arguments drift(String words, Consumer<ObjectNode> drift) {
        return Arguments.of(words, drift);
    }

    private static ObjectNode object(ObjectNode pact, String pointer) {
        return (ObjectNode) pact.at(pointer);
    }

    private static void rename(ObjectNode node, String from, String to) {
        node.set(to, node.remove(from));
    }
}
