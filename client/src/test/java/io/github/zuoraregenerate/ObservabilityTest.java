package io.github.zuoraregenerate;

import static io.github.zuoraregenerate.Calls.creditMemo;
import static io.github.zuoraregenerate.Calls.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.zuoraregenerate.error.Outcome;
import io.github.zuoraregenerate.error.RegenerateException;
import io.github.zuoraregenerate.fakes.Canaries;
import io.github.zuoraregenerate.fakes.CapturedLog;
import io.github.zuoraregenerate.fakes.FakeTiming;
import io.github.zuoraregenerate.fakes.ScriptedTransport;
import io.github.zuoraregenerate.generated.model.BillingTransactionRequest;
import io.github.zuoraregenerate.metrics.MicrometerListener;
import io.github.zuoraregenerate.retry.RetryPolicy;
import io.github.zuoraregenerate.retry.WaitCause;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;

/** What the log, the listeners and the meters are told. */
class ObservabilityTest {

    private static final String OURS = "io.github.zuoraregenerate";
    private static final String WAITED = "Retry-After";

    private final FakeTiming timing = new FakeTiming();
    private final ScriptedTransport transport = new ScriptedTransport();

    private RegenerateClientBuilder builder() {
        return RegenerateClient.builder()
                .baseUrl("http://localhost")
                .bearerToken(Canaries.TOKEN)
                .transport(transport)
                .timing(timing);
    }

    /** An answer that takes 37 ms. */
    private void answerIn37Milliseconds(int status, String body, String... headers) {
        transport.then(request -> {
            timing.advance(Duration.ofMillis(37));
            return ScriptedTransport.response(status, body, headers);
        });
    }

    @Test
    void everyAttemptIsOneLineWithTheNamedFacts() {
        answerIn37Milliseconds(
                500,
                ScriptedTransport.refusal("53100361"),
                "Zuora-Request-Id",
                "request-1",
                "RateLimit-Remaining",
                "12",
                "Concurrency-Limit-Remaining",
                "34",
                WAITED,
                "2");
        transport.loseAnswer();
        answerIn37Milliseconds(200, ScriptedTransport.SUCCESS);
        try (CapturedLog log = CapturedLog.of(OURS, Level.FINE)) {
            builder()
                    .build()
                    .regenerate(
                            creditMemo(),
                            RegenerateOptions.builder().trackId("track-1").build());

            assertThat(log.lines()).extracting(CapturedLog.Line::level).containsOnly(Level.FINE);
            assertThat(log.texts())
                    .containsExactly(
                            "POST /v1/uno-regenerate/billing-transaction 500 DEFINITELY_FAILED in 37 ms, attempt 1,"
                                    + " track id track-1, request id request-1, rate remaining 12, concurrency remaining 34",
                            "waiting 2000 ms: RETRY_AFTER",
                            "POST /v1/uno-regenerate/billing-transaction no answer UNKNOWN in 0 ms, attempt 2,"
                                    + " track id track-1, request id -, rate remaining -, concurrency remaining -",
                            "waiting 1000 ms: BACKOFF",
                            "POST /v1/uno-regenerate/billing-transaction 200 SUCCEEDED in 37 ms, attempt 3,"
                                    + " track id track-1, request id -, rate remaining -, concurrency remaining -");
        }
    }

    @Test
    void nothingIsSaidAboveDebug() {
        transport
                .succeed()
                .refuse(200, "53100330")
                .refuse(401, "90000011")
                .refuse(403, "53100310")
                .refuse(429, "70")
                .refuse(500, "53100360")
                .answer(502, "<html>")
                .loseAnswer()
                .refuseConnection();
        try (CapturedLog log = CapturedLog.of(OURS, Level.INFO)) {
            RegenerateClient client = builder().retryPolicy(Calls.ONCE).build();
            client.regenerate(creditMemo());
            for (int i = 0; i < 8; i++) {
                failureOf(client);
            }
            assertThat(transport.stepsLeft()).isZero();
            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void idFromABodyCannotStartALineOfTheLogNorFillIt() {
        String forged = "1\\n2026-11-22 INFO all is well\\u001b[2J" + "x".repeat(10_000);
        transport.answer(
                500,
                "{\"reasons\":[{\"code\":\"" + forged + "\",\"message\":\"" + forged + "\"}],\"requestId\":\"" + forged
                        + "\",\"processId\":\"" + forged + "\"}");
        try (CapturedLog log = CapturedLog.of(OURS, Level.FINE)) {
            RegenerateException failure =
                    failureOf(builder().retryPolicy(Calls.ONCE).build());

            assertThat(log.texts()).singleElement().satisfies(ObservabilityTest::assertOneShortLine);
            assertOneShortLine(failure.getMessage());
            assertThat(failure.requestId()).isEmpty();
            assertThat(failure.processId()).isEmpty();
            assertOneShortLine(failure.reasons().toString());
        }
    }

    @Test
    void manyReasonsMakeNoWholeBodyOfAMessage() {
        String reason = "{\"code\":53100320,\"message\":\"" + "x".repeat(400) + "\"}";
        transport.answer(400, "{\"success\":false,\"reasons\":[" + reason + ("," + reason).repeat(400) + "]}");

        RegenerateException failure = failureOf(builder().build());

        assertThat(failure.getMessage()).hasSizeLessThan(10_000);
        assertThat(failure.reasons()).hasSize(401);
    }

    private static void assertOneShortLine(String text) {
        assertThat(text).doesNotContainPattern("\\p{Cntrl}").hasSizeLessThan(2_500);
    }

    /** Writes down everything it is told. */
    private static class Recorder implements RegenerateListener {

        final String name;
        final List<String> events;
        final List<Attempt> attempts = new ArrayList<>();
        final List<Wait> waits = new ArrayList<>();

        Recorder(String name, List<String> events) {
            this.name = name;
            this.events = events;
        }

        @Override
        public void onAttempt(Attempt attempt) {
            attempts.add(attempt);
            events.add(name + " attempt " + attempt.number());
        }

        @Override
        public void onWait(Wait wait) {
            waits.add(wait);
            events.add(name + " wait");
        }

        @Override
        public void onSuccess(Regeneration regeneration, Duration elapsed) {
            events.add(name + " success " + elapsed);
        }

        @Override
        public void onFailure(RegenerateException failure, Duration elapsed) {
            events.add(name + " failure " + failure.getClass().getSimpleName() + " " + elapsed);
        }
    }

    @Test
    void listenersAreToldInTheirOrder() {
        transport.refuse(500, "53100361", WAITED, "2").succeed().refuse(200, "53100330");
        List<String> events = new ArrayList<>();
        RegenerateClient client = builder()
                .listener(new Recorder("a", events))
                .listener(new Recorder("b", events))
                .build();

        client.regenerate(creditMemo());
        failureOf(client);

        assertThat(events)
                .containsExactly(
                        "a attempt 1",
                        "b attempt 1",
                        "a wait",
                        "b wait",
                        "a attempt 2",
                        "b attempt 2",
                        "a success PT2S",
                        "b success PT2S",
                        "a attempt 1",
                        "b attempt 1",
                        "a failure RejectedException PT0S",
                        "b failure RejectedException PT0S");
    }

    @Test
    void attemptAndWaitTellWhatHappened() {
        answerIn37Milliseconds(
                429,
                ScriptedTransport.refusal("50000070"),
                "Zuora-Request-Id",
                "r1",
                WAITED,
                "120",
                "RateLimit-Remaining",
                "7");
        transport.succeed();
        Recorder recorder = new Recorder("", new ArrayList<>());
        Regeneration done = builder()
                .listener(recorder)
                .build()
                .regenerate(
                        creditMemo(), RegenerateOptions.builder().trackId("t1").build());

        RegenerateListener.Attempt first = recorder.attempts.get(0);
        assertThat(first.number()).isEqualTo(1);
        assertThat(first.idempotencyKey()).isEqualTo(done.idempotencyKeys().get(0));
        assertThat(first.trackId()).contains("t1");
        assertThat(first.outcome()).isEqualTo(Outcome.DEFINITELY_FAILED);
        assertThat(first.status()).isEqualTo(OptionalInt.of(429));
        assertThat(first.requestId()).isEqualTo(Optional.of("r1"));
        assertThat(first.duration()).isEqualTo(Duration.ofMillis(37));
        assertThat(first.limits().rateRemaining()).isEqualTo(OptionalLong.of(7));
        assertThat(recorder.waits)
                .containsExactly(new RegenerateListener.Wait(Duration.ofSeconds(120), WaitCause.RETRY_AFTER));
        assertThat(recorder.attempts.get(1).idempotencyKey()).isEqualTo(done.idempotencyKey());
    }

    @Test
    void invalidRequestIsNoEvent() {
        List<String> events = new ArrayList<>();
        RegenerateClient client = builder().listener(new Recorder("a", events)).build();
        try {
            client.regenerate(new BillingTransactionRequest());
        } catch (RegenerateException e) {
            assertThat(events).isEmpty();
            return;
        }
        throw new AssertionError("the request was taken");
    }

    @Test
    void failingListenerIsLoggedAndChangesNothing() {
        transport.refuse(500, "53100361").succeed().refuse(200, "53100330");
        List<String> events = new ArrayList<>();
        RegenerateListener failing = new RegenerateListener() {
            @Override
            public void onAttempt(Attempt attempt) {
                throw new IllegalStateException("attempt");
            }

            @Override
            public void onWait(Wait wait) {
                throw new IllegalStateException("wait");
            }

            @Override
            public void onSuccess(Regeneration regeneration, Duration elapsed) {
                throw new IllegalStateException("success");
            }

            @Override
            public void onFailure(RegenerateException failure, Duration elapsed) {
                throw new IllegalStateException("failure");
            }
        };
        try (CapturedLog log = CapturedLog.of(OURS, Level.INFO)) {
            RegenerateClient client = builder()
                    .listener(failing)
                    .listener(new Recorder("b", events))
                    .build();
            assertThat(client.regenerate(creditMemo()).attempts()).isEqualTo(2);
            failureOf(client);

            assertThat(events).hasSize(6);
            assertThat(log.lines())
                    .hasSize(6)
                    .allSatisfy(line -> assertThat(line.level()).isEqualTo(Level.WARNING));
            assertThat(log.texts()).containsOnly("a RegenerateListener failed; the call goes on");
        }
    }

    @Test
    void metersCountAttemptsCallsAndWaits() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        answerIn37Milliseconds(500, ScriptedTransport.refusal("53100361"), WAITED, "2");
        answerIn37Milliseconds(200, ScriptedTransport.SUCCESS);
        answerIn37Milliseconds(200, ScriptedTransport.refusal("53100330"));
        transport.loseAnswer();
        MicrometerListener meters = new MicrometerListener(registry);
        RegenerateClient client = builder().listener(meters).build();

        client.regenerate(creditMemo());
        failureOf(client);
        failureOf(builder().listener(meters).retryPolicy(Calls.ONCE).build());

        assertTimed(registry, "attempts", 37, "outcome", "definitely_failed", "status", "500");
        assertTimed(registry, "attempts", 37, "outcome", "succeeded", "status", "200");
        assertTimed(registry, "attempts", 37, "outcome", "definitely_failed", "status", "200");
        assertTimed(registry, "attempts", 0, "outcome", "unknown", "status", "none");
        assertTimed(registry, "waits", 2000, "cause", "retry_after");
        assertTimed(registry, "calls", 2074, "outcome", "succeeded", "exception", "none");
        assertTimed(registry, "calls", 37, "outcome", "definitely_failed", "exception", "RejectedException");
        assertTimed(registry, "calls", 0, "outcome", "unknown", "exception", "OutcomeUnknownException");
        assertThat(registry.getMeters()).hasSize(8);
    }

    private static void assertTimed(SimpleMeterRegistry registry, String name, long millis, String... tags) {
        Timer timer = registry.find("zuora.regenerate." + name).tags(tags).timer();
        assertThat(timer).as(name + " " + List.of(tags)).isNotNull();
        assertThat(timer.count()).isEqualTo(1);
        assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(millis);
    }

    @Test
    void lastLimitsAreReadableOnTheClient() {
        transport
                .answer(
                        200,
                        ScriptedTransport.SUCCESS,
                        "RateLimit-Limit",
                        "2250000, 50000;w=60",
                        "ratelimit-remaining",
                        "2249999",
                        "RateLimit-Reset",
                        "600",
                        "Concurrency-Limit-Type",
                        "Default",
                        "Concurrency-Limit-Limit",
                        "40",
                        "Concurrency-Limit-Remaining",
                        "38")
                .succeed();
        RegenerateClient client =
                builder().retryPolicy(RetryPolicy.DEFAULT.withMaxAttempts(1)).build();

        client.regenerate(creditMemo());
        client.regenerate(creditMemo());

        assertThat(client.limits().rateLimit()).contains("2250000, 50000;w=60");
        assertThat(client.limits().rateRemaining()).hasValue(2_249_999);
        assertThat(client.limits().rateReset()).contains(Duration.ofMinutes(10));
        assertThat(client.limits().concurrencyType()).contains("Default");
        assertThat(client.limits().concurrencyLimit()).hasValue(40);
        assertThat(client.limits().concurrencyRemaining()).hasValue(38);
    }
}
