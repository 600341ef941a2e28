package io.github.zuoraregenerate.error;

import org.jspecify.annotations.Nullable;

/**
 * The user may not do this (HTTP 403 or category 10). Repeating does not help; the role needs the permission to manage
 * the regeneration of Order-to-Revenue transactions (inferred from Zuora's documentation).
 */
public final class PermissionException extends RegenerateException {

    private static final long serialVersionUID = 1L;

    /** Made by the client, and by fakes in tests of its users. */
    public PermissionException(String message, Failure failure, @Nullable Throwable cause) {
        super(message, Outcome.DEFINITELY_FAILED, failure, cause);
    }
}
