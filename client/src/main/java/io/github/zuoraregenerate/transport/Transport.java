package io.github.zuoraregenerate.transport;

import java.io.IOException;

/**
 * Sends one HTTP request and returns its answer, whatever the status.
 *
 * <p>An implementation must be safe for many threads, must not repeat a request, must not follow a redirect, must not
 * decode {@code Content-Encoding}, and must end within the request's timeout, the reading of the body included.
 */
public interface Transport extends AutoCloseable {

    /**
     * Sends one request.
     *
     * @return the answer; the caller closes its body
     * @throws RequestNotSentException if certainly the server did not get the request
     * @throws IOException if the request may have been sent
     * @throws InterruptedException if the thread was interrupted; the request may have been sent
     */
    TransportResponse send(TransportRequest request) throws IOException, InterruptedException;

    /** Frees connections and threads. Called once, by the client's own {@code close()}. */
    @Override
    default void close() {}
}
