package io.github.zuoraregenerate.internal;

import io.github.zuoraregenerate.limits.TenantLimits;
import java.util.Optional;

/**
 * The headers of an answer that anyone looks at.
 *
 * @param requestId {@code Zuora-Request-Id}
 * @param trackId {@code Zuora-Track-Id}
 * @param retryAfter {@code Retry-After} as it came
 * @param limits the limit headers
 */
public record AnswerHeaders(
        Optional<String> requestId, Optional<String> trackId, Optional<String> retryAfter, TenantLimits limits) {

    /** No header that anyone looks at. */
    public static final AnswerHeaders NONE =
            new AnswerHeaders(Optional.empty(), Optional.empty(), Optional.empty(), TenantLimits.NONE);
}
