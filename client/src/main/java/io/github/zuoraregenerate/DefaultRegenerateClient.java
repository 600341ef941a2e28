package io.github.zuoraregenerate;

import io.github.zuoraregenerate.RegenerateCall.Step;
import io.github.zuoraregenerate.error.InvalidRequestException;
import io.github.zuoraregenerate.error.RegenerateException;
import io.github.zuoraregenerate.generated.model.BillingTransactionRequest;
import io.github.zuoraregenerate.internal.Timing;
import io.github.zuoraregenerate.internal.auth.TokenSource;
import io.github.zuoraregenerate.internal.http.RegenerateEndpoint;
import io.github.zuoraregenerate.internal.retry.ConcurrencyGate;
import io.github.zuoraregenerate.limits.TenantLimits;
import io.github.zuoraregenerate.retry.RetryPolicy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Runs calls: on the caller's thread, or on an executor. What a call does is {@link RegenerateCall}'s. */
final class DefaultRegenerateClient implements RegenerateClient {

    final RegenerateEndpoint endpoint;
    final TokenSource tokens;
    final ConcurrencyGate gate;
    final RetryPolicy policy;
    final Duration readTimeout;
    final boolean compressRequests;
    final Observers observers;
    final Timing timing;

    private final Executor asyncExecutor;
    private final Runnable onClose;
    private final AtomicBoolean closed = new AtomicBoolean();

    DefaultRegenerateClient(
            RegenerateEndpoint endpoint,
            TokenSource tokens,
            ConcurrencyGate gate,
            RetryPolicy policy,
            Duration readTimeout,
            boolean compressRequests,
            Observers observers,
            Timing timing,
            Executor asyncExecutor,
            Runnable onClose) {
        this.endpoint = endpoint;
        this.tokens = tokens;
        this.gate = gate;
        this.policy = policy;
        this.readTimeout = readTimeout;
        this.compressRequests = compressRequests;
        this.observers = observers;
        this.timing = timing;
        this.asyncExecutor = asyncExecutor;
        this.onClose = onClose;
    }

    @Override
    public Regeneration regenerate(BillingTransactionRequest request, RegenerateOptions options) {
        RegenerateCall call = start(request, options);
        try {
            while (true) {
                Step step = call.advance();
                if (step instanceof Step.Succeeded succeeded) {
                    observers.succeeded(succeeded.regeneration(), call.elapsed());
                    return succeeded.regeneration();
                }
                if (step instanceof Step.Failed failed) {
                    throw observed(failed.failure(), call);
                }
                if (step instanceof Step.Pause pause) {
                    observers.waiting(new RegenerateListener.Wait(pause.duration(), pause.cause()));
                    timing.sleep(pause.duration());
                } else if (step instanceof Step.Queue queue) {
                    awaitTurn(queue);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw observed(call.stopped("the thread was interrupted"), call);
        }
    }

    private void awaitTurn(Step.Queue queue) throws InterruptedException {
        try {
            queue.entry().turn().get(queue.remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // The call finds out by itself that its deadline has passed.
            gate.abandon(queue.entry());
        } catch (InterruptedException e) {
            gate.abandon(queue.entry());
            throw e;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a turn never fails", e);
        }
    }

    private RegenerateException observed(RegenerateException failure, RegenerateCall call) {
        observers.failed(failure, call.elapsed());
        return failure;
    }

    @Override
    public CompletableFuture<Regeneration> regenerateAsync(
            BillingTransactionRequest request, RegenerateOptions options) {
        RegenerateCall call;
        try {
            call = start(request, options);
        } catch (InvalidRequestException | IllegalStateException e) {
            return CompletableFuture.failedFuture(e);
        }
        AsyncCall async = new AsyncCall(call, gate, observers, timing, asyncExecutor);
        return async.start();
    }

    private RegenerateCall start(BillingTransactionRequest request, RegenerateOptions options) {
        if (closed.get()) {
            throw new IllegalStateException("the client is closed");
        }
        RegenerateClient.validate(request, options);
        return new RegenerateCall(this, request, options);
    }

    boolean isClosed() {
        return closed.get();
    }

    @Override
    public TenantLimits limits() {
        return gate.limits();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            onClose.run();
        }
    }

    /** Settings and no secret. */
    @Override
    public String toString() {
        return "RegenerateClient[" + policy + (closed.get() ? ", closed]" : "]");
    }
}
