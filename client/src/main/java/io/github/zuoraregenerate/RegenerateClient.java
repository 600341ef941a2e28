package io.github.zuoraregenerate;

import io.github.zuoraregenerate.error.AuthenticationException;
import io.github.zuoraregenerate.error.InvalidRequestException;
import io.github.zuoraregenerate.error.OutcomeUnknownException;
import io.github.zuoraregenerate.error.PermissionException;
import io.github.zuoraregenerate.error.RateLimitedException;
import io.github.zuoraregenerate.error.RegenerateException;
import io.github.zuoraregenerate.error.RejectedException;
import io.github.zuoraregenerate.error.RetriesExhaustedException;
import io.github.zuoraregenerate.generated.model.BillingTransactionRequest;
import io.github.zuoraregenerate.internal.validation.ContractValidator;
import io.github.zuoraregenerate.limits.TenantLimits;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Tells Zuora Billing to generate the transactions of a billing document again and to sync them to Zuora Revenue.
 *
 * <p>A call returns only if the server said {@code success: true}. It is repeated as its {@code RetryPolicy} allows,
 * with the same idempotency key if and only if the outcome is unknown or the request is still in progress, so that no
 * document is regenerated twice by one call. Every other end is a {@link RegenerateException}.
 *
 * <p>Make one client and share it: it is safe for many threads, keeps connections and the token, and holds the gate
 * that keeps the calls in flight under the tenant's limit.
 */
public interface RegenerateClient extends AutoCloseable {

    /** Starts a client; a server and a credential must be set. */
    static RegenerateClientBuilder builder() {
        return new RegenerateClientBuilder();
    }

    /**
     * Checks a call against the contract without making it.
     *
     * @throws InvalidRequestException with every violation
     */
    static void validate(BillingTransactionRequest request, RegenerateOptions options) {
        ContractValidator.check(RegenerateCall.operation(
                request, options, options.idempotencyKey().orElse(null), null, null, Duration.ZERO));
    }

    /**
     * Regenerates one document with no options.
     *
     * @see #regenerate(BillingTransactionRequest, RegenerateOptions)
     */
    default Regeneration regenerate(BillingTransactionRequest request) {
        return regenerate(request, RegenerateOptions.none());
    }

    /**
     * Regenerates one document and waits for the result.
     *
     * <p>If the thread is interrupted the call stops at once, the interrupt flag stays set, and the exception tells
     * whether the outcome is unknown.
     *
     * @param request the document, by exactly one of number, documentId and id; must not be changed during the call
     * @throws InvalidRequestException if request or options break the contract; nothing was sent
     * @throws AuthenticationException if the server accepts neither the token nor a new one
     * @throws PermissionException if the user may not do this
     * @throws RejectedException if the server refused for good
     * @throws RateLimitedException if the quota is exhausted for longer than the call may wait
     * @throws RetriesExhaustedException if a failure that might pass later did not pass in time
     * @throws OutcomeUnknownException if the document may or may not have been regenerated
     * @throws IllegalStateException if the client is closed
     */
    Regeneration regenerate(BillingTransactionRequest request, RegenerateOptions options);

    /**
     * Regenerates one document without holding the caller's thread.
     *
     * <p>The future ends as {@link #regenerate(BillingTransactionRequest, RegenerateOptions)} would, an invalid request
     * included. No thread is held while the call waits. Cancelling the future stops the call: no further request is
     * started, and one in flight is interrupted, after which its outcome is unknown.
     */
    CompletableFuture<Regeneration> regenerateAsync(BillingTransactionRequest request, RegenerateOptions options);

    /** The limits that the last answer announced; {@link TenantLimits#NONE} before the first. */
    TenantLimits limits();

    /**
     * Ends the client's threads. A request in flight is cut, after which its outcome is unknown; a call that waits ends
     * at the end of its wait, without another request. Idle connections go with the next garbage collection, because
     * the HTTP client of JDK 17 cannot be closed; one that you set yourself stays open. A second close does nothing.
     */
    @Override
    void close();
}
