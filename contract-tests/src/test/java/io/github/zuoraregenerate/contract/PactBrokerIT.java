package io.github.zuoraregenerate.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Publishing and the question whether to deploy, at a stand-in for the broker's HTTP interface. */
@Timeout(60)
class PactBrokerIT {

    private static final JsonMapper JSON = new JsonMapper();

    private final List<JsonNode> published = new ArrayList<>();
    private final List<String> questions = new ArrayList<>();
    private final List<String> credentials = new ArrayList<>();
    private final Map<String, String> variables = new HashMap<>();
    private HttpServer broker;
    private boolean deployable = true;
    private int publishStatus = 200;

    @BeforeEach
    void startTheBroker() throws IOException {
        broker = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        broker.createContext("/", this::answer);
        broker.start();
        variables.put("PACT_BROKER_BASE_URL", url());
        variables.put("PACT_BROKER_TOKEN", "broker-token");
        variables.put("GIT_COMMIT", "0123abcd");
        variables.put("GIT_BRANCH", "main");
    }

    @AfterEach
    void stopTheBroker() {
        broker.stop(0);
    }

    @Test
    void everyPactIsPublishedAsTheVersionOfItsCommitAndBranch() throws Exception {
        String output = run();

        assertThat(published).singleElement().satisfies(contract -> {
            assertThat(contract.path("pacticipantName").asText()).isEqualTo("zuora-regenerate-client");
            assertThat(contract.path("pacticipantVersionNumber").asText()).isEqualTo("0123abcd");
            assertThat(contract.path("branch").asText()).isEqualTo("main");
            JsonNode pact = JSON.readTree(Base64.getDecoder()
                    .decode(contract.at("/contracts/0/content").asText()));
            assertThat(pact.path("interactions").size())
                    .isEqualTo(PactFile.readAll(PactFile.FOLDER).size());
        });
        assertThat(credentials).isNotEmpty().containsOnly("Bearer broker-token");
        assertThat(output)
                .contains("Published zuora-regenerate-client-zuora-billing.json")
                .contains("version 0123abcd of branch main")
                .doesNotContain("broker-token");
        assertThat(questions).isEmpty();
    }

    @Test
    void brokerIsAskedWhetherTheVersionMayBeDeployed() throws Exception {
        variables.put("PACT_BROKER_ENVIRONMENT", "production");

        assertThat(run()).contains("Version 0123abcd may be deployed to production");
        assertThat(questions)
                .singleElement()
                .satisfies(query -> assertThat(query)
                        .contains("[pacticipant]=zuora-regenerate-client")
                        .contains("[version]=0123abcd")
                        .contains("environment=production"));
    }

    @Test
    void versionThatMustNotBeDeployedIsAFailure() {
        variables.put("PACT_BROKER_ENVIRONMENT", "production");
        deployable = false;

        assertThatIllegalStateException()
                .isThrownBy(this::run)
                .withMessageContaining("Version 0123abcd must not be deployed to production")
                .withMessageContaining("the provider was not verified");
    }

    @Test
    void refusalOfTheBrokerIsAFailure() {
        publishStatus = 409;

        assertThatIllegalStateException()
                .isThrownBy(this::run)
                .withMessageContaining("did not take zuora-regenerate-client-zuora-billing.json");
    }

    @Test
    void missingBrokerAndMissingPactsAreNamed() {
        assertThatIllegalStateException()
                .isThrownBy(() -> PactBroker.run(Path.of("target/absent"), variables::get, System.out))
                .withMessageContaining("absent: there is no pact to publish");
        variables.remove("PACT_BROKER_BASE_URL");
        assertThatIllegalStateException().isThrownBy(this::run).withMessageContaining("set PACT_BROKER_BASE_URL");
    }

    private String run() throws IOException, InterruptedException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PactBroker.run(PactFile.FOLDER, variables::get, new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private String url() {
        return "http://127.0.0.1:" + broker.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            credentials.add(exchange.getRequestHeaders().getFirst("Authorization"));
            if (path.equals("/contracts/publish")) {
                published.add(JSON.readTree(exchange.getRequestBody()));
                reply(exchange, publishStatus, "{\"notices\":[]}");
            } else if (path.equals("/matrix")) {
                questions.add(exchange.getRequestURI().getQuery());
                reply(
                        exchange,
                        200,
                        "{\"summary\":{\"deployable\":" + deployable + ",\"reason\":\""
                                + (deployable ? "all is verified" : "the provider was not verified") + "\"}}");
            } else {
                reply(
                        exchange,
                        200,
                        "{\"_links\":{\"pb:publish-contracts\":{\"href\":\"" + url()
                                + "/contracts/publish\"},\"self\":{\"href\":\"" + url() + "\"}}}");
            }
        }
    }

    private static void reply(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/hal+json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}
