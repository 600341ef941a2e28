package io.github.zuoraregenerate.internal.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.zuoraregenerate.internal.AnswerHeaders;
import io.github.zuoraregenerate.limits.TenantLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AskedWaitTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|PT0S",
                "1|PT1S",
                "119|PT119S",
                "120|PT120S",
                "121|PT121S",
                "600|PT600S",
                "' 120 '|PT120S",
                "00120|PT120S",
                "86400|PT24H",
                "31622400|P366D",
                "31622401|P366D",
                "999999999|P366D",
                "9999999999|P366D",
                "99999999999999999999999999999999|P366D",
                "Sun, 22 Nov 2026 12:02:00 GMT|PT120S",
                "Sun, 22 Nov 2026 12:00:01 GMT|PT1S",
                "Sun, 22 Nov 2026 12:00:00 GMT|PT0S",
                "Sun, 22 Nov 2026 11:59:59 GMT|PT0S",
                "Thu, 01 Jan 1970 00:00:00 GMT|PT0S",
                "Wed, 22 Nov 2028 12:00:00 GMT|P366D"
            })
    void secondsAndHttpDatesAreTakenAsTheyAre(String value, Duration wait) {
        assertThat(AskedWait.retryAfter(retryAfter(value), NOW)).contains(wait);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "soon",
                "-1",
                "+120",
                "120.5",
                "120, 240",
                "1e3",
                "0x78",
                "١٢٠",
                "/20",
                "12:",
                "Mon, 22 Nov 2026 12:02:00 GMT",
                "Sunday, 22-Nov-26 12:02:00 GMT",
                "2026-11-22T12:02:00Z"
            })
    void anythingElseIsAsIfItWereAbsent(String value) {
        assertThat(AskedWait.retryAfter(retryAfter(value), NOW)).isEmpty();
    }

    @Test
    void absentHeaderAsksForNothing() {
        assertThat(AskedWait.retryAfter(AnswerHeaders.NONE, NOW)).isEmpty();
        assertThat(AskedWait.quotaReset(AnswerHeaders.NONE)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, 600, PT600S", "0, 0, PT0S", "0, 31622400, P366D", "0, 31622401, P366D", "0, 999999999999999, P366D"
    })
    void resetCountsWhenNothingRemains(long remaining, long reset, Duration wait) {
        assertThat(AskedWait.quotaReset(quota(OptionalLong.of(remaining), Optional.of(Duration.ofSeconds(reset)))))
                .contains(wait);
    }

    @Test
    void resetDoesNotCountWhileCallsRemainOrNobodySaysSo() {
        Optional<Duration> reset = Optional.of(Duration.ofSeconds(600));

        assertThat(AskedWait.quotaReset(quota(OptionalLong.of(1), reset))).isEmpty();
        assertThat(AskedWait.quotaReset(quota(OptionalLong.of(2_249_999), reset)))
                .isEmpty();
        assertThat(AskedWait.quotaReset(quota(OptionalLong.empty(), reset))).isEmpty();
        assertThat(AskedWait.quotaReset(quota(OptionalLong.of(0), Optional.empty())))
                .isEmpty();
    }

    private static AnswerHeaders retryAfter(String value) {
        return new AnswerHeaders(Optional.empty(), Optional.empty(), Optional.of(value), TenantLimits.NONE);
    }

    private static AnswerHeaders quota(OptionalLong remaining, Optional<Duration> reset) {
        return new AnswerHeaders(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new TenantLimits(
                        Optional.empty(),
                        remaining,
                        reset,
                        Optional.empty(),
                        OptionalLong.empty(),
                        OptionalLong.empty()));
    }
}
