package io.github.zuoraregenerate.transport;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One HTTP request.
 *
 * @param method the method, in capitals
 * @param uri scheme, host, path and query
 * @param headers all headers but those of the transfer ({@code Host}, {@code Content-Length}, …)
 * @param body the body, not to be changed
 * @param timeout from the call of {@link Transport#send} until the last byte of the answer
 * @param maxBodyBytes nobody reads more than this of the answer's body, so the transport may drop the rest
 */
public record TransportRequest(
        String method, URI uri, Map<String, List<String>> headers, byte[] body, Duration timeout, int maxBodyBytes) {

    /** Method and URL only: headers and body can hold secrets. */
    @Override
    public String toString() {
        return method + " " + uri;
    }
}
