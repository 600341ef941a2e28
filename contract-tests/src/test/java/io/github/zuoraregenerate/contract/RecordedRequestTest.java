package io.github.zuoraregenerate.contract;

import static org.assertj.core.api.Assertions.assertThat;

import au.com.dius.pact.core.model.HttpRequest;
import au.com.dius.pact.core.model.V4Interaction;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.zuoraregenerate.testkit.ReceivedRequest;
import io.github.zuoraregenerate.testkit.SimulatedTenant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the client sends is what the pact says, and nothing more: Pact allows headers that it was not told of, so
 * absence is proved here, on the wire, at a tenant in the same state.
 */
@Timeout(30)
class RecordedRequestTest {

    /** Made by the JDK's HTTP client for every request. */
    private static final Set<String> TRANSFER = Set.of("host", "content-length", "user-agent");

    private static final JsonMapper JSON = new JsonMapper();

    @RegisterExtension
    final SimulatedTenant tenant = SimulatedTenant.create();

    @ParameterizedTest
    @MethodSource("interactions")
    void clientSendsWhatThePactSaysAndNothingElse(Interaction interaction) throws Exception {
        TenantStates states = new TenantStates(tenant);
        states.enter(interaction.state(), interaction.parameters());
        for (Interaction follower : interaction.followers()) {
            states.enter(follower.state(), follower.parameters());
        }
        tenant.forgetReceived();

        interaction.callAt(tenant.baseUrl());

        List<ReceivedRequest> recorded = new ArrayList<>(tenant.receivedTokenRequests());
        recorded.addAll(tenant.received());
        List<V4Interaction.SynchronousHttp> expected = interaction.build();
        assertThat(recorded).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertSame(recorded.get(i), expected.get(i).getRequest());
        }
    }

    static List<Interaction> interactions() {
        return Interactions.all();
    }

    private static void assertSame(ReceivedRequest recorded, HttpRequest expected) throws Exception {
        assertThat(recorded.method()).isEqualTo(expected.getMethod());
        assertThat(recorded.path()).isEqualTo(expected.getPath());
        assertThat(recorded.query()).isEqualTo(query(expected));
        assertThat(names(recorded)).isEqualTo(names(expected));
        expected.getHeaders().forEach((name, values) -> {
            boolean matched = expected.getMatchingRules()
                    .rulesForCategory("header")
                    .getMatchingRules()
                    .containsKey(name);
            boolean issued = name.equals("Authorization") && !recorded.path().equals(Interactions.TOKEN_PATH);
            if (!matched && !(issued && isIssued(recorded))) {
                assertThat(recorded.headers().get(name)).as(name).isEqualTo(values);
            }
        });
        String body = expected.getBody().valueAsString();
        if (recorded.path().equals(Interactions.TOKEN_PATH)) {
            assertThat(recorded.body()).isEqualTo(body);
        } else {
            assertThat(JSON.readTree(recorded.body())).isEqualTo(JSON.readTree(body));
        }
    }

    /** A token that the tenant issued itself instead of the one the pact names as an example. */
    private static boolean isIssued(ReceivedRequest recorded) {
        return recorded.header("Authorization").orElse("").startsWith("Bearer simulated-token-");
    }

    private static String query(HttpRequest expected) {
        return new TreeMap<>(expected.getQuery())
                .entrySet().stream()
                        .map(parameter -> parameter.getKey() + "=" + String.join("|", parameter.getValue()))
                        .collect(Collectors.joining("&"));
    }

    private static Set<String> names(ReceivedRequest recorded) {
        return recorded.headers().keySet().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .filter(name -> !TRANSFER.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> names(HttpRequest expected) {
        return expected.getHeaders().keySet().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
