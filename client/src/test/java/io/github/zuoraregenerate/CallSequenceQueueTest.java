package io.github.zuoraregenerate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.zuoraregenerate.error.OutcomeUnknownException;
import io.github.zuoraregenerate.error.RetriesExhaustedException;
import io.github.zuoraregenerate.fakes.Canaries;
import io.github.zuoraregenerate.fakes.FakeTiming;
import io.github.zuoraregenerate.fakes.ScriptedTransport;
import io.github.zuoraregenerate.generated.model.BillingTransactionRequest;
import io.github.zuoraregenerate.generated.model.DocumentType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that wait for a place. */
@Timeout(60)
class CallSequenceQueueTest {

    private static final BillingTransactionRequest REQUEST =
            new BillingTransactionRequest().type(DocumentType.INVOICE).number("INV-1");

    private final FakeTiming timing = new FakeTiming();
    private final ScriptedTransport transport = new ScriptedTransport();
    private final List<Thread> threads = new ArrayList<>();

    @AfterEach
    void everyThreadEnds() throws InterruptedException {
        for (Thread thread : threads) {
            thread.interrupt();
            thread.join();
        }
    }

    @Test
    void callBeyondTheLimitWaitsForAPlace() throws Exception {
        Held first = hold();
        transport.succeed();
        RegenerateClient client = client(1);
        FutureTask<Regeneration> running = start(client);
        first.awaitArrival();
        FutureTask<Regeneration> waiting = start(client);
        untilTheLastWaits();
        assertThat(transport.requests()).hasSize(1);

        first.release();

        assertThat(running.get().attempts()).isEqualTo(1);
        assertThat(waiting.get().attempts()).isEqualTo(1);
    }

    @Test
    void turnOfACallWhoseTimeIsUpGoesToTheNext() throws Exception {
        Held first = hold();
        Held second = hold();
        transport.succeed();
        RegenerateClient client = client(2);
        FutureTask<Regeneration> running = start(client);
        first.awaitArrival();
        FutureTask<Regeneration> blocking = start(client);
        second.awaitArrival();
        FutureTask<Regeneration> late = start(client);
        untilTheLastWaits();
        timing.advance(Duration.ofSeconds(200));
        FutureTask<Regeneration> next = start(client);
        untilTheLastWaits();
        timing.advance(Duration.ofSeconds(100));

        first.release();

        // The second request is still running, so nobody but the late call could wake the next.
        assertThat(next.get(20, TimeUnit.SECONDS).attempts()).isEqualTo(1);
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(late::get)
                .withCauseInstanceOf(RetriesExhaustedException.class)
                .withMessageContaining("the deadline of PT5M has passed");
        second.release();
        running.get();
        blocking.get();
    }

    @Test
    void interruptedCallLeavesTheQueueToTheNext() throws Exception {
        Held first = hold();
        transport.succeed();
        RegenerateClient client = client(1);
        FutureTask<Regeneration> running = start(client);
        first.awaitArrival();
        FutureTask<Regeneration> interrupted = start(client);
        untilTheLastWaits();
        Thread interruptedThread = threads.get(threads.size() - 1);
        FutureTask<Regeneration> next = start(client);
        untilTheLastWaits();

        interruptedThread.interrupt();
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(interrupted::get)
                .withCauseInstanceOf(RetriesExhaustedException.class)
                .withMessageContaining("the thread was interrupted");
        first.release();

        assertThat(next.get().attempts()).isEqualTo(1);
        running.get();
    }

    @Test
    void repetitionThatIsInterruptedInTheQueueStaysUnknown() throws Exception {
        Held first = hold();
        RegenerateClient client = client(1);
        start(client);
        first.awaitArrival();
        FutureTask<Regeneration> repetition =
                start(client, RegenerateOptions.builder().repeating("mine").build());
        untilTheLastWaits();

        threads.get(threads.size() - 1).interrupt();

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(repetition::get)
                .withCauseInstanceOf(OutcomeUnknownException.class);
        first.release();
    }

    private FutureTask<Regeneration> start(RegenerateClient client) {
        return start(client, RegenerateOptions.none());
    }

    private FutureTask<Regeneration> start(RegenerateClient client, RegenerateOptions options) {
        FutureTask<Regeneration> task = new FutureTask<>(() -> client.regenerate(REQUEST, options));
        Thread thread = new Thread(task);
        threads.add(thread);
        thread.start();
        return task;
    }

    private void untilTheLastWaits() {
        Thread last = threads.get(threads.size() - 1);
        while (last.getState() != Thread.State.TIMED_WAITING && last.isAlive()) {
            Thread.onSpinWait();
        }
    }

    /** A request that is answered only when the test says so. */
    private Held hold() {
        Held held = new Held(new CountDownLatch(1), new CountDownLatch(1));
        transport.then(request -> {
            held.arrived.countDown();
            held.released.await();
            return ScriptedTransport.response(200, ScriptedTransport.SUCCESS);
        });
        return held;
    }

    private record Held(CountDownLatch arrived, CountDownLatch released) {

        void awaitArrival() throws InterruptedException {
            assertThat(arrived.await(20, TimeUnit.SECONDS)).isTrue();
        }

        void release() {
            released.countDown();
        }
    }

    private RegenerateClient client(int maxConcurrency) {
        return RegenerateClient.builder()
                .baseUrl("https://localhost")
                .bearerToken(Canaries.TOKEN)
                .maxConcurrency(maxConcurrency)
                .transport(transport)
                .timing(timing)
                .build();
    }
}
