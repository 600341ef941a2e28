package io.github.zuoraregenerate.testkit;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One request that arrived at a {@link SimulatedTenant}, and what became of it. Immutable.
 *
 * @param method the method, in capitals
 * @param path the path, without the query
 * @param query the query as it came, without the question mark; empty if there was none
 * @param headers every header; the map ignores the case of names
 * @param body the body as text, after {@code Content-Encoding} was undone
 * @param handling what the tenant did with it
 * @param status the HTTP status of the answer; empty if none was sent
 */
public record ReceivedRequest(
        String method,
        String path,
        String query,
        Map<String, List<String>> headers,
        String body,
        Handling handling,
        OptionalInt status) {

    /** What became of a request. */
    public enum Handling {
        /** The transactions were generated; the answer may have been lost. */
        EXECUTED,
        /** A definite no. */
        REFUSED,
        /** The answer to an earlier request with the same idempotency key was given again. */
        REPLAYED,
        /** The connection was cut, or a gateway answered, before anything was executed. */
        LOST
    }

    /** The first value of a header, whatever the case of its name. */
    public Optional<String> header(String name) {
        List<String> values = headers.getOrDefault(name, List.of());
        return values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
    }

    /** The header {@code Idempotency-Key}. */
    public Optional<String> idempotencyKey() {
        return header("Idempotency-Key");
    }

    /** Method, path, query and handling only: headers and body can hold secrets. */
    @Override
    public String toString() {
        return method + " " + path + (query.isEmpty() ? "" : "?" + query) + " " + handling
                + (status.isPresent() ? " " + status.getAsInt() : " without an answer");
    }
}
