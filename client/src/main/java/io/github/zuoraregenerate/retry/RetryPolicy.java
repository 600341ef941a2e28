package io.github.zuoraregenerate.retry;

import java.time.Duration;

/**
 * How often and how long one call is repeated. Immutable.
 *
 * @param maxAttempts how many requests one call may start, at least 1
 * @param deadline for the whole call, its waits and the wait for a free place included; positive, at most 366 days
 * @param baseDelay of the backoff: the n-th wait (from 0) is random between zero and {@code baseDelay · 2^n}
 * @param maxDelay no backoff is longer; what the server asks for is never shortened;
 *     at most 366 days
 */
public record RetryPolicy(int maxAttempts, Duration deadline, Duration baseDelay, Duration maxDelay) {

    // Above DEFAULT, which is checked against it. Longer times would leave the range of a clock of nanoseconds.
    private static final Duration LONGEST = Duration.ofDays(366);

    /** 5 attempts, 5 minutes, backoff of 1 s · 2^n up to 60 s. */
    public static final RetryPolicy DEFAULT =
            new RetryPolicy(5, Duration.ofMinutes(5), Duration.ofSeconds(1), Duration.ofSeconds(60));

    public RetryPolicy {
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("maxAttempts = " + maxAttempts + ": must be at least 1");
        }
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("deadline = " + deadline + ": must be positive");
        }
        checkLength("deadline", deadline);
        if (baseDelay.isNegative()) {
            throw new IllegalArgumentException("baseDelay = " + baseDelay + ": must not be negative");
        }
        if (maxDelay.compareTo(baseDelay) < 0) {
            throw new IllegalArgumentException(
                    "maxDelay = " + maxDelay + ": must not be shorter than baseDelay = " + baseDelay);
        }
        checkLength("maxDelay", maxDelay);
    }

    private static void checkLength(String name, Duration duration) {
        if (duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(name + " = " + duration + ": must be at most 366 days");
        }
    }

    /** This policy with another number of attempts; 1 means never to repeat. */
    public RetryPolicy withMaxAttempts(int attempts) {
        return new RetryPolicy(attempts, deadline, baseDelay, maxDelay);
    }

    /** This policy with another deadline. */
    public RetryPolicy withDeadline(Duration newDeadline) {
        return new RetryPolicy(maxAttempts, newDeadline, baseDelay, maxDelay);
    }

    /** This policy with another backoff. */
    public RetryPolicy withBackoff(Duration newBaseDelay, Duration newMaxDelay) {
        return new RetryPolicy(maxAttempts, deadline, newBaseDelay, newMaxDelay);
    }
}
