package io.github.zuoraregenerate;

import static io.github.zuoraregenerate.Calls.creditMemo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.zuoraregenerate.error.AuthenticationException;
import io.github.zuoraregenerate.error.InvalidRequestException;
import io.github.zuoraregenerate.error.Outcome;
import io.github.zuoraregenerate.error.OutcomeUnknownException;
import io.github.zuoraregenerate.error.PermissionException;
import io.github.zuoraregenerate.error.RateLimitedException;
import io.github.zuoraregenerate.error.RegenerateException;
import io.github.zuoraregenerate.error.RejectedException;
import io.github.zuoraregenerate.error.RetriesExhaustedException;
import io.github.zuoraregenerate.fakes.Canaries;
import io.github.zuoraregenerate.fakes.FakeTiming;
import io.github.zuoraregenerate.fakes.ScriptedTransport;
import io.github.zuoraregenerate.generated.model.BillingTransactionRequest;
import io.github.zuoraregenerate.limits.TenantLimits;
import io.github.zuoraregenerate.retry.RetryPolicy;
import io.github.zuoraregenerate.transport.Transport;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Asynchronous calls do what synchronous ones do, and hold no thread while they wait. */
@Timeout(60)
class AsyncCallTest {

    private final FakeTiming timing = new FakeTiming();
    private final ScriptedTransport transport = new ScriptedTransport();
    private final ExecutorService oneThread = Executors.newSingleThreadExecutor();

    @AfterEach
    void stopThread() {
        oneThread.shutdownNow();
    }

    private RegenerateClientBuilder builder(Transport carrier) {
        return RegenerateClient.builder()
                .baseUrl("http://localhost")
                .bearerToken(Canaries.TOKEN)
                .transport(carrier)
                .timing(timing)
                .asyncExecutor(oneThread);
    }

    private static CompletableFuture<Regeneration> start(RegenerateClient client) {
        return client.regenerateAsync(creditMemo(), RegenerateOptions.none());
    }

    private static Regeneration resultOf(CompletableFuture<Regeneration> call) throws Exception {
        return call.get(20, TimeUnit.SECONDS);
    }

    private static Throwable failureOf(CompletableFuture<Regeneration> call) throws Exception {
        try {
            throw new AssertionError("succeeded: " + resultOf(call));
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    /** Returns when the only thread has done everything that was given to it before. */
    private void awaitIdle() throws Exception {
        oneThread.submit(() -> {}).get(20, TimeUnit.SECONDS);
    }

    static Stream<Arguments> endings() {
        return Stream.of(
                Arguments.of(200, "{\"success\":true}", null),
                Arguments.of(200, ScriptedTransport.refusal("53100330"), RejectedException.class),
                Arguments.of(401, "{\"message\":\"Authentication error\"}", AuthenticationException.class),
                Arguments.of(403, ScriptedTransport.refusal("53100310"), PermissionException.class),
                Arguments.of(429, ScriptedTransport.refusal("50000070"), RateLimitedException.class),
                Arguments.of(500, ScriptedTransport.refusal("53100361"), RetriesExhaustedException.class),
                Arguments.of(502, "<html>", OutcomeUnknownException.class));
    }

    @ParameterizedTest
    @MethodSource("endings")
    void asynchronousCallEndsLikeASynchronousOne(int status, String body, Class<?> exception) throws Exception {
        transport.answer(status, body).answer(status, body);
        RegenerateClient client = builder(transport).retryPolicy(Calls.ONCE).build();

        if (exception == null) {
            assertThat(client.regenerate(creditMemo()).attempts()).isEqualTo(1);
            assertThat(resultOf(start(client)).attempts()).isEqualTo(1);
            return;
        }
        RegenerateException sync = Calls.failureOf(client);
        RegenerateException async = (RegenerateException) failureOf(start(client));
        assertThat(sync).isExactlyInstanceOf(exception);
        assertThat(async).isExactlyInstanceOf(exception);
        assertThat(async.outcome()).isEqualTo(sync.outcome());
        assertThat(async.status()).isEqualTo(sync.status());
        assertThat(withoutKeys(async)).isEqualTo(withoutKeys(sync));
    }

    private static String withoutKeys(RegenerateException failure) {
        String message = failure.getMessage();
        for (String key : failure.idempotencyKeys()) {
            message = message.replace(key, "KEY");
        }
        return message;
    }

    @Test
    void invalidRequestIsAFailedFutureAndNothingIsSent() throws Exception {
        RegenerateClient client = builder(transport).build();

        assertThat(failureOf(client.regenerateAsync(new BillingTransactionRequest(), RegenerateOptions.none())))
                .isInstanceOf(InvalidRequestException.class);
        assertThat(transport.requests()).isEmpty();
    }

    @Test
    void waitingCallHoldsNoThread() throws Exception {
        transport.refuse(500, "53100361", "Retry-After", "120").succeed().succeed();
        RegenerateClient client = builder(transport).build();

        CompletableFuture<Regeneration> waiting = start(client);
        awaitIdle();
        assertThat(waiting).isNotDone();
        assertThat(timing.pendingTimers()).isEqualTo(1);

        // The only thread of the pool is free for another call.
        assertThat(resultOf(start(client)).attempts()).isEqualTo(1);
        assertThat(waiting).isNotDone();

        timing.advance(Duration.ofSeconds(120));
        assertThat(resultOf(waiting).attempts()).isEqualTo(2);
        assertThat(timing.pendingTimers()).isZero();
        assertThat(timing.sleeps()).isEmpty();
    }

    @Test
    void waitsAreAsLongAsThoseOfASynchronousCall() throws Exception {
        transport
                .refuse(500, "53100361")
                .refuse(429, "70", "Retry-After", "130")
                .succeed();
        List<RegenerateListener.Wait> waits = new ArrayList<>();
        RegenerateClient client = builder(transport)
                .listener(new RegenerateListener() {
                    @Override
                    public void onWait(Wait wait) {
                        waits.add(wait);
                    }
                })
                .build();

        CompletableFuture<Regeneration> call = start(client);
        awaitIdle();
        timing.advance(Duration.ofMillis(500));
        awaitIdle();
        timing.advance(Duration.ofSeconds(129));
        awaitIdle();
        assertThat(call).isNotDone();
        timing.advance(Duration.ofSeconds(1));

        assertThat(resultOf(call).attempts()).isEqualTo(3);
        assertThat(waits)
                .extracting(RegenerateListener.Wait::duration)
                .containsExactly(Duration.ofMillis(500), Duration.ofSeconds(130));
    }

    @Test
    void thousandCallsEndEachByItself() throws Exception {
        for (int i = 0; i < 1000; i++) {
            if (i % 3 == 0) {
                transport.refuse(200, "53100330");
            } else {
                transport.succeed();
            }
        }
        RegenerateClient client = RegenerateClient.builder()
                .baseUrl("http://localhost")
                .bearerToken(Canaries.TOKEN)
                .transport(transport)
                .timing(timing)
                .build();
        List<CompletableFuture<Regeneration>> calls = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            calls.add(start(client));
        }

        int succeeded = 0;
        int rejected = 0;
        for (CompletableFuture<Regeneration> call : calls) {
            try {
                resultOf(call);
                succeeded++;
            } catch (ExecutionException e) {
                assertThat(e).hasCauseInstanceOf(RejectedException.class);
                rejected++;
            }
        }
        assertThat(succeeded).isEqualTo(666);
        assertThat(rejected).isEqualTo(334);
        assertThat(transport.sentKeys()).hasSize(1000).doesNotHaveDuplicates();
        assertThat(timing.pendingTimers()).isZero();
        client.close();
    }

    @Test
    void thousandCallsThroughOnePlaceDoNotBlockEachOther() throws Exception {
        AtomicInteger inFlight = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        for (int i = 0; i < 1000; i++) {
            transport.then(request -> {
                most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
                Thread.yield();
                inFlight.decrementAndGet();
                return ScriptedTransport.response(200, ScriptedTransport.SUCCESS);
            });
        }
        ExecutorService four = Executors.newFixedThreadPool(4);
        RegenerateClient client =
                builder(transport).maxConcurrency(1).asyncExecutor(four).build();
        List<CompletableFuture<Regeneration>> calls = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            calls.add(start(client));
        }
        for (CompletableFuture<Regeneration> call : calls) {
            assertThat(resultOf(call).attempts()).isEqualTo(1);
        }
        assertThat(most).hasValue(1);
        four.shutdownNow();
    }

    /** Blocks in flight until the test lets go or somebody interrupts. */
    private static final class Blocking implements ScriptedTransport.Step {
        final BlockingQueue<Thread> arrived = new LinkedBlockingQueue<>();
        final CountDownLatch release = new CountDownLatch(1);
        final AtomicBoolean interrupted = new AtomicBoolean();

        @Override
        public io.github.zuoraregenerate.transport.TransportResponse answer(
                io.github.zuoraregenerate.transport.TransportRequest request) throws InterruptedException {
            arrived.add(Thread.currentThread());
            try {
                release.await();
            } catch (InterruptedException e) {
                interrupted.set(true);
                throw e;
            }
            return ScriptedTransport.response(200, ScriptedTransport.SUCCESS);
        }

        Thread awaitArrival() throws InterruptedException {
            Thread thread = arrived.poll(20, TimeUnit.SECONDS);
            assertThat(thread).as("request in flight within 20 s").isNotNull();
            return thread;
        }
    }

    @Test
    void cancellationBeforeTheStartSendsNothing() throws Exception {
        transport.succeed();
        RegenerateClient client = builder(transport).maxConcurrency(1).build();
        CountDownLatch busy = new CountDownLatch(1);
        oneThread.execute(() -> {
            try {
                busy.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        CompletableFuture<Regeneration> call = start(client);

        assertThat(call.cancel(true)).isTrue();
        busy.countDown();

        // The step in the script is still there for the next call, and so is the only place.
        assertThat(resultOf(start(client)).attempts()).isEqualTo(1);
        assertThat(transport.requests()).hasSize(1);
        assertThatThrownBy(call::join).isInstanceOf(CancellationException.class);
    }

    @Test
    void cancellationWhileWaitingSendsNothingMore() throws Exception {
        transport.refuse(500, "53100361", "Retry-After", "120").succeed();
        RegenerateClient client = builder(transport).maxConcurrency(1).build();
        CompletableFuture<Regeneration> call = start(client);
        awaitIdle();

        call.cancel(true);

        assertThat(timing.pendingTimers()).isZero();
        timing.advance(Duration.ofSeconds(120));
        awaitIdle();
        assertThat(transport.requests()).hasSize(1);
        assertThat(resultOf(start(client)).attempts()).isEqualTo(1);
    }

    @Test
    void cancellationInFlightInterruptsAndGivesThePlaceBack() throws Exception {
        Blocking blocking = new Blocking();
        transport.then(blocking).succeed();
        List<RegenerateException> failures = new ArrayList<>();
        List<RegenerateListener.Attempt> attempts = new ArrayList<>();
        RegenerateClient client = builder(transport)
                .maxConcurrency(1)
                .listener(new RegenerateListener() {
                    @Override
                    public void onAttempt(Attempt attempt) {
                        attempts.add(attempt);
                    }

                    @Override
                    public void onFailure(RegenerateException failure, Duration elapsed) {
                        failures.add(failure);
                    }
                })
                .build();
        CompletableFuture<Regeneration> call = start(client);
        blocking.awaitArrival();

        call.cancel(true);

        assertThat(resultOf(start(client)).attempts()).isEqualTo(1);
        assertThat(blocking.interrupted).isTrue();
        assertThat(failures)
                .singleElement()
                .isInstanceOfSatisfying(
                        OutcomeUnknownException.class,
                        failure -> assertThat(failure.idempotencyKey())
                                .isEqualTo(transport.sentKeys().get(0)));
        assertThat(attempts)
                .extracting(RegenerateListener.Attempt::outcome)
                .containsExactly(Outcome.UNKNOWN, Outcome.SUCCEEDED);
    }

    @Test
    void cancellationInTheQueueGivesTheTurnToTheNext() throws Exception {
        Blocking blocking = new Blocking();
        transport.then(blocking).succeed();
        ExecutorService two = Executors.newFixedThreadPool(2);
        RegenerateClient client =
                builder(transport).maxConcurrency(1).asyncExecutor(two).build();
        CompletableFuture<Regeneration> first = start(client);
        blocking.awaitArrival();
        CompletableFuture<Regeneration> second = start(client);
        CompletableFuture<Regeneration> third = start(client);

        second.cancel(true);
        blocking.release.countDown();

        assertThat(resultOf(first).attempts()).isEqualTo(1);
        assertThat(resultOf(third).attempts()).isEqualTo(1);
        assertThat(transport.requests()).hasSize(2);
        two.shutdownNow();
    }

    @Test
    void cancellationLeavesNoInterruptBehindOnTheThreadOfTheCaller() throws Exception {
        CountDownLatch inFlight = new CountDownLatch(1);
        transport.then(request -> {
            inFlight.countDown();
            while (!Thread.currentThread().isInterrupted()) {
                // Notices the interruption, and leaves the flag as it is.
                Thread.onSpinWait();
            }
            return ScriptedTransport.response(200, ScriptedTransport.SUCCESS);
        });
        // Unlike the JDK's pools, this executor does not clear the interrupt flag between two tasks.
        BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
        CompletableFuture<Boolean> flagAfterwards = new CompletableFuture<>();
        Thread worker = new Thread(() -> {
            try {
                tasks.take().run();
            } catch (InterruptedException e) {
                flagAfterwards.completeExceptionally(e);
            }
            flagAfterwards.complete(Thread.currentThread().isInterrupted());
        });
        worker.setDaemon(true);
        worker.start();
        CompletableFuture<Regeneration> call =
                start(builder(transport).asyncExecutor(tasks::add).build());
        inFlight.await();

        call.cancel(true);

        assertThat(flagAfterwards.get(20, TimeUnit.SECONDS)).isFalse();
    }

    @Test
    void deadlineInTheQueueEndsTheCall() throws Exception {
        Blocking blocking = new Blocking();
        transport.then(blocking);
        ExecutorService two = Executors.newFixedThreadPool(2);
        RegenerateClient client = builder(transport)
                .maxConcurrency(1)
                .asyncExecutor(two)
                .retryPolicy(RetryPolicy.DEFAULT.withDeadline(Duration.ofSeconds(7)))
                .build();
        start(client);
        blocking.awaitArrival();
        CompletableFuture<Regeneration> queued = start(client);
        while (timing.pendingTimers() == 0) {
            Thread.onSpinWait();
        }

        timing.advance(Duration.ofSeconds(8));

        assertThat(failureOf(queued))
                .isInstanceOf(RetriesExhaustedException.class)
                .hasMessageContaining("the deadline of PT7S has passed");
        assertThat(transport.requests()).hasSize(1);
        blocking.release.countDown();
        two.shutdownNow();
    }

    @Test
    void executorThatTakesNothingEndsTheCallAsNotExecuted() throws Exception {
        Executor rejecting = task -> {
            throw new RejectedExecutionException("full");
        };
        Throwable failure =
                failureOf(start(builder(transport).asyncExecutor(rejecting).build()));

        assertThat(failure)
                .isInstanceOf(RetriesExhaustedException.class)
                .hasMessageContaining("the executor of asynchronous calls takes no more tasks");
        assertThat(((RegenerateException) failure).outcome()).isEqualTo(Outcome.NOT_EXECUTED);
    }

    @Test
    void executorThatStopsTakingAfterALostAnswerLeavesTheOutcomeUnknown() throws Exception {
        transport.loseAnswer();
        CompletableFuture<Regeneration> call = start(builder(transport).build());
        awaitIdle();
        oneThread.shutdown();
        timing.advance(Duration.ofSeconds(60));

        assertThat(failureOf(call))
                .isInstanceOfSatisfying(
                        OutcomeUnknownException.class,
                        failure -> assertThat(failure.idempotencyKey())
                                .isEqualTo(transport.sentKeys().get(0)));
    }

    @Test
    void executorOfTheCallingThreadRunsCallsOutsideTheGatesLock() throws Exception {
        // When the first call ends, the second runs on the same thread: nobody else may be locked out meanwhile.
        Blocking first = new Blocking();
        Blocking second = new Blocking();
        transport.then(first).then(second);
        RegenerateClient client = builder(transport)
                .maxConcurrency(1)
                .asyncExecutor(Runnable::run)
                .build();
        Thread runner = new Thread(() -> start(client));
        runner.setDaemon(true);
        runner.start();
        first.awaitArrival();
        CompletableFuture<Regeneration> queued = start(client);
        first.release.countDown();
        second.awaitArrival();

        CompletableFuture<TenantLimits> limits = CompletableFuture.supplyAsync(client::limits);
        assertThat(limits.get(20, TimeUnit.SECONDS)).isEqualTo(TenantLimits.NONE);

        second.release.countDown();
        assertThat(resultOf(queued).attempts()).isEqualTo(1);
    }

    @Test
    void ownThreadsAreNamedDaemons() throws Exception {
        CompletableFuture<Thread> seen = new CompletableFuture<>();
        transport.then(request -> {
            seen.complete(Thread.currentThread());
            return ScriptedTransport.response(200, ScriptedTransport.SUCCESS);
        });
        try (RegenerateClient client = RegenerateClient.builder()
                .baseUrl("http://localhost")
                .bearerToken(Canaries.TOKEN)
                .transport(transport)
                .build()) {
            resultOf(start(client));

            Thread thread = seen.get(20, TimeUnit.SECONDS);
            assertThat(thread.getName()).startsWith("zuora-regenerate-call-");
            assertThat(thread.isDaemon()).isTrue();
        }
        assertThat(transport.isClosed()).isTrue();
    }

    @Test
    void failingKeyRecorderEndsTheCallWithItsOwnExceptionAndGivesThePlaceBack() throws Exception {
        transport.succeed();
        RegenerateClient client = builder(transport).maxConcurrency(1).build();
        IllegalArgumentException journalIsFull = new IllegalArgumentException("journal is full");
        RegenerateOptions options = RegenerateOptions.builder()
                .keyRecorder(key -> {
                    throw journalIsFull;
                })
                .build();

        assertThat(failureOf(client.regenerateAsync(creditMemo(), options))).isSameAs(journalIsFull);
        assertThat(transport.requests()).isEmpty();
        assertThat(resultOf(start(client)).attempts()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void transportThatThrowsWhatItShouldNotLeavesTheOutcomeUnknownAndThePlaceFree(boolean async) throws Exception {
        transport
                .then(request -> {
                    throw new IllegalStateException("a bug of the transport");
                })
                .succeed();
        RegenerateClient client =
                builder(transport).maxConcurrency(1).retryPolicy(Calls.ONCE).build();

        Throwable failure = async ? failureOf(start(client)) : Calls.failureOf(client);

        assertThat(failure)
                .isInstanceOf(OutcomeUnknownException.class)
                .hasMessageContaining("a bug of the transport")
                .hasRootCauseInstanceOf(IllegalStateException.class);
        assertThat(resultOf(start(client)).attempts()).isEqualTo(1);
    }

    @Test
    void interruptedThreadSendsNothingAndKeepsItsFlag() {
        RegenerateClient client = builder(transport).build();
        Thread.currentThread().interrupt();
        try {
            RegenerateException failure = Calls.failureOf(client);

            assertThat(Thread.interrupted()).isTrue();
            assertThat(failure).isInstanceOf(RetriesExhaustedException.class);
            assertThat(failure.outcome()).isEqualTo(Outcome.NOT_EXECUTED);
            assertThat(transport.requests()).isEmpty();
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void virtualThreadsCarryAThousandCallsWhereTheJdkHasThem() throws Exception {
        ExecutorService virtual = virtualThreads();
        if (virtual == null) {
            assertThat(Runtime.version().feature()).isLessThan(21);
            return;
        }
        for (int i = 0; i < 1000; i++) {
            transport.succeed();
        }
        RegenerateClient client = builder(transport).asyncExecutor(virtual).build();
        List<CompletableFuture<Regeneration>> calls = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            calls.add(start(client));
            calls.add(CompletableFuture.supplyAsync(() -> client.regenerate(creditMemo()), virtual));
        }
        for (CompletableFuture<Regeneration> call : calls) {
            assertThat(resultOf(call).attempts()).isEqualTo(1);
        }
        virtual.shutdownNow();
    }

    private static ExecutorService virtualThreads() throws IllegalAccessException, InvocationTargetException {
        try {
            // By reflection, because the tests are compiled for JDK 17.
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (NoSuchMethodException e) {
            return null;
        }
    }
}
