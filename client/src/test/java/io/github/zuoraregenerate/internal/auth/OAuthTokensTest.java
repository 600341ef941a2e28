package io.github.zuoraregenerate.internal.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.zuoraregenerate.fakes.FakeTiming;
import io.github.zuoraregenerate.fakes.ScriptedTransport;
import io.github.zuoraregenerate.internal.Exchange;
import io.github.zuoraregenerate.internal.Timing;
import io.github.zuoraregenerate.internal.http.Channel;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class OAuthTokensTest {

    private static final Duration MARGIN = Duration.ofSeconds(300);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration REMAINING = Duration.ofMinutes(5);

    private final FakeTiming timing = new FakeTiming();
    private final ScriptedTransport transport = new ScriptedTransport();
    private final OAuthTokens tokens = tokens(timing);

    @Test
    void tokenIsFetchedOnceAndKept() throws Exception {
        transport.giveToken("a", 3600);

        for (int i = 0; i < 1000; i++) {
            assertThat(tokens.token(REMAINING)).isEqualTo("a");
        }

        assertThat(transport.tokenRequests()).hasSize(1);
    }

    @Test
    void tokenIsRenewedThreeHundredSecondsEarly() throws Exception {
        transport.giveToken("a", 3600).giveToken("b", 3600);
        tokens.token(REMAINING);

        timing.advance(Duration.ofSeconds(3300).minusNanos(1));
        assertThat(tokens.token(REMAINING)).isEqualTo("a");
        timing.advance(Duration.ofNanos(1));
        assertThat(tokens.token(REMAINING)).isEqualTo("b");
        assertThat(tokens.token(REMAINING)).isEqualTo("b");
    }

    @ParameterizedTest
    @CsvSource({"600, 300", "599, 299.5", "601, 301", "60, 30", "1, 0.5"})
    void tokenOfAShortLifeIsRenewedNoEarlierThanAtHalfOfIt(long life, double renewedAfter) throws Exception {
        transport.giveToken("a", life).giveToken("b", life);
        tokens.token(REMAINING);

        timing.advance(Duration.ofMillis((long) (renewedAfter * 1000)).minusNanos(1));
        assertThat(tokens.token(REMAINING)).isEqualTo("a");
        timing.advance(Duration.ofNanos(1));
        assertThat(tokens.token(REMAINING)).isEqualTo("b");
    }

    @Test
    void lifeIsCountedFromBeforeTheRequest() throws Exception {
        transport.thenToken(request -> {
            timing.advance(Duration.ofSeconds(20));
            return ScriptedTransport.response(200, ScriptedTransport.token("a", 3600));
        });
        transport.giveToken("b", 3600);
        tokens.token(REMAINING);

        timing.advance(Duration.ofSeconds(3280).minusNanos(1));
        assertThat(tokens.token(REMAINING)).isEqualTo("a");
        timing.advance(Duration.ofNanos(1));
        assertThat(tokens.token(REMAINING)).isEqualTo("b");
    }

    @Test
    void aThousandCallsWithTheWallClockSteppedNeedOneToken() throws Exception {
        transport.giveToken("a", 3600);

        for (int i = 0; i < 1000; i++) {
            timing.stepWallClock(Duration.ofDays(i % 2 == 0 ? i : -2L * i));
            timing.advance(Duration.ofSeconds(3));
            assertThat(tokens.token(REMAINING)).isEqualTo("a");
        }

        assertThat(transport.tokenRequests()).hasSize(1);
    }

    @Test
    void failedEarlyRenewalKeepsTheTokenAndIsTriedAgainLater() throws Exception {
        transport.giveToken("a", 3600).answerToken(503, "").giveToken("b", 3600);
        tokens.token(REMAINING);

        timing.advance(Duration.ofSeconds(3300));
        assertThat(tokens.token(REMAINING)).isEqualTo("a");
        timing.advance(Duration.ofSeconds(30).minusNanos(1));
        assertThat(tokens.token(REMAINING)).isEqualTo("a");
        assertThat(transport.tokenRequests()).hasSize(2);
        timing.advance(Duration.ofNanos(1));
        assertThat(tokens.token(REMAINING)).isEqualTo("b");
    }

    @Test
    void refusedEarlyRenewalKeepsTheToken() throws Exception {
        transport.giveToken("a", 3600).answerToken(401, "{\"error\":\"invalid_client\"}");
        tokens.token(REMAINING);

        timing.advance(Duration.ofSeconds(3300));

        assertThat(tokens.token(REMAINING)).isEqualTo("a");
    }

    @Test
    void tokenIsNeverGivenAfterItsEnd() throws Exception {
        transport.giveToken("a", 3600).answerToken(503, "").giveToken("b", 3600);
        tokens.token(REMAINING);
        timing.advance(Duration.ofSeconds(3590));
        assertThat(tokens.token(REMAINING)).isEqualTo("a");

        // The pause after the failed renewal would reach beyond the end.
        timing.advance(Duration.ofSeconds(10));

        assertThat(tokens.token(REMAINING)).isEqualTo("b");
    }

    @Test
    void tokenIsGivenUntilItsEnd() throws Exception {
        transport.giveToken("a", 3600).answerToken(503, "");
        tokens.token(REMAINING);
        timing.advance(Duration.ofSeconds(3600).minusNanos(1));

        assertThat(tokens.token(REMAINING)).isEqualTo("a");
    }

    @Test
    void failureAfterTheEndIsTheCalls() throws Exception {
        transport.giveToken("a", 3600).answerToken(503, "");
        tokens.token(REMAINING);
        timing.advance(Duration.ofSeconds(3600));

        assertThatExceptionOfType(NoTokenException.class).isThrownBy(() -> tokens.token(REMAINING));
    }

    @Test
    void discardedTokenIsReplaced() throws Exception {
        transport.giveToken("a", 3600).giveToken("b", 3600);

        tokens.discard(tokens.token(REMAINING));

        assertThat(tokens.token(REMAINING)).isEqualTo("b");
    }

    @Test
    void lateRefusalOfAnOldTokenDoesNotCostTheFreshOne() throws Exception {
        transport.giveToken("a", 3600).giveToken("b", 3600);
        tokens.discard(tokens.token(REMAINING));
        tokens.token(REMAINING);

        tokens.discard("a");

        assertThat(tokens.token(REMAINING)).isEqualTo("b");
        assertThat(transport.tokenRequests()).hasSize(2);
    }

    @Test
    void discardBeforeTheFirstTokenDoesNothing() throws Exception {
        transport.giveToken("a", 3600);

        tokens.discard("a");

        assertThat(tokens.token(REMAINING)).isEqualTo("a");
        assertThat(tokens.isRenewable()).isTrue();
    }

    @Test
    void failureIsNotKept() throws Exception {
        transport.answerToken(503, "").giveToken("a", 3600);
        assertThatExceptionOfType(NoTokenException.class).isThrownBy(() -> tokens.token(REMAINING));

        timing.advance(Duration.ofNanos(1));

        assertThat(tokens.token(REMAINING)).isEqualTo("a");
    }

    @Test
    void fetchEndsWithTheCallOrWithItsOwnTimeout() throws Exception {
        transport.giveToken("a", 1).giveToken("b", 1);

        tokens.token(Duration.ofSeconds(7));
        timing.advance(Duration.ofSeconds(1));
        tokens.token(REMAINING);

        assertThat(transport.tokenRequests().get(0).timeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(transport.tokenRequests().get(1).timeout()).isEqualTo(TIMEOUT);
    }

    @Test
    void earlyRenewalEndsWithTheCallTheTokenOrItsOwnTimeout() throws Exception {
        transport.giveToken("a", 3600).answerToken(503, "").answerToken(503, "").answerToken(503, "");
        tokens.token(REMAINING);

        timing.advance(Duration.ofSeconds(3300));
        tokens.token(Duration.ofSeconds(7));
        timing.advance(Duration.ofSeconds(30));
        tokens.token(REMAINING);
        timing.advance(Duration.ofSeconds(260));
        tokens.token(REMAINING);

        assertThat(transport.tokenRequests().stream().skip(1).map(request -> request.timeout()))
                .containsExactly(Duration.ofSeconds(7), TIMEOUT, Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1})
    void withoutTimeNobodyIsAsked(long remaining) {
        NoTokenException failure =
                catchThrowableOfType(NoTokenException.class, () -> tokens.token(Duration.ofNanos(remaining)));

        assertThat(failure.exchange())
                .isInstanceOfSatisfying(
                        Exchange.TokenUnavailable.class,
                        unavailable -> assertThat(unavailable.detail())
                                .isEqualTo("no time was left to ask https://localhost/oauth/token"));
        assertThat(transport.tokenRequests()).isEmpty();
    }

    @Test
    void manyThreadsWithoutATokenAskOnce() throws Exception {
        sixtyFourThreadsGetTheFirstToken();
    }

    @Test
    void manyThreadsWithAnExpiredTokenAskOnce() throws Exception {
        transport.giveToken("old", 1);
        tokens.token(REMAINING);
        timing.advance(Duration.ofSeconds(1));

        sixtyFourThreadsGetTheFirstToken();

        assertThat(transport.tokenRequests()).hasSize(2);
    }

    private void sixtyFourThreadsGetTheFirstToken() throws Exception {
        int threads = 64;
        CountDownLatch others = new CountDownLatch(threads);
        transport.thenToken(request -> {
            // The answer comes only when every thread has asked.
            await(others);
            return ScriptedTransport.response(200, ScriptedTransport.token("fresh", 3600));
        });
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<String>> results = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                results.add(pool.submit(() -> {
                    others.countDown();
                    return tokens.token(REMAINING);
                }));
            }
            for (Future<String> result : results) {
                assertThat(result.get()).isEqualTo("fresh");
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(transport.stepsLeft()).isZero();
    }

    @Test
    void othersGoOnWithTheOldTokenWhileOneRenewsIt() throws Exception {
        transport.giveToken("a", 3600);
        tokens.token(REMAINING);
        timing.advance(Duration.ofSeconds(3300));
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        transport.thenToken(request -> {
            asked.countDown();
            await(answer);
            return ScriptedTransport.response(200, ScriptedTransport.token("b", 3600));
        });
        CompletableFuture<String> renewing = CompletableFuture.supplyAsync(this::token);
        await(asked);

        assertThat(tokens.token(REMAINING)).isEqualTo("a");

        answer.countDown();
        assertThat(renewing.get()).isEqualTo("b");
        assertThat(tokens.token(REMAINING)).isEqualTo("b");
        assertThat(transport.tokenRequests()).hasSize(2);
    }

    @Test
    void threadsThatWaitedForAFailureShareIt() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        transport.thenToken(request -> {
            asked.countDown();
            await(answer);
            timing.advance(Duration.ofSeconds(1));
            return ScriptedTransport.response(503, "");
        });
        CompletableFuture<String> first = CompletableFuture.supplyAsync(this::token);
        await(asked);
        AtomicReference<Exchange> seen = new AtomicReference<>();
        Thread second = new Thread(() -> {
            try {
                tokens.token(REMAINING);
            } catch (NoTokenException e) {
                seen.set(e.exchange());
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        second.start();
        untilItWaits(second);

        answer.countDown();
        second.join();

        assertThat(first).failsWithin(Duration.ofSeconds(20));
        assertThat(seen.get()).isInstanceOf(Exchange.TokenUnavailable.class);
        assertThat(transport.tokenRequests()).hasSize(1);
    }

    @Test
    void waitingForAnotherThreadCountsAgainstTheCall() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        transport.thenToken(request -> {
            asked.countDown();
            await(answer);
            timing.advance(Duration.ofSeconds(290));
            return ScriptedTransport.response(200, ScriptedTransport.token("short", 290));
        });
        CompletableFuture<String> first = CompletableFuture.supplyAsync(this::token);
        await(asked);
        CompletableFuture<String> result = new CompletableFuture<>();
        Thread second = new Thread(() -> result.complete(token()));
        second.start();
        untilItWaits(second);
        transport.giveToken("b", 3600);

        answer.countDown();

        assertThat(result.get()).isEqualTo("b");
        assertThat(first.get()).isEqualTo("short");
        assertThat(transport.tokenRequests().get(1).timeout()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void threadThatWaitsTooLongForAnotherGivesUp() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        transport.thenToken(request -> {
            asked.countDown();
            await(answer);
            return ScriptedTransport.response(200, ScriptedTransport.token("a", 3600));
        });
        CompletableFuture<String> first = CompletableFuture.supplyAsync(this::token);
        await(asked);

        NoTokenException failure =
                catchThrowableOfType(NoTokenException.class, () -> tokens.token(Duration.ofMillis(1)));

        assertThat(failure.exchange())
                .isInstanceOfSatisfying(
                        Exchange.TokenUnavailable.class,
                        unavailable -> assertThat(unavailable.detail())
                                .isEqualTo("another thread did not get a token in time"));
        answer.countDown();
        assertThat(first.get()).isEqualTo("a");
    }

    @Test
    void interruptedWaitEndsAndSpoilsNothing() throws Exception {
        transport.giveToken("a", 3600);
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> tokens.token(REMAINING));

        assertThat(tokens.token(REMAINING)).isEqualTo("a");
    }

    @Test
    void brokenTransportDoesNotKeepTheLock() throws Exception {
        transport.thenToken(request -> {
            throw new IllegalStateException("broken");
        });
        assertThatExceptionOfType(NoTokenException.class).isThrownBy(() -> tokens.token(REMAINING));
        timing.advance(Duration.ofMillis(1));
        transport.giveToken("a", 3600).thenToken(request -> {
            throw new IllegalStateException("broken");
        });
        tokens.token(REMAINING);
        timing.advance(Duration.ofSeconds(3300));
        assertThat(tokens.token(REMAINING)).isEqualTo("a");
        tokens.discard("a");
        timing.advance(Duration.ofMillis(1));
        transport.giveToken("b", 3600);

        // From another thread: the lock lets its owner in twice.
        assertThat(CompletableFuture.supplyAsync(this::token).get()).isEqualTo("b");
    }

    /** Between the look at the kept token and the lock, another thread can have renewed or discarded it. */
    @Test
    void tokenThatAnotherThreadRenewedMeanwhileIsTaken() throws Exception {
        transport.giveToken("a", 3600).giveToken("b", 3600);
        InterleavedTiming interleaved = new InterleavedTiming(timing);
        OAuthTokens raced = tokens(interleaved);
        raced.token(REMAINING);
        timing.advance(Duration.ofSeconds(3300));

        interleaved.beforeNextReading(() -> assertThat(token(raced)).isEqualTo("b"));

        assertThat(raced.token(REMAINING)).isEqualTo("b");
        assertThat(transport.tokenRequests()).hasSize(2);
    }

    @Test
    void tokenThatAnotherThreadDiscardedMeanwhileIsNotGiven() throws Exception {
        transport.giveToken("a", 3600).giveToken("b", 3600);
        InterleavedTiming interleaved = new InterleavedTiming(timing);
        OAuthTokens raced = tokens(interleaved);
        raced.token(REMAINING);
        timing.advance(Duration.ofSeconds(3300));

        interleaved.beforeNextReading(() -> raced.discard("a"));

        assertThat(raced.token(REMAINING)).isEqualTo("b");
    }

    @Test
    void tokenThatAnotherThreadFetchedMeanwhileIsTaken() throws Exception {
        transport.giveToken("a", 3600);
        InterleavedTiming interleaved = new InterleavedTiming(timing);
        OAuthTokens raced = tokens(interleaved);

        interleaved.beforeNextReading(() -> assertThat(token(raced)).isEqualTo("a"));

        assertThat(raced.token(REMAINING)).isEqualTo("a");
        assertThat(transport.tokenRequests()).hasSize(1);
    }

    @Test
    void stressOfExpiryDiscardAndFailureNeverGivesAnOldToken() throws Exception {
        AtomicInteger numbers = new AtomicInteger();
        for (int i = 0; i < 20_000; i++) {
            transport.thenToken(request -> {
                int number = numbers.incrementAndGet();
                return number % 5 == 0
                        ? ScriptedTransport.response(503, "")
                        : ScriptedTransport.response(200, ScriptedTransport.token("t" + number, 2));
            });
        }
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> results = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                results.add(pool.submit(() -> {
                    for (int i = 0; i < 500; i++) {
                        int before = numbers.get();
                        try {
                            String token = tokens.token(REMAINING);
                            tokens.discard(token);
                            int given = Integer.parseInt(token.substring(1));
                            // At most one token is current at a time, so none older than the last one can come.
                            assertThat(given).isGreaterThanOrEqualTo(before - 8);
                        } catch (NoTokenException e) {
                            assertThat(e.exchange()).isInstanceOf(Exchange.TokenUnavailable.class);
                        }
                        timing.advance(Duration.ofMillis(100));
                    }
                    return null;
                }));
            }
            for (Future<?> result : results) {
                result.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private String token() {
        return token(tokens);
    }

    private static String token(OAuthTokens from) {
        try {
            return from.token(REMAINING);
        } catch (NoTokenException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private OAuthTokens tokens(Timing clock) {
        return new OAuthTokens(
                new TokenEndpoint(new Channel(transport), "https://localhost", "id", "secret", TIMEOUT), MARGIN, clock);
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new IOException("nobody came");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void untilItWaits(Thread thread) {
        while (thread.getState() != Thread.State.TIMED_WAITING && thread.isAlive()) {
            Thread.onSpinWait();
        }
    }

    /** Lets something happen just before the next look at the clock. */
    private static final class InterleavedTiming implements Timing {

        private final Timing real;
        private final AtomicReference<Runnable> next = new AtomicReference<>(() -> {});

        InterleavedTiming(Timing real) {
            this.real = real;
        }

        void beforeNextReading(Runnable event) {
            next.set(event);
        }

        @Override
        public long nanoTime() {
            next.getAndSet(() -> {}).run();
            return real.nanoTime();
        }

        @Override
        public Instant now() {
            return real.now();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            real.sleep(duration);
        }

        @Override
        public CompletableFuture<Void> after(Duration delay) {
            return real.after(delay);
        }

        @Override
        public double random() {
            return real.random();
        }
    }
}
