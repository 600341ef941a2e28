package io.github.zuoraregenerate;

import io.github.zuoraregenerate.limits.TenantLimits;
import java.util.List;
import java.util.Optional;

/**
 * A document whose billing transactions were generated again: the server said {@code success: true}. Immutable.
 *
 * @param ids the ids of the business objects for which transactions are generated, opaque, in the server's order;
 *     empty if the server named none
 * @param requestId {@code Zuora-Request-Id}: quote it to Zuora's support
 * @param trackId the track id of the request
 * @param idempotencyKey the key of the request that succeeded
 * @param idempotencyKeys every key that was used, in order; the last is {@code idempotencyKey}
 * @param attempts how many requests were started, at least 1
 * @param limits the limits that the answer announced
 */
public record Regeneration(
        List<String> ids,
        Optional<String> requestId,
        Optional<String> trackId,
        String idempotencyKey,
        List<String> idempotencyKeys,
        int attempts,
        TenantLimits limits) {

    public Regeneration {
        ids = List.copyOf(ids);
        idempotencyKeys = List.copyOf(idempotencyKeys);
    }
}
