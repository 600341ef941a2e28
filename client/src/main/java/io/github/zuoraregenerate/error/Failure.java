package io.github.zuoraregenerate.error;

import io.github.zuoraregenerate.limits.TenantLimits;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is known of a failed call. Immutable. Holds no token, no secret, no body and no header but the named ones.
 *
 * @param status HTTP status of the last answer; empty if there was none
 * @param reasons why the server refused, in its order; empty if it did not say
 * @param requestId {@code Zuora-Request-Id}, or {@code requestId} of the body: quote it to Zuora's support
 * @param trackId the track id of the request
 * @param processId {@code processId} of the body
 * @param idempotencyKeys every key that was used, in order; empty if nothing was sent
 * @param attempts how many requests were started
 * @param limits the limits that the last answer announced
 */
public record Failure(
        OptionalInt status,
        List<ErrorReason> reasons,
        Optional<String> requestId,
        Optional<String> trackId,
        Optional<String> processId,
        List<String> idempotencyKeys,
        int attempts,
        TenantLimits limits) {

    /** Nothing was sent, and nothing is known but what the message says. */
    public static final Failure NOTHING_SENT = new Failure(
            OptionalInt.empty(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            0,
            TenantLimits.NONE);

    public Failure {
        reasons = List.copyOf(reasons);
        idempotencyKeys = List.copyOf(idempotencyKeys);
    }
}
