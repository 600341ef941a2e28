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
 * @param connectTimeout for the connection
 * @param readTimeout from the first byte sent until the last byte of the answer
 */
public record TransportRequest(
        String method,
        URI uri,
        Map<String, List<String>> headers,
        byte[] body,
        Duration connectTimeout,
        Duration readTimeout) {

    /** Method and URL only: headers and body can hold secrets. */
    @Override
    public String toString() {
        return method + " " + uri;
    }
}
