package io.github.zuoraregenerate.contract;

import au.com.dius.pact.provider.junit5.HttpTestTarget;
import au.com.dius.pact.provider.junit5.PactVerificationContext;
import au.com.dius.pact.provider.junit5.PactVerificationInvocationContextProvider;
import au.com.dius.pact.provider.junitsupport.Provider;
import au.com.dius.pact.provider.junitsupport.VerificationReports;
import au.com.dius.pact.provider.junitsupport.loader.PactFolder;
import io.github.zuoraregenerate.testkit.SimulatedTenant;
import java.net.URI;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The simulated tenant keeps every pact that the consumer tests wrote. */
@Provider(Interaction.PROVIDER)
@PactFolder("target/pacts")
@VerificationReports(value = "markdown", reportDir = "target/pact-verification")
@Timeout(30)
class ProviderVerificationIT {

    @RegisterExtension
    final SimulatedTenant tenant = SimulatedTenant.create();

    @BeforeEach
    void startInTheState(PactVerificationContext context) {
        URI url = URI.create(tenant.baseUrl());
        // Its own HTTP client would wait for Retry-After and ask again.
        context.setTarget(new HttpTestTarget(
                url.getHost(),
                url.getPort(),
                "/",
                () -> provider -> HttpClients.custom().disableAutomaticRetries().build()));
        context.withStateChangeHandlers(new TenantStates(tenant));
    }

    @TestTemplate
    @ExtendWith(PactVerificationInvocationContextProvider.class)
    void tenantKeepsThePact(PactVerificationContext context) {
        context.verifyInteraction();
    }
}
