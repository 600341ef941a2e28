package io.github.zuoraregenerate.cli;

import io.github.zuoraregenerate.ZuoraEnvironment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The documented rate limits, for estimates only; a run keeps to the limits that the server announces. Source: "Rate
 * limits" in Zuora's API reference.
 */
enum TenantKind {
    PRODUCTION("production or Central Sandbox", 50_000, 2_250_000, 27_000_000),
    DEVELOPER_SANDBOX("Developer Sandbox", 12_500, 25_000, 50_000),
    API_SANDBOX("API Sandbox", 2_500, 5_000, 10_000);

    final String label;
    private final long perMinute;
    private final long perHour;
    private final long perDay;

    TenantKind(String label, long perMinute, long perHour, long perDay) {
        this.label = label;
        this.perMinute = perMinute;
        this.perHour = perHour;
        this.perDay = perDay;
    }

    /** What a server can be; all, if nobody knows. */
    static List<TenantKind> of(Optional<ZuoraEnvironment> environment) {
        if (environment.isEmpty()) {
            return List.of(values());
        }
        return switch (environment.get()) {
            case US_API_SANDBOX_CLOUD_1, US_API_SANDBOX_CLOUD_2, EU_API_SANDBOX -> List.of(API_SANDBOX);
            case US_CENTRAL_SANDBOX, EU_CENTRAL_SANDBOX, APAC_CENTRAL_SANDBOX -> List.of(PRODUCTION, DEVELOPER_SANDBOX);
            case US_PRODUCTION_CLOUD_1, US_PRODUCTION_CLOUD_2, EU_PRODUCTION, APAC_PRODUCTION -> List.of(PRODUCTION);
        };
    }

    /** The least time between the first and the last of that many calls, if nobody else makes any. */
    Duration leastTime(long calls) {
        if (calls <= 0) {
            return Duration.ZERO;
        }
        long before = calls - 1;
        long days = before / perDay;
        long hours = before % perDay / perHour;
        long minutes = before % perDay % perHour / perMinute;
        return Duration.ofDays(days).plusHours(hours).plusMinutes(minutes);
    }

    String quotas() {
        return String.format("%,d calls a minute, %,d an hour, %,d a day", perMinute, perHour, perDay);
    }
}
