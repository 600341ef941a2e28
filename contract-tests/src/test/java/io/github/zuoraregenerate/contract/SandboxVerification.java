package io.github.zuoraregenerate.contract;

import au.com.dius.pact.core.model.V4Interaction;
import au.com.dius.pact.provider.junit5.HttpTestTarget;
import au.com.dius.pact.provider.junit5.HttpsTestTarget;
import au.com.dius.pact.provider.junit5.PactVerificationContext;
import au.com.dius.pact.provider.junit5.PactVerificationInvocationContextProvider;
import au.com.dius.pact.provider.junit5.TestTarget;
import au.com.dius.pact.provider.junitsupport.Provider;
import au.com.dius.pact.provider.junitsupport.State;
import au.com.dius.pact.provider.junitsupport.VerificationReports;
import au.com.dius.pact.provider.junitsupport.filter.InteractionFilter;
import au.com.dius.pact.provider.junitsupport.loader.PactFilter;
import au.com.dius.pact.provider.junitsupport.loader.PactFolder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.zuoraregenerate.generated.model.DocumentType;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A real tenant keeps the pacts, as far as it can be brought into their states. Runs with {@code mvn -Psandbox verify}
 * only. It really regenerates the documents that the environment variables name, several times each.
 *
 * <p>Numbers, ids, credentials and idempotency keys of the pacts are examples: they are replaced by those of the tenant,
 * and each request gets a key of its own.
 */
@Provider(Interaction.PROVIDER)
@PactFolder("target/pacts")
@PactFilter(
        value = {
            "the billing document can be regenerated",
            "there is no such billing document",
            "the access token is not valid",
            "the OAuth client exists",
            "the OAuth client does not exist"
        },
        filter = InteractionFilter.ByProviderState.class)
@VerificationReports(value = "markdown", reportDir = "target/pact-sandbox")
@Timeout(300)
class SandboxVerification {

    private static final String CANNOT_BE_MADE = "a tenant cannot be brought into this state from outside";

    /** Each state that is left out, and why. */
    static final Map<String, String> LEFT_OUT = leftOut();

    private static final JsonMapper JSON = new JsonMapper();

    private static SandboxSettings settings;
    private static String token;

    @BeforeAll
    static void authenticate() throws IOException, InterruptedException {
        settings = SandboxSettings.current();
        token = token();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        out.println("Pacts at " + settings + ". Left out:");
        PactFile.readAll(PactFile.FOLDER).forEach(interaction -> {
            String state = interaction.node().at("/providerStates/0/name").asText();
            if (LEFT_OUT.containsKey(state)) {
                out.println("  " + interaction + ", given that " + state + ": " + LEFT_OUT.get(state));
            }
        });
    }

    @BeforeEach
    void aimAtTheTenant(PactVerificationContext context) {
        context.setTarget(target(settings.baseUrl()));
    }

    @TestTemplate
    @ExtendWith(PactVerificationInvocationContextProvider.class)
    void tenantKeepsThePact(PactVerificationContext context, ClassicHttpRequest request) throws IOException {
        adapt(request, (V4Interaction.SynchronousHttp) context.getInteraction());
        context.verifyInteraction();
    }

    @State({"the billing document can be regenerated", "there is no such billing document"})
    public void tokenIsValid(Map<String, Object> parameters) {
        // The environment variables name the documents, and the request is adapted to them.
    }

    @State({"the access token is not valid", "the OAuth client exists", "the OAuth client does not exist"})
    public void nothingToPrepare(Map<String, Object> parameters) {
        // The request is adapted instead of the tenant.
    }

    private static void adapt(ClassicHttpRequest request, V4Interaction.SynchronousHttp interaction)
            throws IOException {
        String state = interaction.getProviderStates().get(0).getName();
        String body = interaction.getRequest().getBody().valueAsString();
        if (request.getPath().equals(Interactions.TOKEN_PATH)) {
            String secret = state.equals("the OAuth client exists") ? settings.clientSecret() : "not the secret";
            request.setEntity(new StringEntity(form(secret), ContentType.APPLICATION_FORM_URLENCODED));
            return;
        }
        if (!state.equals("the access token is not valid")) {
            request.setHeader("Authorization", "Bearer " + token);
        }
        request.setHeader("Idempotency-Key", UUID.randomUUID().toString());
        if (state.equals("the billing document can be regenerated")) {
            request.setEntity(new StringEntity(ofTheTenant(JSON.readTree(body)), ContentType.APPLICATION_JSON));
        }
    }

    /** The same request for a document that the tenant has. */
    private static String ofTheTenant(JsonNode body) {
        SandboxSettings.Document document =
                settings.document(DocumentType.fromValue(body.path("type").asText("CreditMemo")));
        ObjectNode adapted = body.deepCopy();
        for (String field : List.of("number", "documentId", "id")) {
            if (adapted.has(field)) {
                adapted.put(field, field.equals("number") ? document.number() : document.id());
            }
        }
        return adapted.toString();
    }

    private static TestTarget target(URI url) {
        String path = url.getPath().isEmpty() ? "/" : url.getPath();
        if (url.getScheme().equals("https")) {
            return new HttpsTestTarget(url.getHost(), url.getPort() < 0 ? 443 : url.getPort(), path);
        }
        return new HttpTestTarget(
                url.getHost(),
                url.getPort() < 0 ? 80 : url.getPort(),
                path,
                () -> provider -> HttpClients.custom().disableAutomaticRetries().build());
    }

    private static String token() throws IOException, InterruptedException {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(settings.baseUrl() + Interactions.TOKEN_PATH))
                                .timeout(Duration.ofSeconds(30))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString(form(settings.clientSecret())))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IllegalStateException(settings + " gave no token: HTTP " + response.statusCode()
                    + ". Check the data centre in " + SandboxSettings.BASE_URL + ", then "
                    + SandboxSettings.CLIENT_ID + " and " + SandboxSettings.CLIENT_SECRET + ".");
        }
        return JSON.readTree(response.body()).path("access_token").asText();
    }

    private static String form(String secret) {
        return "client_id=" + URLEncoder.encode(settings.clientId(), StandardCharsets.UTF_8) + "&client_secret="
                + URLEncoder.encode(secret, StandardCharsets.UTF_8) + "&grant_type=client_credentials";
    }

    private static Map<String, String> leftOut() {
        Map<String, String> reasons = new LinkedHashMap<>();
        reasons.put("the billing document gives one business object", "how many ids come is up to the document");
        reasons.put("the billing document gives two business objects", "how many ids come is up to the document");
        reasons.put("the billing document gives no business object", "how many ids come is up to the document");
        reasons.put("the billing document belongs to an entity of the user", "only with Multi-entity");
        reasons.put("the billing document belongs to organizations of the user", "only with Multi-Org");
        reasons.put(
                "the billing document belongs to an entity and to organizations of the user",
                "only with Multi-entity and Multi-Org");
        reasons.put("the billing document is refused", CANNOT_BE_MADE);
        reasons.put("the server fails with a system error", CANNOT_BE_MADE);
        reasons.put("the first request with the idempotency key is still in progress", CANNOT_BE_MADE);
        reasons.put("the rate limit of the tenant is exhausted", "it would stop the tenant's other users");
        reasons.put("as many calls as allowed are in flight", "it would stop the tenant's other users");
        reasons.put(
                "the idempotency key was used with another URL", "it would overwrite the rows of the document first");
        return reasons;
    }
}
