package io.github.zuoraregenerate.testkit;

import java.time.Duration;
import java.util.List;

/**
 * How many calls a tenant may make in one window of time. Calls that fail count too.
 *
 * @param calls at least 1
 * @param window at least one second, in whole seconds
 */
public record RateQuota(long calls, Duration window) {

    /** Of a production tenant: 50,000 a minute, 2.25 million an hour, 27 million a day. */
    public static final List<RateQuota> PRODUCTION = List.of(
            new RateQuota(50_000, Duration.ofMinutes(1)),
            new RateQuota(2_250_000, Duration.ofHours(1)),
            new RateQuota(27_000_000, Duration.ofDays(1)));

    /** Of an API Sandbox: 2,500 a minute, 5,000 an hour, 10,000 a day. */
    public static final List<RateQuota> API_SANDBOX = List.of(
            new RateQuota(2_500, Duration.ofMinutes(1)),
            new RateQuota(5_000, Duration.ofHours(1)),
            new RateQuota(10_000, Duration.ofDays(1)));

    public RateQuota {
        if (calls < 1) {
            throw new IllegalArgumentException("calls = " + calls + ": must be at least 1");
        }
        if (window.compareTo(Duration.ofSeconds(1)) < 0 || window.getNano() != 0) {
            throw new IllegalArgumentException("window = " + window + ": must be whole seconds, at least one");
        }
    }
}
