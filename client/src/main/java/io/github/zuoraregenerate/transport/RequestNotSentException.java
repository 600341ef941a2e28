package io.github.zuoraregenerate.transport;

import java.io.IOException;

/** Certainly the server did not get the request: no connection, no name, no TLS session, or its body did not leave. */
public final class RequestNotSentException extends IOException {

    private static final long serialVersionUID = 1L;

    /** A failure before the first byte of the body. */
    public RequestNotSentException(String message, Throwable cause) {
        super(message, cause);
    }
}
