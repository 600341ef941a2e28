package io.github.zuoraregenerate;

import io.github.zuoraregenerate.RegenerateCall.Step;
import io.github.zuoraregenerate.error.RegenerateException;
import io.github.zuoraregenerate.internal.Timing;
import io.github.zuoraregenerate.internal.retry.ConcurrencyGate;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;

/** Drives one call without holding a thread while it waits. */
final class AsyncCall {

    private final RegenerateCall call;
    private final ConcurrencyGate gate;
    private final Observers observers;
    private final Timing timing;
    private final Executor executor;
    private final CompletableFuture<Regeneration> result = new CompletableFuture<>();
    private final AtomicReference<FutureTask<Void>> running = new AtomicReference<>();

    AsyncCall(RegenerateCall call, ConcurrencyGate gate, Observers observers, Timing timing, Executor executor) {
        this.call = call;
        this.gate = gate;
        this.observers = observers;
        this.timing = timing;
        this.executor = executor;
    }

    CompletableFuture<Regeneration> start() {
        result.whenComplete((regeneration, failure) -> {
            if (result.isCancelled()) {
                FutureTask<Void> task = running.get();
                if (task != null) {
                    task.cancel(true);
                }
                // Its turn may have come and never be taken.
                gate.passOn();
            }
        });
        resume();
        return result;
    }

    private void resume() {
        // A task of its own for each step, so that a cancellation interrupts this call and nothing that follows it.
        FutureTask<Void> task = new FutureTask<>(this::step, null);
        running.set(task);
        if (result.isDone()) {
            return;
        }
        try {
            executor.execute(() -> {
                task.run();
                if (task.isCancelled()) {
                    // The interruption was meant for this call, not for what the thread does next.
                    Thread.interrupted();
                }
            });
        } catch (RejectedExecutionException e) {
            end(call.stopped("the executor of asynchronous calls takes no more tasks"));
        }
    }

    private void step() {
        try {
            Step step = call.advance();
            if (step instanceof Step.Succeeded succeeded) {
                observers.succeeded(succeeded.regeneration(), call.elapsed());
                result.complete(succeeded.regeneration());
            } else if (step instanceof Step.Failed failed) {
                end(failed.failure());
            } else if (step instanceof Step.Pause pause) {
                observers.waiting(new RegenerateListener.Wait(pause.duration(), pause.cause()));
                CompletableFuture<Void> timer = timing.after(pause.duration());
                timer.thenRun(this::resume);
                result.whenComplete((regeneration, failure) -> timer.cancel(false));
            } else if (step instanceof Step.Queue queue) {
                awaitTurn(queue.entry(), queue.remaining());
            }
        } catch (InterruptedException e) {
            end(call.stopped("the call was interrupted"));
        } catch (RuntimeException | Error e) {
            // The caller's key recorder failed, or something nobody foresaw: the caller must learn of it.
            result.completeExceptionally(e);
        }
    }

    private void awaitTurn(ConcurrencyGate.Entry.Queued entry, Duration remaining) {
        CompletableFuture<Void> deadline = timing.after(remaining);
        // Whichever comes first: the turn, the deadline or the cancellation.
        CompletableFuture.anyOf(entry.turn(), deadline, result).whenComplete((any, failure) -> {
            deadline.cancel(false);
            if (!entry.turn().isDone() || result.isDone()) {
                gate.abandon(entry);
            }
            resume();
        });
    }

    private void end(RegenerateException failure) {
        observers.failed(failure, call.elapsed());
        result.completeExceptionally(failure);
    }
}
