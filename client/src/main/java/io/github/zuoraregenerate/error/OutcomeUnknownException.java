package io.github.zuoraregenerate.error;

import org.jspecify.annotations.Nullable;

/**
 * The document may have been regenerated, or not. Repeat the call with {@link #idempotencyKey()} within 24 hours: the
 * server then answers with what really happened, and executes nothing twice.
 */
public final class OutcomeUnknownException extends RegenerateException {

    private static final long serialVersionUID = 1L;

    private final String idempotencyKey;

    /** Made by the client, and by fakes in tests of its users. */
    public OutcomeUnknownException(String message, String idempotencyKey, Failure failure, @Nullable Throwable cause) {
        super(message, Outcome.UNKNOWN, failure, cause);
        this.idempotencyKey = idempotencyKey;
    }

    /** The key to repeat the call with; the server keeps it for 24 hours from its first use. */
    public String idempotencyKey() {
        return idempotencyKey;
    }
}
