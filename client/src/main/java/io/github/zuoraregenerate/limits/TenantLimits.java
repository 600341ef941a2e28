package io.github.zuoraregenerate.limits;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The limits that one answer announced in its headers. Immutable. Source: "Rate limits" and "Concurrent request
 * limits" in Zuora's API reference.
 *
 * @param rateLimit {@code RateLimit-Limit} as it came: the quota of the window nearest exhaustion, then quota and
 *     seconds of each window
 * @param rateRemaining {@code RateLimit-Remaining}: calls left in that window
 * @param rateReset {@code RateLimit-Reset}: from the answer until that window begins anew
 * @param concurrencyType {@code Concurrency-Limit-Type}: the class of operations that share the limit
 * @param concurrencyLimit {@code Concurrency-Limit-Limit}: calls of that class the tenant may have in flight
 * @param concurrencyRemaining {@code Concurrency-Limit-Remaining}: sampled by the server once a second
 */
public record TenantLimits(
        Optional<String> rateLimit,
        OptionalLong rateRemaining,
        Optional<Duration> rateReset,
        Optional<String> concurrencyType,
        OptionalLong concurrencyLimit,
        OptionalLong concurrencyRemaining) {

    /** No limit was announced. */
    public static final TenantLimits NONE = new TenantLimits(
            Optional.empty(),
            OptionalLong.empty(),
            Optional.empty(),
            Optional.empty(),
            OptionalLong.empty(),
            OptionalLong.empty());
}
