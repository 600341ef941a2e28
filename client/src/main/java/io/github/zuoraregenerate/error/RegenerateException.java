package io.github.zuoraregenerate.error;

import io.github.zuoraregenerate.limits.TenantLimits;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A call that did not succeed. Complete at construction and immutable. The type says what to do; {@link #outcome()}
 * says what is known of the document.
 *
 * <p>No message, {@code toString} or accessor holds a token, a secret, a whole body or a header that is not named
 * here.
 */
public abstract sealed class RegenerateException extends RuntimeException
        permits InvalidRequestException,
                AuthenticationException,
                PermissionException,
                RejectedException,
                RateLimitedException,
                RetriesExhaustedException,
                OutcomeUnknownException {

    private static final long serialVersionUID = 1L;

    private final transient Failure failure;
    private final Outcome outcome;

    RegenerateException(String message, Outcome outcome, Failure failure, @Nullable Throwable cause) {
        super(message, cause);
        this.outcome = outcome;
        this.failure = failure;
    }

    /** What is known of the document: never {@link Outcome#SUCCEEDED}. */
    public Outcome outcome() {
        return outcome;
    }

    /** HTTP status of the last answer; empty if there was none. */
    public OptionalInt status() {
        return failure().status();
    }

    /** Why the server refused, in its order; empty if it did not say. */
    public List<ErrorReason> reasons() {
        return failure().reasons();
    }

    /** Zuora's id of the last request: quote it to Zuora's support. */
    public Optional<String> requestId() {
        return failure().requestId();
    }

    /** The track id of the request. */
    public Optional<String> trackId() {
        return failure().trackId();
    }

    /** The id of the process that refused the request. */
    public Optional<String> processId() {
        return failure().processId();
    }

    /** Every idempotency key that was used, in order; empty if nothing was sent. */
    public List<String> idempotencyKeys() {
        return failure().idempotencyKeys();
    }

    /** How many requests were started. */
    public int attempts() {
        return failure().attempts();
    }

    /** The limits that the last answer announced. */
    public TenantLimits limits() {
        return failure().limits();
    }

    private Failure failure() {
        // Null only after Java deserialization, which keeps the message and the outcome.
        return failure == null ? Failure.NOTHING_SENT : failure;
    }
}
