package io.github.zuoraregenerate.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.zuoraregenerate.RegenerateClient;
import io.github.zuoraregenerate.RegenerateClientBuilder;
import io.github.zuoraregenerate.Regeneration;
import io.github.zuoraregenerate.error.Outcome;
import io.github.zuoraregenerate.error.OutcomeUnknownException;
import io.github.zuoraregenerate.error.ReasonCategory;
import io.github.zuoraregenerate.generated.model.BillingTransactionRequest;
import io.github.zuoraregenerate.generated.model.DocumentType;
import io.github.zuoraregenerate.retry.RetryPolicy;
import io.github.zuoraregenerate.testkit.ReceivedRequest;
import io.github.zuoraregenerate.testkit.SimulatedDocument;
import io.github.zuoraregenerate.testkit.SimulatedTenant;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What Pact cannot express, or what is no part of Zuora's contract: compression, gateways and cut connections. */
@Timeout(30)
class WireTest {

    private static final BillingTransactionRequest REQUEST =
            new BillingTransactionRequest().type(DocumentType.CREDIT_MEMO).number("CM00000001");

    @RegisterExtension
    final SimulatedTenant tenant = SimulatedTenant.create();

    @Test
    void gzippedAnswerIsUnderstood() {
        String[] ids =
                Collections.nCopies(60, "2c9890508ad035db018ad0d8d1685fef").toArray(new String[0]);
        document().succeedsWithIds(ids);

        assertThat(regenerate(settings -> {}).ids()).containsExactly(ids);
    }

    @Test
    void requestIsGzippedWhenAskedTo() {
        document();

        regenerate(settings -> settings.compressRequests(true));

        assertThat(tenant.received()).singleElement().satisfies(request -> {
            assertThat(request.header("Content-Encoding")).hasValue("gzip");
            assertThat(request.body()).isEqualTo("{\"type\":\"CreditMemo\",\"number\":\"CM00000001\"}");
        });
        assertThat(tenant.executions()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("doubts")
    void doubtIsSettledWithTheSameKeyAndOneExecution(String words, Consumer<SimulatedDocument> doubt, int requests) {
        SimulatedDocument document = document();
        doubt.accept(document);

        Regeneration done = regenerate(
                settings -> settings.retryPolicy(RetryPolicy.DEFAULT.withBackoff(Duration.ZERO, Duration.ofMillis(1)))
                        .readTimeout(Duration.ofSeconds(1)));

        assertThat(done.attempts()).isEqualTo(requests);
        assertThat(done.idempotencyKeys()).hasSize(1);
        assertThat(tenant.received())
                .extracting(ReceivedRequest::idempotencyKey)
                .containsOnly(Optional.of(done.idempotencyKey()));
        assertThat(document.executions()).isEqualTo(1);
    }

    static Stream<Arguments> doubts() {
        return Stream.of(
                doubt("lost answer", SimulatedDocument::losesAnswerAfterExecuting, 2),
                doubt("lost request", SimulatedDocument::losesRequestBeforeExecuting, 2),
                doubt("half an answer", SimulatedDocument::truncatesAnswerAfterExecuting, 2),
                doubt("no answer in time", SimulatedDocument::timesOutAfterExecuting, 2),
                doubt("still in progress", document -> document.staysInProgress(2), 4),
                doubt("502", document -> document.gatewayAnswersOnce(502, "text/html", "<html>"), 2),
                doubt("504 after it", document -> document.gatewayAnswersAfterExecuting(504, "text/html", ""), 2),
                doubt(
                        "HTML with 200",
                        document -> document.gatewayAnswersAfterExecuting(200, "text/html", "<html>"),
                        2));
    }

    @Test
    void htmlOfAGatewayIsNoDefiniteAnswer() {
        document().gatewayAnswersOnce(502, "text/html", "<html>Bad Gateway</html>");

        OutcomeUnknownException failure = catchThrowableOfType(
                OutcomeUnknownException.class,
                () -> regenerate(settings -> settings.retryPolicy(RetryPolicy.DEFAULT.withMaxAttempts(1))));

        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(failure.status()).hasValue(502);
    }

    @Test
    void storedFailureIsLeftBehindWithANewKey() {
        SimulatedDocument document = document().failsOnceWith(ReasonCategory.LOCK_CONTENTION);

        Regeneration done = regenerate(
                settings -> settings.retryPolicy(RetryPolicy.DEFAULT.withBackoff(Duration.ZERO, Duration.ofMillis(1))));

        assertThat(done.idempotencyKeys()).hasSize(2).doesNotHaveDuplicates();
        assertThat(document.executions()).isEqualTo(1);
    }

    @Test
    void refusedTokenIsReplacedOnceAndNothingIsExecutedTwice() {
        SimulatedDocument document = document();
        try (RegenerateClient client = RegenerateClient.builder()
                .baseUrl(tenant.baseUrl())
                .clientCredentials(tenant.clientId(), tenant.clientSecret())
                .build()) {
            client.regenerate(REQUEST);
            tenant.tokens().revokeAll();
            client.regenerate(REQUEST);
        }
        assertThat(tenant.receivedTokenRequests()).hasSize(2);
        assertThat(document.executions()).isEqualTo(2);
        assertThat(tenant.received())
                .extracting(request -> request.status().orElse(0))
                .containsExactly(200, 401, 200);
    }

    private SimulatedDocument document() {
        return tenant.document("CM00000001", DocumentType.CREDIT_MEMO);
    }

    private Regeneration regenerate(Consumer<RegenerateClientBuilder> settings) {
        RegenerateClientBuilder builder =
                RegenerateClient.builder().baseUrl(tenant.baseUrl()).bearerToken(tenant.accessToken());
        settings.accept(builder);
        try (RegenerateClient client = builder.build()) {
            return client.regenerate(REQUEST);
        }
    }

    private static Arguments doubt(String words, Consumer<SimulatedDocument> doubt, int requests) {
        return Arguments.of(words, doubt, requests);
    }
}
