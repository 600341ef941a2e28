package io.github.zuoraregenerate.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import au.com.dius.pact.provider.junitsupport.loader.PactFilter;
import io.github.zuoraregenerate.generated.model.DocumentType;
import io.github.zuoraregenerate.testkit.SimulatedTenant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** The verification against a real tenant works, with a simulated one in its place, and refuses what it must. */
@Timeout(120)
class SandboxVerificationIT {

    @Test
    void pactsAreVerifiedWithTheDocumentsOfTheTenant() {
        try (SimulatedTenant tenant = SimulatedTenant.create().start()) {
            Map<String, String> variables = variables(tenant.baseUrl());
            variables.put(SandboxSettings.CLIENT_ID, tenant.clientId());
            variables.put(SandboxSettings.CLIENT_SECRET, tenant.clientSecret());
            for (DocumentType type : DocumentType.values()) {
                tenant.document(type.name() + "-1", type, "id-of-" + type.name());
            }

            SummaryGeneratingListener listener = run(variables);

            assertThat(listener.getSummary().getFailures())
                    .extracting(failure -> failure.getException().getMessage())
                    .isEmpty();
            assertThat(listener.getSummary().getTestsSucceededCount()).isEqualTo(runnable());
            for (DocumentType type : DocumentType.values()) {
                assertThat(tenant.executions(type.name() + "-1")).isPositive();
            }
            assertThat(tenant.received().stream()
                            .map(request -> request.idempotencyKey().orElseThrow()))
                    .doesNotHaveDuplicates();
            assertThat(tenant.takeContractViolations()).isEmpty();
        }
    }

    @Test
    void wrongDocumentFailsTheVerification() {
        try (SimulatedTenant tenant = SimulatedTenant.create().start()) {
            Map<String, String> variables = variables(tenant.baseUrl());
            variables.put(SandboxSettings.CLIENT_ID, tenant.clientId());
            variables.put(SandboxSettings.CLIENT_SECRET, tenant.clientSecret());

            assertThat(run(variables).getSummary().getFailures()).isNotEmpty();
        }
    }

    @Test
    void everyStateIsEitherRunOrLeftOutWithAReason() {
        Set<String> states = new TreeSet<>();
        PactFile.readAll(PactFile.FOLDER)
                .forEach(interaction -> states.add(
                        interaction.node().at("/providerStates/0/name").asText()));
        Set<String> known = new TreeSet<>(SandboxVerification.LEFT_OUT.keySet());
        known.addAll(List.of(
                SandboxVerification.class.getAnnotation(PactFilter.class).value()));
        assertThat(known).isEqualTo(states);
    }

    @Test
    void everyMissingVariableIsNamed() {
        assertThatIllegalStateException()
                .isThrownBy(() -> SandboxSettings.of(name -> null))
                .withMessageContaining(String.join(", ", SandboxSettings.names()));
        Map<String, String> variables = variables("https://rest.test.zuora.com");
        variables.remove("ZUORA_INVOICE_ID");
        assertThatIllegalStateException()
                .isThrownBy(() -> SandboxSettings.of(variables::get))
                .withMessageEndingWith("set the environment variables ZUORA_INVOICE_ID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://rest.zuora.com", "https://rest.EU.zuora.com", "https://tenant.example.com"})
    void serverThatMayBeProductionIsRefusedUnlessAllowed(String url) {
        Map<String, String> variables = variables(url);
        assertThatIllegalStateException()
                .isThrownBy(() -> SandboxSettings.of(variables::get))
                .withMessageContaining(url)
                .withMessageContaining("ZUORA_ALLOW_PRODUCTION=true");
        variables.put(SandboxSettings.ALLOW_PRODUCTION, "true");
        assertThat(SandboxSettings.of(variables::get).baseUrl()).hasToString(url);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://rest.test.zuora.com", "https://rest.sandbox.eu.zuora.com"})
    void sandboxIsAccepted(String url) {
        assertThat(SandboxSettings.of(variables(url)::get)).hasToString(url);
    }

    @Test
    void plainHttpIsRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> SandboxSettings.of(variables("http://rest.test.zuora.com")::get))
                .withMessageContaining("must begin with https://");
    }

    private static SummaryGeneratingListener run(Map<String, String> variables) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        variables.forEach(System::setProperty);
        try {
            LauncherFactory.create()
                    .execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(selectClass(SandboxVerification.class))
                                    .build(),
                            listener);
        } finally {
            variables.keySet().forEach(System::clearProperty);
        }
        return listener;
    }

    private static long runnable() {
        return PactFile.readAll(PactFile.FOLDER).stream()
                .filter(interaction -> !SandboxVerification.LEFT_OUT.containsKey(
                        interaction.node().at("/providerStates/0/name").asText()))
                .count();
    }

    private static Map<String, String> variables(String url) {
        Map<String, String> variables = new HashMap<>();
        for (String name : SandboxSettings.names()) {
            variables.put(name, name);
        }
        variables.put(SandboxSettings.BASE_URL, url);
        for (DocumentType type : DocumentType.values()) {
            variables.put("ZUORA_" + type.name() + "_NUMBER", type.name() + "-1");
            variables.put("ZUORA_" + type.name() + "_ID", "id-of-" + type.name());
        }
        return variables;
    }
}
