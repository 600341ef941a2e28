package io.github.zuoraregenerate.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Counts calls in fixed windows. Safe for many threads. Source: "Rate limits" in Zuora's API reference. */
final class RateLimiter {

    /**
     * @param allowed whether the call fits into every window
     * @param headers the limits, of the window that is nearest to exhaustion
     * @param reset until that window begins anew
     */
    record Decision(boolean allowed, Map<String, String> headers, Duration reset) {}

    private final InstantSource clock;
    private List<RateQuota> quotas;
    private long[] used;
    private Instant[] since;

    RateLimiter(InstantSource clock, List<RateQuota> quotas) {
        this.clock = clock;
        this.quotas = List.of();
        this.used = new long[0];
        this.since = new Instant[0];
        replace(quotas);
    }

    /** Begins to count anew, with other quotas. */
    synchronized void replace(List<RateQuota> newQuotas) {
        quotas = List.copyOf(newQuotas);
        used = new long[quotas.size()];
        since = new Instant[quotas.size()];
        Arrays.fill(since, clock.instant());
    }

    /** Takes calls that others made. */
    synchronized void take(long calls) {
        renew();
        for (int i = 0; i < used.length; i++) {
            used[i] += calls;
        }
    }

    /** Counts one call and tells whether it is allowed. */
    synchronized Decision take() {
        renew();
        boolean allowed = true;
        for (int i = 0; i < used.length; i++) {
            allowed &= used[i] < quotas.get(i).calls();
            used[i]++;
        }
        if (quotas.isEmpty()) {
            return new Decision(true, Map.of(), Duration.ZERO);
        }
        int nearest = nearestExhaustion();
        RateQuota quota = quotas.get(nearest);
        Duration reset = Duration.between(clock.instant(), since[nearest].plus(quota.window()));
        long seconds = reset.plusNanos(999_999_999).toSeconds();
        return new Decision(
                allowed,
                Map.of(
                        "RateLimit-Limit",
                        quota.calls() + ", "
                                + quotas.stream()
                                        .map(each -> each.calls() + ";w="
                                                + each.window().toSeconds())
                                        .collect(Collectors.joining(", ")),
                        "RateLimit-Remaining",
                        Long.toString(Math.max(0, quota.calls() - used[nearest])),
                        "RateLimit-Reset",
                        Long.toString(seconds)),
                Duration.ofSeconds(seconds));
    }

    private void renew() {
        Instant now = clock.instant();
        for (int i = 0; i < used.length; i++) {
            if (!now.isBefore(since[i].plus(quotas.get(i).window()))) {
                since[i] = now;
                used[i] = 0;
            }
        }
    }

    /** The one with the smallest part left; of several exhausted ones, the one that lasts longest. */
    private int nearestExhaustion() {
        int nearest = 0;
        for (int i = 1; i < used.length; i++) {
            double left = left(i);
            double least = left(nearest);
            if (left < least || (left == least && left == 0)) {
                nearest = i;
            }
        }
        return nearest;
    }

    private double left(int i) {
        long calls = quotas.get(i).calls();
        return Math.max(0, calls - used[i]) / (double) calls;
    }
}
