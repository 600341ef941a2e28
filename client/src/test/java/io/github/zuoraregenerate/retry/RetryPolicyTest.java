package io.github.zuoraregenerate.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {

    private static final RetryPolicy POLICY = RetryPolicy.DEFAULT;

    @Test
    void defaultsAreAsDocumented() {
        assertThat(POLICY)
                .isEqualTo(new RetryPolicy(5, Duration.ofMinutes(5), Duration.ofSeconds(1), Duration.ofSeconds(60)));
    }

    @Test
    void eachValueCanBeReplacedAlone() {
        assertThat(POLICY.withMaxAttempts(1))
                .isEqualTo(new RetryPolicy(1, POLICY.deadline(), POLICY.baseDelay(), POLICY.maxDelay()));
        assertThat(POLICY.withDeadline(Duration.ofNanos(1)))
                .isEqualTo(new RetryPolicy(5, Duration.ofNanos(1), POLICY.baseDelay(), POLICY.maxDelay()));
        assertThat(POLICY.withBackoff(Duration.ZERO, Duration.ZERO))
                .isEqualTo(new RetryPolicy(5, POLICY.deadline(), Duration.ZERO, Duration.ZERO));
    }

    @ParameterizedTest
    @CsvSource({
        "0, PT5M, PT1S, PT60S, maxAttempts = 0: must be at least 1",
        "-1, PT5M, PT1S, PT60S, maxAttempts = -1: must be at least 1",
        "5, PT0S, PT1S, PT60S, deadline = PT0S: must be positive",
        "5, PT-1S, PT1S, PT60S, deadline = PT-1S: must be positive",
        "5, PT5M, PT-1S, PT60S, baseDelay = PT-1S: must not be negative",
        "5, PT5M, PT2S, PT1S, maxDelay = PT1S: must not be shorter than baseDelay = PT2S"
    })
    void valueThatMakesNoSenseIsNamed(
            int maxAttempts, Duration deadline, Duration baseDelay, Duration maxDelay, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetryPolicy(maxAttempts, deadline, baseDelay, maxDelay))
                .withMessage(message);
    }

    @Test
    void timeThatNoClockCanCountIsRefused() {
        Duration forever = ChronoUnit.FOREVER.getDuration();

        assertThat(POLICY.withDeadline(Duration.ofDays(366)).deadline()).hasDays(366);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> POLICY.withDeadline(forever))
                .withMessageStartingWith("deadline = ")
                .withMessageEndingWith(": must be at most 366 days");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> POLICY.withBackoff(Duration.ZERO, forever))
                .withMessageStartingWith("maxDelay = ")
                .withMessageEndingWith(": must be at most 366 days");
    }
}
