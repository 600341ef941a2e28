package io.github.zuoraregenerate.internal.retry;

import io.github.zuoraregenerate.internal.AnswerHeaders;
import io.github.zuoraregenerate.retry.RetryPolicy;
import io.github.zuoraregenerate.retry.WaitCause;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Decides what follows an attempt. A pure function of its arguments. */
public final class Decider {

    private Decider() {}

    /**
     * Decides what follows.
     *
     * @param finding what the last attempt came to
     * @param headers of its answer
     * @param progress of the call, the last attempt included
     * @param policy of the client
     * @param now by the wall clock, for a Retry-After that is a date
     * @param random at least 0, less than 1: the jitter
     */
    public static Decision decide(
            Finding finding, AnswerHeaders headers, Progress progress, RetryPolicy policy, Instant now, double random) {
        if (finding == Finding.SUCCEEDED) {
            return new Decision.Succeed();
        }
        Pause pause = pause(finding, headers, progress, policy, now, random);
        // What the server asks for is worth telling even if the call ends here; a backoff of ours is not.
        Optional<Duration> asked = pause.cause == WaitCause.BACKOFF ? Optional.empty() : Optional.of(pause.duration);
        Optional<String> stop = reasonToStop(finding, progress, policy);
        if (stop.isPresent()) {
            return new Decision.GiveUp(stop.get(), asked.or(() -> rateLimitBackoff(finding, pause)));
        }
        boolean newKey = finding.key() == Finding.Key.NEW && !progress.doubtful();
        if (newKey && !progress.keyRotatable()) {
            return new Decision.GiveUp(
                    "a repetition needs a new idempotency key, because the server replays this answer for 24 hours,"
                            + " and the caller's key may not be replaced (allowKeyRotation)",
                    asked.or(() -> rateLimitBackoff(finding, pause)));
        }
        if (pause.duration.compareTo(progress.remaining()) >= 0) {
            return new Decision.GiveUp(
                    "the next attempt would have to wait " + seconds(pause.duration)
                            + ", and the call's deadline is in " + seconds(progress.remaining()),
                    asked.or(() -> rateLimitBackoff(finding, pause)));
        }
        return new Decision.Repeat(
                pause.duration, pause.cause, newKey, finding.repeat() == Finding.Repeat.ONCE_WITH_NEW_TOKEN);
    }

    private static Optional<String> reasonToStop(Finding finding, Progress progress, RetryPolicy policy) {
        Optional<String> stop = switch (finding.repeat()) {
            case NEVER -> Optional.of("repeating it cannot help");
            case ONCE ->
                progress.repeatedOnce()
                        ? Optional.of("it failed again after the one repetition that is allowed")
                        : Optional.empty();
            case ONCE_WITH_NEW_TOKEN ->
                progress.tokenRenewed()
                        ? Optional.of("a new token was refused as well")
                        : progress.tokenRenewable() ? Optional.empty() : Optional.of("there is no other token to try");
            case IN_TIME -> Optional.empty();
        };
        return stop.or(() -> progress.attempts() >= policy.maxAttempts()
                ? Optional.of("all " + policy.maxAttempts() + " attempts are used")
                : Optional.empty());
    }

    private static Pause pause(
            Finding finding, AnswerHeaders headers, Progress progress, RetryPolicy policy, Instant now, double random) {
        Optional<Duration> retryAfter = AskedWait.retryAfter(headers, now);
        if (retryAfter.isPresent()) {
            return new Pause(retryAfter.get(), WaitCause.RETRY_AFTER);
        }
        Optional<Duration> quotaReset = AskedWait.quotaReset(headers);
        if (quotaReset.isPresent()) {
            return new Pause(quotaReset.get(), WaitCause.QUOTA);
        }
        if (finding.repeat() == Finding.Repeat.ONCE_WITH_NEW_TOKEN) {
            return new Pause(Duration.ZERO, WaitCause.BACKOFF);
        }
        return new Pause(backoff(policy, progress.attempts() - 1, random), WaitCause.BACKOFF);
    }

    /** Full jitter: random between zero and {@code baseDelay · 2^exponent}, at most {@code maxDelay}. */
    private static Duration backoff(RetryPolicy policy, int exponent, double random) {
        double longest =
                Math.min(policy.maxDelay().toNanos(), policy.baseDelay().toNanos() * Math.pow(2, exponent));
        return Duration.ofNanos((long) (longest * random));
    }

    /** A rate limit always says when to come back, if only by our own guess. */
    private static Optional<Duration> rateLimitBackoff(Finding finding, Pause pause) {
        return finding == Finding.RATE_LIMITED ? Optional.of(pause.duration) : Optional.empty();
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() / 1000.0 + " s";
    }

    private record Pause(Duration duration, WaitCause cause) {}
}
