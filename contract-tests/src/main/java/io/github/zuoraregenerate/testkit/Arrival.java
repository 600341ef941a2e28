package io.github.zuoraregenerate.testkit;

import io.github.zuoraregenerate.testkit.ReceivedRequest.Handling;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * One request as it came.
 *
 * @param query without the question mark; empty if there was none
 * @param headers ignores the case of names
 * @param body after {@code Content-Encoding} was undone; null if that was not possible
 */
record Arrival(String method, String path, String query, Map<String, List<String>> headers, byte @Nullable [] body) {

    @Nullable String header(String name) {
        List<String> values = headers.get(name);
        return values == null ? null : values.get(0);
    }

    /** What the idempotency store compares. */
    String methodAndUrl() {
        return method + " " + path + "?" + query;
    }

    ReceivedRequest received(Handling handling, OptionalInt status) {
        return new ReceivedRequest(
                method,
                path,
                query,
                headers,
                body == null ? "" : new String(body, StandardCharsets.UTF_8),
                handling,
                status);
    }
}
