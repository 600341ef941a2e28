package io.github.zuoraregenerate.transport;

import java.io.IOException;

/** Certainly no byte of the request left this machine: no connection, no name, no TLS session. */
public final class RequestNotSentException extends IOException {

    private static final long serialVersionUID = 1L;

    /** A failure before the first byte. */
    public RequestNotSentException(String message, Throwable cause) {
        super(message, cause);
    }
}
