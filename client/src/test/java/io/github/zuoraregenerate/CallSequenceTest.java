package io.github.zuoraregenerate;

import static io.github.zuoraregenerate.fakes.ScriptedTransport.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.zuoraregenerate.error.AuthenticationException;
import io.github.zuoraregenerate.error.Outcome;
import io.github.zuoraregenerate.error.OutcomeUnknownException;
import io.github.zuoraregenerate.error.PermissionException;
import io.github.zuoraregenerate.error.RateLimitedException;
import io.github.zuoraregenerate.error.ReasonCategory;
import io.github.zuoraregenerate.error.RegenerateException;
import io.github.zuoraregenerate.error.RejectedException;
import io.github.zuoraregenerate.error.RetriesExhaustedException;
import io.github.zuoraregenerate.fakes.FakeTiming;
import io.github.zuoraregenerate.fakes.ScriptedTransport;
import io.github.zuoraregenerate.generated.model.BillingTransactionRequest;
import io.github.zuoraregenerate.generated.model.DocumentType;
import io.github.zuoraregenerate.retry.RetryPolicy;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** How often a call asks, how long it waits, and how it ends. */
class CallSequenceTest {

    private static final BillingTransactionRequest REQUEST =
            new BillingTransactionRequest().type(DocumentType.CREDIT_MEMO).number("CM00000001");

    private final FakeTiming timing = new FakeTiming();
    private final ScriptedTransport transport = new ScriptedTransport();

    @Test
    void firstAnswerOfSuccessIsTheResult() {
        transport.answer(
                200,
                "{\"success\":true,\"idList\":[\"a\",\"b\"]}",
                "Zuora-Request-Id",
                "r-1",
                "Zuora-Track-Id",
                "t-1",
                "Concurrency-Limit-Remaining",
                "38");

        Regeneration regeneration = client().regenerate(REQUEST);

        assertThat(regeneration.ids()).containsExactly("a", "b");
        assertThat(regeneration.requestId()).contains("r-1");
        assertThat(regeneration.trackId()).contains("t-1");
        assertThat(regeneration.attempts()).isEqualTo(1);
        assertThat(regeneration.idempotencyKeys()).containsExactly(regeneration.idempotencyKey());
        assertThat(transport.sentKeys()).isEqualTo(regeneration.idempotencyKeys());
        assertThat(regeneration.limits().concurrencyRemaining()).hasValue(38);
        assertThat(timing.sleeps()).isEmpty();
    }

    static Stream<Arguments> categoriesWithStatus() {
        return Stream.of(ReasonCategory.values()).map(category -> switch (category) {
            case PERMISSION_DENIED -> Arguments.of(category, 403, PermissionException.class, 1);
            case AUTHENTICATION_FAILED -> Arguments.of(category, 401, AuthenticationException.class, 2);
            case INVALID_VALUE, UNKNOWN_FIELD, MISSING_FIELD, MISSING_PARAMETER, RULE_RESTRICTION, MALFORMED_REQUEST ->
                Arguments.of(category, 400, RejectedException.class, 1);
            case NOT_FOUND -> Arguments.of(category, 404, RejectedException.class, 1);
            case NOT_SUPPORTED -> Arguments.of(category, 415, RejectedException.class, 1);
            case LOCK_CONTENTION -> Arguments.of(category, 409, RetriesExhaustedException.class, 5);
            case INTERNAL_ERROR, INTEGRATION_ERROR -> Arguments.of(category, 500, RetriesExhaustedException.class, 2);
            case TEMPORARY_ERROR -> Arguments.of(category, 500, RetriesExhaustedException.class, 5);
            case REQUEST_LIMIT -> Arguments.of(category, 429, RateLimitedException.class, 5);
        });
    }

    @ParameterizedTest
    @MethodSource("categoriesWithStatus")
    void bothRegimesEndInTheSameExceptionAfterTheSameAttempts(
            ReasonCategory category, int status, Class<? extends RegenerateException> type, int attempts) {
        String code = "587302" + category.number();
        for (int regime : new int[] {200, status}) {
            ScriptedTransport script = new ScriptedTransport();
            for (int i = 0; i < attempts; i++) {
                script.refuse(regime, code, "Zuora-Request-Id", "r-" + i);
            }

            RegenerateException failure = failure(builder(script).build());

            assertThat(failure).isExactlyInstanceOf(type);
            assertThat(failure.outcome())
                    .isEqualTo(
                            category == ReasonCategory.AUTHENTICATION_FAILED
                                    ? Outcome.NOT_EXECUTED
                                    : Outcome.DEFINITELY_FAILED);
            assertThat(failure.status()).hasValue(regime);
            assertThat(failure.attempts()).isEqualTo(attempts);
            assertThat(failure.reasons())
                    .hasSize(1)
                    .allSatisfy(reason -> assertThat(reason.category()).contains(category));
            assertThat(failure.requestId()).contains("r-" + (attempts - 1));
            assertThat(failure.processId()).contains("738CBB9234B47A47");
            assertThat(script.sentKeys())
                    .hasSize(attempts)
                    .doesNotHaveDuplicates()
                    .isEqualTo(failure.idempotencyKeys());
        }
    }

    @Test
    void backoffGrowsByTwoAndIsRandomFromZero() {
        timing.random(0.5);
        refuseTimes(4, 200, "58730261");
        transport.succeed();

        assertThat(client().regenerate(REQUEST).attempts()).isEqualTo(5);

        assertThat(timing.sleeps())
                .containsExactly(
                        Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));
    }

    @Test
    void askedWaitIsSleptToTheSecond() {
        transport.refuse(429, "50000070", "Retry-After", "120").succeed();

        client().regenerate(REQUEST);

        assertThat(timing.sleeps()).containsExactly(Duration.ofSeconds(120));
    }

    @Test
    void askedWaitBeyondTheDeadlineEndsTheCallAtOnce() {
        transport.answer(
                429,
                "{\"reasons\":[{\"code\":70,\"message\":\"API Rate limit exceeded for the minute, retry after 600"
                        + " seconds\"}]}",
                "RateLimit-Remaining",
                "0",
                "RateLimit-Reset",
                "600");

        RateLimitedException failure = (RateLimitedException) failure(client());

        assertThat(failure.retryAt()).isEqualTo(FakeTiming.START.plusSeconds(600));
        assertThat(failure.outcome()).isEqualTo(Outcome.DEFINITELY_FAILED);
        assertThat(failure.getMessage())
                .contains("2026-11-22T12:10:00Z")
                .contains("the next attempt would have to wait 600.0 s, and the call's deadline is in 300.0 s");
        assertThat(timing.sleeps()).isEmpty();
    }

    @Test
    void usedUpQuotaHoldsTheNextCallBackBeforeItIsSent() {
        transport.answer(200, ScriptedTransport.SUCCESS, "RateLimit-Remaining", "0", "RateLimit-Reset", "60");
        transport.succeed();
        RegenerateClient client = client();
        client.regenerate(REQUEST);

        client.regenerate(REQUEST);

        assertThat(timing.sleeps()).containsExactly(Duration.ofSeconds(60));
        assertThat(transport.requests()).hasSize(2);
    }

    @Test
    void usedUpQuotaBeyondTheDeadlineSendsNothing() {
        transport.answer(200, ScriptedTransport.SUCCESS, "RateLimit-Remaining", "0", "RateLimit-Reset", "300");
        RegenerateClient client = client();
        client.regenerate(REQUEST);

        RateLimitedException failure = (RateLimitedException) failure(client);

        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_EXECUTED);
        assertThat(failure.retryAt()).isEqualTo(FakeTiming.START.plusSeconds(300));
        assertThat(failure.attempts()).isZero();
        assertThat(failure.idempotencyKeys()).isEmpty();
        assertThat(failure.getMessage())
                .isEqualTo("Regenerating CreditMemo CM00000001 was held back. Gave up because the announced quota is"
                        + " used up until 2026-11-22T12:05:00Z, which is after the call's deadline. Call again then."
                        + " (0 attempts)");
        assertThat(transport.requests()).hasSize(1);
        assertThat(timing.sleeps()).isEmpty();
    }

    @Test
    void heldBackCallThatFailedBeforeTellsThatItFailed() {
        transport.refuse(429, "50000070", "Retry-After", "120", "RateLimit-Remaining", "0", "RateLimit-Reset", "600");

        RateLimitedException failure = (RateLimitedException) failure(client());

        assertThat(timing.sleeps()).containsExactly(Duration.ofSeconds(120));
        assertThat(failure.outcome()).isEqualTo(Outcome.DEFINITELY_FAILED);
        assertThat(failure.retryAt()).isEqualTo(FakeTiming.START.plusSeconds(600));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "5, 5", "9, 9"})
    void attemptsAreBounded(int maxAttempts, int sent) {
        timing.random(0);
        refuseTimes(sent, 200, "58730261");

        RegenerateException failure = failure(builder(transport)
                .retryPolicy(RetryPolicy.DEFAULT.withMaxAttempts(maxAttempts))
                .build());

        assertThat(failure)
                .isInstanceOf(RetriesExhaustedException.class)
                .hasMessageContaining("Gave up because all " + maxAttempts + " attempts are used.");
        assertThat(transport.stepsLeft()).isZero();
    }

    @Test
    void timeOfTheRequestsCountsAgainstTheDeadline() {
        for (int i = 0; i < 2; i++) {
            transport.then(request -> {
                timing.advance(Duration.ofSeconds(149));
                return ScriptedTransport.response(200, refusal("58730261"));
            });
        }
        timing.random(0.999);

        RegenerateException failure = failure(client());

        assertThat(failure)
                .isInstanceOf(RetriesExhaustedException.class)
                .hasMessageContaining("would have to wait 1.998 s, and the call's deadline is in 1.001 s");
        assertThat(failure.attempts()).isEqualTo(2);
    }

    @Test
    void requestNeverHasMoreTimeThanTheCall() {
        transport.then(request -> {
            timing.advance(Duration.ofSeconds(200));
            return ScriptedTransport.response(200, refusal("58730261"));
        });
        transport.succeed();
        timing.random(0);

        client().regenerate(REQUEST);

        assertThat(transport.requests().get(0).timeout()).isEqualTo(RegenerateClientBuilder.DEFAULT_READ_TIMEOUT);
        assertThat(transport.requests().get(1).timeout()).isEqualTo(Duration.ofSeconds(100));
    }

    @Test
    void longestTimeoutIsWithinTheRangeOfTheTransport() {
        transport.succeed();

        builder(transport)
                .readTimeout(Duration.ofDays(1))
                .retryPolicy(RetryPolicy.DEFAULT.withDeadline(Duration.ofDays(366)))
                .build()
                .regenerate(REQUEST);

        assertThat(transport.requests().get(0).timeout()).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void deadlineThatPassedInASleepSendsNothing() {
        transport.refuse(200, "58730261");
        FakeTiming oversleeping = timing;
        RegenerateClient client = builder(transport)
                .listener(new RegenerateListener() {
                    @Override
                    public void onWait(Wait wait) {
                        oversleeping.advance(Duration.ofMinutes(5));
                    }
                })
                .build();

        RegenerateException failure = failure(client);

        assertThat(failure)
                .isInstanceOf(RetriesExhaustedException.class)
                .hasMessageContaining("Gave up because the deadline of PT5M has passed.");
        assertThat(failure.outcome()).isEqualTo(Outcome.DEFINITELY_FAILED);
        assertThat(failure.attempts()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"58730260, 58730299", "58730299, 58730260", "58730260, 58730260"})
    void serverErrorIsRepeatedOnceWhateverComesBetween(String first, String second) {
        timing.random(0);
        transport.refuse(200, first).refuse(409, "58730250").refuse(500, second);

        RegenerateException failure = failure(client());

        assertThat(failure)
                .isInstanceOf(RetriesExhaustedException.class)
                .hasMessageContaining("it failed again after the one repetition that is allowed");
        assertThat(failure.attempts()).isEqualTo(3);
    }

    @Test
    void connectionFailuresAreRepeatedWithTheSameKeyAndExecuteNothing() {
        for (int i = 0; i < 5; i++) {
            transport.refuseConnection();
        }

        RegenerateException failure = failure(client());

        assertThat(failure)
                .isInstanceOf(RetriesExhaustedException.class)
                .hasMessageContaining("Nothing was executed; call again later");
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_EXECUTED);
        assertThat(failure.status()).isEmpty();
        assertThat(failure.idempotencyKeys()).hasSize(1);
        assertThat(transport.sentKeys())
                .hasSize(5)
                .containsOnly(failure.idempotencyKeys().get(0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "200|``",
                "200|<html/>",
                "200|{}",
                "200|{\"success\":\"true\"}",
                "200|{\"success\":1}",
                "200|{\"success\":true,\"success\":true}",
                "200|{\"success\":true}x",
                "200|{\"success\":true,\"idList\":[",
                "500|{\"success\":true}",
                "502|<html/>",
                "503|``",
                "504|upstream timed out",
                "408|``"
            })
    void answerThatProvesNothingIsUnknownAndKeepsItsKey(int status, String body) {
        timing.random(0);
        for (int i = 0; i < 5; i++) {
            transport.answer(status, body);
        }

        OutcomeUnknownException failure = (OutcomeUnknownException) failure(client());

        assertThat(failure.status()).hasValue(status);
        assertThat(failure.attempts()).isEqualTo(5);
        assertThat(transport.sentKeys()).hasSize(5).containsOnly(failure.idempotencyKey());
        assertThat(failure.idempotencyKeys()).containsExactly(failure.idempotencyKey());
        assertThat(failure.getMessage()).contains("the answer cannot be read as Zuora's");
    }

    @Test
    void requestInProgressIsAskedForAgainWithItsKeyUntilItIsDone() {
        transport.answer(409, "").answer(409, "{\"message\":\"in progress\"}").succeed();

        Regeneration regeneration = client().regenerate(REQUEST);

        assertThat(transport.sentKeys()).hasSize(3).containsOnly(regeneration.idempotencyKey());
    }

    @Test
    void requestThatStaysInProgressIsUnknown() {
        timing.random(0);
        for (int i = 0; i < 5; i++) {
            transport.answer(409, "");
        }

        assertThat(failure(client()))
                .isInstanceOf(OutcomeUnknownException.class)
                .hasMessageContaining("the first request with this key is still in progress, HTTP 409");
    }

    @Test
    void eachCallHasAKeyOfItsOwn() {
        transport.succeed().succeed();
        RegenerateClient client = client();

        client.regenerate(REQUEST);
        client.regenerate(REQUEST);

        assertThat(transport.sentKeys())
                .doesNotHaveDuplicates()
                .allSatisfy(key -> assertThat(java.util.UUID.fromString(key)).hasToString(key));
    }

    @Test
    void interruptionWhileWaitingStopsAtOnceAndKeepsTheFlag() {
        transport.refuse(200, "58730261");
        RegenerateClient client = builder(transport)
                .listener(new RegenerateListener() {
                    @Override
                    public void onWait(Wait wait) {
                        Thread.currentThread().interrupt();
                    }
                })
                .build();

        RegenerateException failure = failure(client);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure)
                .isInstanceOf(RetriesExhaustedException.class)
                .hasMessageContaining("Gave up because the thread was interrupted.");
        assertThat(failure.outcome()).isEqualTo(Outcome.DEFINITELY_FAILED);
    }

    @Test
    void interruptionOfARequestLeavesItsOutcomeUnknownAndKeepsTheFlag() {
        transport.then(request -> {
            throw new InterruptedException();
        });

        OutcomeUnknownException failure = (OutcomeUnknownException) failure(client());

        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure.idempotencyKey()).isEqualTo(transport.sentKeys().get(0));
        assertThat(failure.attempts()).isEqualTo(1);
    }

    @Test
    void listenersSeeEveryAttemptAndWait() {
        List<String> seen = new java.util.ArrayList<>();
        transport
                .refuse(429, "50000070", "Retry-After", "120", "Zuora-Request-Id", "r-1")
                .succeed();
        builder(transport)
                .listener(new RegenerateListener() {
                    @Override
                    public void onAttempt(Attempt attempt) {
                        seen.add(attempt.number() + " " + attempt.outcome() + " "
                                + attempt.status().getAsInt() + " "
                                + attempt.requestId().orElse("-"));
                    }

                    @Override
                    public void onWait(Wait wait) {
                        seen.add(wait.duration() + " " + wait.cause());
                    }

                    @Override
                    public void onSuccess(Regeneration regeneration, Duration elapsed) {
                        seen.add("done after " + elapsed);
                    }
                })
                .build()
                .regenerate(REQUEST);

        assertThat(seen)
                .containsExactly(
                        "1 DEFINITELY_FAILED 429 r-1", "PT2M RETRY_AFTER", "2 SUCCEEDED 200 -", "done after PT2M");
    }

    private void refuseTimes(int times, int status, String code) {
        for (int i = 0; i < times; i++) {
            transport.refuse(status, code);
        }
    }

    private RegenerateClient client() {
        return builder(transport).build();
    }

    private RegenerateClientBuilder builder(ScriptedTransport script) {
        // From a supplier, so that another token can be had.
        return RegenerateClient.builder()
                .baseUrl("https://localhost")
                .bearerToken(() -> "token")
                .transport(script)
                .timing(timing);
    }

    private static RegenerateException failure(RegenerateClient client) {
        return catchThrowableOfType(RegenerateException.class, () -> client.regenerate(REQUEST));
    }
}
