package io.github.zuoraregenerate.contract;

import au.com.dius.pact.provider.junitsupport.State;
import io.github.zuoraregenerate.error.ErrorReason;
import io.github.zuoraregenerate.error.ReasonCode;
import io.github.zuoraregenerate.generated.model.DocumentType;
import io.github.zuoraregenerate.testkit.RateQuota;
import io.github.zuoraregenerate.testkit.SimulatedDocument;
import io.github.zuoraregenerate.testkit.SimulatedTenant;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Brings a simulated tenant into each provider state of the pacts. */
public final class TenantStates {

    private static final String BODY = "{\"number\":\"%s\",\"type\":\"%s\"}";

    private final SimulatedTenant tenant;

    TenantStates(SimulatedTenant tenant) {
        this.tenant = tenant;
    }

    /** Enters the state of that name. */
    void enter(String name, Map<String, Object> parameters) throws Exception {
        for (Method method : TenantStates.class.getDeclaredMethods()) {
            State state = method.getAnnotation(State.class);
            if (state != null && state.value()[0].equals(name)) {
                try {
                    method.invoke(this, parameters);
                } catch (InvocationTargetException e) {
                    throw e.getCause() instanceof Exception cause ? cause : e;
                }
                return;
            }
        }
        throw new IllegalArgumentException("No method of TenantStates is named for the state \"" + name + "\"");
    }

    @State("the billing document can be regenerated")
    public void regenerable(Map<String, Object> parameters) {
        authenticated();
        document(parameters);
    }

    @State("the billing document gives one business object")
    public void givesOne(Map<String, Object> parameters) {
        authenticated();
        document(parameters).succeedsWithIds("2c9890508ad035db018ad0d8d1685fef");
    }

    @State("the billing document gives two business objects")
    public void givesTwo(Map<String, Object> parameters) {
        authenticated();
        document(parameters).succeedsWithIds("2c9890508ad035db018ad0d8d1685fef", "2c9890508ad035db018ad0d8d4ec6013");
    }

    @State("the billing document gives no business object")
    public void givesNone(Map<String, Object> parameters) {
        authenticated();
        document(parameters).succeedsWithoutIds();
    }

    @State("the billing document belongs to an entity of the user")
    public void inEntity(Map<String, Object> parameters) {
        authenticated();
        document(parameters);
        tenant.entities(text(parameters, "entity"));
    }

    @State("the billing document belongs to organizations of the user")
    public void inOrganizations(Map<String, Object> parameters) {
        authenticated();
        document(parameters);
        tenant.organizations((text(parameters, "organizations") + ",org-3").split(","));
    }

    @State("the billing document belongs to an entity and to organizations of the user")
    public void inEntityAndOrganizations(Map<String, Object> parameters) {
        inOrganizations(parameters);
        tenant.entities(text(parameters, "entity"));
    }

    @State("the billing document is refused")
    public void refused(Map<String, Object> parameters) {
        authenticated();
        String code = text(parameters, "code");
        boolean number = (Boolean) parameters.get("codeIsNumber");
        document(parameters)
                .rejects(new ErrorReason(
                        Optional.of(number ? ReasonCode.of(Long.parseLong(code)) : ReasonCode.of(code)),
                        "The state of the pact refuses it."));
    }

    @State("there is no such billing document")
    public void noDocument(Map<String, Object> parameters) {
        authenticated();
    }

    @State("the server fails with a system error")
    public void systemError(Map<String, Object> parameters) {
        authenticated();
        document(parameters).failsOnceWithSystemError();
    }

    @State("the access token is not valid")
    public void noToken(Map<String, Object> parameters) {
        tenant.tokens().revokeAll();
    }

    @State("the rate limit of the tenant is exhausted")
    public void rateLimit(Map<String, Object> parameters) {
        authenticated();
        document(parameters);
        tenant.rateQuotas(new RateQuota(1, Duration.ofMinutes(10))).otherCallsMade(1);
    }

    @State("as many calls as allowed are in flight")
    public void concurrencyLimit(Map<String, Object> parameters) {
        authenticated();
        document(parameters);
        tenant.otherCallsInFlight(SimulatedTenant.CONCURRENCY_LIMIT);
    }

    @State("the first request with the idempotency key is still in progress")
    public void inProgress(Map<String, Object> parameters) throws InterruptedException {
        authenticated();
        document(parameters).staysInProgress(1);
        try {
            send(parameters, "");
        } catch (IOException e) {
            // The first request loses its answer: that is what makes the client repeat it.
            return;
        }
        throw new IllegalStateException("The first request was answered");
    }

    @State("the idempotency key was used with another URL")
    public void keyUsed(Map<String, Object> parameters) throws IOException, InterruptedException {
        authenticated();
        document(parameters);
        send(parameters, "?reMigrate=true");
    }

    @State("the OAuth client exists")
    public void client(Map<String, Object> parameters) {
        tenant.tokens().clientCredentials(text(parameters, "clientId"), text(parameters, "clientSecret"));
    }

    @State("the OAuth client does not exist")
    public void noClient(Map<String, Object> parameters) {
        tenant.tokens().clientCredentials("another client", "another secret");
    }

    private void authenticated() {
        tenant.tokens().accept(Interaction.TOKEN);
    }

    private SimulatedDocument document(Map<String, Object> parameters) {
        return tenant.document(
                text(parameters, "number"), DocumentType.fromValue(text(parameters, "type")), text(parameters, "id"));
    }

    private void send(Map<String, Object> parameters, String query) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(tenant.baseUrl() + "/v1/uno-regenerate/billing-transaction" + query))
                .timeout(Duration.ofSeconds(10))
                .header("Authorization", "Bearer " + Interaction.TOKEN)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", text(parameters, "key"))
                .POST(HttpRequest.BodyPublishers.ofString(
                        String.format(BODY, text(parameters, "number"), text(parameters, "type"))))
                .build();
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding());
    }

    private static String text(Map<String, Object> parameters, String name) {
        Object value = parameters.get(name);
        if (!(value instanceof String text)) {
            throw new IllegalArgumentException("The provider state lacks its parameter " + name);
        }
        return text;
    }
}
