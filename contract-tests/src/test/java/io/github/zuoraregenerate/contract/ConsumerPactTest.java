package io.github.zuoraregenerate.contract;

import static org.assertj.core.api.Assertions.assertThat;

import au.com.dius.pact.consumer.ConsumerPactRunnerKt;
import au.com.dius.pact.consumer.PactVerificationResult;
import au.com.dius.pact.consumer.model.MockProviderConfig;
import au.com.dius.pact.core.model.Consumer;
import au.com.dius.pact.core.model.PactSpecVersion;
import au.com.dius.pact.core.model.Provider;
import au.com.dius.pact.core.model.V4Pact;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each interaction is what the public client really asks, and the client understands the answer. */
@Timeout(30)
class ConsumerPactTest {

    /** Pact merges into a file that is there, and would keep an interaction that no test writes any more. */
    @BeforeAll
    static void removeThePactsOfTheLastBuild() throws IOException {
        Files.deleteIfExists(PactFile.FOLDER.resolve(Interaction.CONSUMER + "-" + Interaction.PROVIDER + ".json"));
    }

    @ParameterizedTest
    @MethodSource("interactions")
    void clientAsksAndUnderstands(Interaction interaction) {
        V4Pact pact = new V4Pact(
                new Consumer(Interaction.CONSUMER),
                new Provider(Interaction.PROVIDER),
                new ArrayList<>(interaction.build()));

        PactVerificationResult result = ConsumerPactRunnerKt.runConsumerTest(
                pact, MockProviderConfig.httpConfig("127.0.0.1", 0, PactSpecVersion.V4), (server, context) -> {
                    interaction.callAt(server.getUrl());
                    return null;
                });

        if (result instanceof PactVerificationResult.Error error && error.getError() instanceof AssertionError failed) {
            throw failed;
        }
        assertThat(result).as(result.getDescription()).isInstanceOf(PactVerificationResult.Ok.class);
    }

    @Test
    void everyDescriptionIsThereOnce() {
        assertThat(interactions()).extracting(Interaction::description).doesNotHaveDuplicates();
    }

    static List<Interaction> interactions() {
        return Interactions.all();
    }
}
