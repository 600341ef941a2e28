package io.github.zuoraregenerate;

import io.github.zuoraregenerate.error.Outcome;
import io.github.zuoraregenerate.error.RegenerateException;
import io.github.zuoraregenerate.limits.TenantLimits;
import io.github.zuoraregenerate.retry.WaitCause;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Sees what a client does. Called on the threads that run the calls, so it must be fast and safe for many threads. An
 * exception from it is logged and changes nothing. Every method does nothing by default.
 */
public interface RegenerateListener {

    /** One request ended. */
    default void onAttempt(Attempt attempt) {}

    /** A call waits before its next request, or before its first. */
    default void onWait(Wait wait) {}

    /** A call succeeded after that time, its waits included. */
    default void onSuccess(Regeneration regeneration, Duration elapsed) {}

    /** A call failed after that time, its waits included. Not called for an invalid request, nor for
     * an asynchronous call that was cancelled while nothing of it was in flight. */
    default void onFailure(RegenerateException failure, Duration elapsed) {}

    /**
     * One request and how it ended.
     *
     * @param number 1 for the first of its call
     * @param idempotencyKey its key
     * @param trackId its track id
     * @param outcome how it ended
     * @param status HTTP status, empty if there was no answer
     * @param requestId {@code Zuora-Request-Id}
     * @param duration from before the first byte until the answer was read
     * @param limits the limits that the answer announced
     */
    record Attempt(
            int number,
            String idempotencyKey,
            Optional<String> trackId,
            Outcome outcome,
            OptionalInt status,
            Optional<String> requestId,
            Duration duration,
            TenantLimits limits) {}

    /**
     * One wait.
     *
     * @param duration how long it is going to be
     * @param cause why
     */
    record Wait(Duration duration, WaitCause cause) {}
}
