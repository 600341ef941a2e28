package io.github.zuoraregenerate.error;

import org.jspecify.annotations.Nullable;

/**
 * The server does not accept the token, or the credentials; nothing was executed. One new token was already tried,
 * unless the token is a fixed one. A wrong data-centre URL is the usual cause.
 */
public final class AuthenticationException extends RegenerateException {

    private static final long serialVersionUID = 1L;

    /** Made by the client, and by fakes in tests of its users. */
    public AuthenticationException(String message, Failure failure, @Nullable Throwable cause) {
        super(message, Outcome.NOT_EXECUTED, failure, cause);
    }
}
