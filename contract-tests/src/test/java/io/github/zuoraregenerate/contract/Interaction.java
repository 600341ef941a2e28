package io.github.zuoraregenerate.contract;

import static org.assertj.core.api.Assertions.assertThat;

import au.com.dius.pact.consumer.dsl.HttpInteractionBuilder;
import au.com.dius.pact.consumer.dsl.HttpRequestBuilder;
import au.com.dius.pact.consumer.dsl.HttpResponseBuilder;
import au.com.dius.pact.core.model.V4Interaction;
import io.github.zuoraregenerate.RegenerateClient;
import io.github.zuoraregenerate.RegenerateClientBuilder;
import io.github.zuoraregenerate.retry.RetryPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * One thing the client asks of the provider, what it expects, and the call that makes it ask. State, description and
 * response read as one sentence.
 */
final class Interaction {

    static final String CONSUMER = "zuora-regenerate-client";
    static final String PROVIDER = "zuora-billing";
    static final String TOKEN = "pact-access-token";

    private final String description;
    private final String state;
    private final Map<String, Object> parameters = new TreeMap<>();
    private UnaryOperator<HttpRequestBuilder> request = UnaryOperator.identity();
    private UnaryOperator<HttpResponseBuilder> response = UnaryOperator.identity();
    private UnaryOperator<RegenerateClientBuilder> credential = builder -> builder.bearerToken(TOKEN);
    private Consumer<RegenerateClient> call = client -> {};
    private final List<Interaction> followedBy = new ArrayList<>();

    private Interaction(String state, String description) {
        this.state = state;
        this.description = description;
    }

    static Interaction given(String state, Map<String, ?> parameters, String description) {
        Interaction interaction = new Interaction(state, description);
        interaction.parameters.putAll(parameters);
        return interaction;
    }

    Interaction request(UnaryOperator<HttpRequestBuilder> exactRequest) {
        request = exactRequest;
        return this;
    }

    Interaction response(UnaryOperator<HttpResponseBuilder> typicalResponse) {
        response = typicalResponse;
        return this;
    }

    Interaction credential(UnaryOperator<RegenerateClientBuilder> setting) {
        credential = setting;
        return this;
    }

    /** The call, with its assertions on what the client makes of the response. */
    Interaction when(Consumer<RegenerateClient> clientCall) {
        call = clientCall;
        return this;
    }

    /** The call needs a second request, which is an interaction of its own. */
    Interaction followedBy(Interaction next) {
        followedBy.add(next);
        return this;
    }

    String description() {
        return description;
    }

    String state() {
        return state;
    }

    Map<String, Object> parameters() {
        return parameters;
    }

    /** This interaction and those that follow it, as Pact knows them. */
    List<V4Interaction.SynchronousHttp> build() {
        List<V4Interaction.SynchronousHttp> all = new ArrayList<>();
        HttpInteractionBuilder builder = new HttpInteractionBuilder(description, new ArrayList<>(), new ArrayList<>());
        builder.state(state, parameters);
        builder.withRequest(request::apply);
        builder.willRespondWith(response::apply);
        V4Interaction.SynchronousHttp built = (V4Interaction.SynchronousHttp) builder.build();
        // Pact adds these beside the ones of the same name that are set above.
        built.getRequest().getHeaders().remove("content-type");
        built.getResponse().getHeaders().remove("content-type");
        all.add(built);
        followedBy.forEach(next -> all.addAll(next.build()));
        return all;
    }

    /** The interactions that follow this one. */
    List<Interaction> followers() {
        return List.copyOf(followedBy);
    }

    /** Runs the call against a server, with the repetition of requests switched off. */
    void callAt(String baseUrl) {
        try (RegenerateClient client = credential
                .apply(RegenerateClient.builder().baseUrl(baseUrl).retryPolicy(RetryPolicy.DEFAULT.withMaxAttempts(1)))
                .build()) {
            call.accept(client);
        }
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Override
    public String toString() {
        return description;
    }
}
