package io.github.zuoraregenerate.error;

import org.jspecify.annotations.Nullable;

/**
 * A definite failure that might pass later, and the attempts, the deadline or the caller's wish ended the call:
 * {@link #outcome()} is {@link Outcome#DEFINITELY_FAILED} after an answer of the server (call again with a new
 * idempotency key) or {@link Outcome#NOT_EXECUTED} if no request reached it.
 */
public final class RetriesExhaustedException extends RegenerateException {

    private static final long serialVersionUID = 1L;

    /** Made by the client, and by fakes in tests of its users. */
    public RetriesExhaustedException(String message, Outcome outcome, Failure failure, @Nullable Throwable cause) {
        super(message, outcome, failure, cause);
    }
}
