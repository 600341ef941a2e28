package io.github.zuoraregenerate.error;

import org.jspecify.annotations.Nullable;

/**
 * A definite, permanent no: the document does not exist, a value is wrong, a business rule forbids it, or the
 * idempotency key belongs to another request. Repeating the same request gives the same answer.
 */
public final class RejectedException extends RegenerateException {

    private static final long serialVersionUID = 1L;

    /** Made by the client, and by fakes in tests of its users. */
    public RejectedException(String message, Failure failure, @Nullable Throwable cause) {
        super(message, Outcome.DEFINITELY_FAILED, failure, cause);
    }
}
