package io.github.zuoraregenerate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.zuoraregenerate.error.AuthenticationException;
import io.github.zuoraregenerate.error.Outcome;
import io.github.zuoraregenerate.error.OutcomeUnknownException;
import io.github.zuoraregenerate.error.RegenerateException;
import io.github.zuoraregenerate.error.RetriesExhaustedException;
import io.github.zuoraregenerate.fakes.Canaries;
import io.github.zuoraregenerate.fakes.FakeTiming;
import io.github.zuoraregenerate.fakes.ScriptedTransport;
import io.github.zuoraregenerate.generated.model.BillingTransactionRequest;
import io.github.zuoraregenerate.generated.model.DocumentType;
import io.github.zuoraregenerate.limits.TenantLimits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a call when the token endpoint or the token fails. */
class CallSequenceTokensTest {

    private static final BillingTransactionRequest REQUEST =
            new BillingTransactionRequest().type(DocumentType.INVOICE).number("INV-1");

    private final FakeTiming timing = new FakeTiming();
    private final ScriptedTransport transport = new ScriptedTransport();
    private final RegenerateClient client = RegenerateClient.builder()
            .baseUrl("https://localhost")
            .clientCredentials("id", Canaries.SECRET)
            .transport(transport)
            .timing(timing)
            .build();

    @Test
    void tokenIsFetchedOnceForManyCallsWhateverTheWallClockDoes() {
        transport.giveToken(Canaries.token("a"), 3600);
        for (int i = 0; i < 1000; i++) {
            transport.succeed();
        }

        for (int i = 0; i < 1000; i++) {
            timing.stepWallClock(Duration.ofHours(i % 2 == 0 ? 100 : -100));
            client.regenerate(REQUEST);
        }

        assertThat(transport.tokenRequests()).hasSize(1);
        assertThat(transport.sentTokens()).hasSize(1000).containsOnly(Canaries.token("a"));
    }

    @Test
    void refusedTokenIsReplacedOnceAndForTheCallsThatFollow() {
        transport.giveToken(Canaries.token("a"), 3600).giveToken(Canaries.token("b"), 3600);
        transport.succeed().answer(401, "").succeed().succeed();

        for (int i = 0; i < 3; i++) {
            client.regenerate(REQUEST);
        }

        assertThat(transport.sentTokens())
                .containsExactly(Canaries.token("a"), Canaries.token("a"), Canaries.token("b"), Canaries.token("b"));
    }

    @Test
    void secondRefusalEndsTheCallAndCostsTheTokenToo() {
        transport
                .giveToken(Canaries.token("a"), 3600)
                .giveToken(Canaries.token("b"), 3600)
                .giveToken(Canaries.token("c"), 3600);
        transport.answer(401, "").answer(401, "").succeed();

        assertThat(failure(RegenerateOptions.none())).isExactlyInstanceOf(AuthenticationException.class);
        client.regenerate(REQUEST);

        assertThat(transport.sentTokens())
                .containsExactly(Canaries.token("a"), Canaries.token("b"), Canaries.token("c"));
    }

    @Test
    void refusalThatMayNotBeRepeatedCostsTheTokenAllTheSame() {
        transport.giveToken(Canaries.token("a"), 3600).giveToken(Canaries.token("b"), 3600);
        transport.answer(401, "").succeed();

        assertThat(failure(RegenerateOptions.builder().idempotencyKey("mine").build()))
                .isExactlyInstanceOf(AuthenticationException.class);
        client.regenerate(REQUEST);

        assertThat(transport.sentTokens()).containsExactly(Canaries.token("a"), Canaries.token("b"));
    }

    @Test
    void otherFailuresDoNotCostTheToken() {
        transport.giveToken(Canaries.token("a"), 3600);
        transport.refuse(403, "58730210").succeed();

        failure(RegenerateOptions.none());
        client.regenerate(REQUEST);

        assertThat(transport.tokenRequests()).hasSize(1);
    }

    @Test
    void tokenEndpointThatIsDownIsAskedAgainWithinTheCall() {
        transport
                .thenToken(request -> {
                    throw new IOException("connection refused");
                })
                .answerToken(503, "<html/>")
                .answerToken(200, "<html>maintenance</html>")
                .answerToken(429, "", "Retry-After", "120")
                .giveToken(Canaries.token("a"), 3600);
        transport.succeed();

        Regeneration regeneration = client.regenerate(REQUEST);

        assertThat(regeneration.attempts()).isEqualTo(1);
        assertThat(regeneration.idempotencyKeys()).hasSize(1);
        assertThat(timing.sleeps())
                .containsExactly(
                        Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(120));
    }

    @Test
    void tokenEndpointThatStaysDownEndsTheCallWithNothingSent() {
        for (int i = 0; i < 5; i++) {
            transport.answerToken(503, "<html/>");
        }

        RegenerateException failure = failure(RegenerateOptions.none());

        assertThat(failure)
                .isExactlyInstanceOf(RetriesExhaustedException.class)
                .hasMessageContaining("https://localhost/oauth/token gave no token, HTTP 503")
                .hasMessageContaining("Nothing was executed; call again later");
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_EXECUTED);
        assertThat(failure.attempts()).isZero();
        assertThat(failure.idempotencyKeys()).isEmpty();
        assertThat(transport.requests()).isEmpty();
    }

    @Test
    void waitThatTheTokenEndpointAsksForDoesNotReachBeyondTheDeadline() {
        transport.answerToken(429, "", "Retry-After", "600");

        RegenerateException failure = failure(RegenerateOptions.none());

        assertThat(failure)
                .isExactlyInstanceOf(RetriesExhaustedException.class)
                .hasMessageContaining("would have to wait 600.0 s, and the call's deadline is in 300.0 s");
        assertThat(timing.sleeps()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"400", "401", "403", "302"})
    void refusedCredentialsAreNotRepeated(int status) {
        transport.answerToken(
                status, "{\"success\":false,\"reasons\":[{\"code\":90000011,\"message\":\"Invalid client id\"}]}");

        RegenerateException failure = failure(RegenerateOptions.none());

        assertThat(failure)
                .isExactlyInstanceOf(AuthenticationException.class)
                .hasMessageContaining("90000011 (authentication failed): Invalid client id")
                .hasMessageContaining("the base URL is the one of the tenant's data centre");
        assertThat(failure.status()).hasValue(status);
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_EXECUTED);
        assertThat(failure.reasons()).hasSize(1);
        assertThat(transport.tokenRequests()).hasSize(1);
    }

    @Test
    void slowTokenEndpointLeavesTheOperationTheRestOfTheTime() {
        transport.thenToken(request -> {
            timing.advance(Duration.ofSeconds(200));
            return ScriptedTransport.response(200, ScriptedTransport.token(Canaries.token("a"), 3600));
        });
        transport.succeed();

        client.regenerate(REQUEST);

        assertThat(transport.requests().get(0).timeout()).isEqualTo(Duration.ofSeconds(100));
    }

    @Test
    void tokenThatComesAfterTheDeadlineIsNotSent() {
        transport.thenToken(request -> {
            timing.advance(Duration.ofSeconds(300));
            return ScriptedTransport.response(200, ScriptedTransport.token(Canaries.token("a"), 3600));
        });
        List<String> recorded = new ArrayList<>();

        RegenerateException failure =
                failure(RegenerateOptions.builder().keyRecorder(recorded::add).build());

        assertThat(failure)
                .isExactlyInstanceOf(RetriesExhaustedException.class)
                .hasMessageContaining("the deadline of PT5M has passed");
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_EXECUTED);
        assertThat(transport.requests()).isEmpty();
        assertThat(recorded).isEmpty();
    }

    @Test
    void inDoubtAFailingTokenEndpointKeepsTheDoubt() {
        transport.giveToken(Canaries.token("a"), 3600).answerToken(401, "");
        transport.loseAnswer().answer(401, "");

        OutcomeUnknownException failure = (OutcomeUnknownException)
                failure(RegenerateOptions.builder().idempotencyKey("mine").build());

        assertThat(failure.idempotencyKey()).isEqualTo("mine");
        assertThat(transport.sentKeys()).containsExactly("mine", "mine");
    }

    @Test
    void quotaOfTheTokenEndpointIsNotTheOperations() {
        transport.answerToken(429, "", "Retry-After", "1", "RateLimit-Remaining", "0", "RateLimit-Reset", "60");
        transport.giveToken(Canaries.token("a"), 3600);
        transport.succeed();

        client.regenerate(REQUEST);

        assertThat(timing.sleeps()).containsExactly(Duration.ofSeconds(1));
        assertThat(client.limits()).isEqualTo(TenantLimits.NONE);
    }

    @Test
    void whyNoTokenCameIsToldOnOneShortLine() {
        String quoted = "Invalid status line: \"no HTTP\n2026-11-22 INFO all is well\u001b[2J" + "x".repeat(10_000);
        for (int i = 0; i < 5; i++) {
            transport.thenToken(request -> {
                throw new IOException(quoted);
            });
        }

        RegenerateException failure = failure(RegenerateOptions.none());

        assertThat(failure)
                .hasMessageContaining(
                        "no answer from https://localhost/oauth/token: Invalid status line: \"no HTTP 2026")
                .hasMessageNotContainingAny("\n", "\u001b");
        assertThat(failure.getMessage()).hasSizeLessThan(1_000);
    }

    @Test
    void interruptionWhileATokenIsFetchedExecutesNothing() {
        transport.thenToken(request -> {
            throw new InterruptedException();
        });

        RegenerateException failure = failure(RegenerateOptions.none());

        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_EXECUTED);
        assertThat(transport.requests()).isEmpty();
    }

    private RegenerateException failure(RegenerateOptions options) {
        return catchThrowableOfType(RegenerateException.class, () -> client.regenerate(REQUEST, options));
    }
}
