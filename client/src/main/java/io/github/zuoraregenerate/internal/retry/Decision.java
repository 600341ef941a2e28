package io.github.zuoraregenerate.internal.retry;

import io.github.zuoraregenerate.retry.WaitCause;
import java.time.Duration;
import java.util.Optional;

/** What to do after an attempt. */
public sealed interface Decision {

    /** The call succeeded. */
    record Succeed() implements Decision {}

    /**
     * The call ends without success.
     *
     * @param why one sentence part for the message
     * @param stayAway how long to come back no sooner, if the server asked for it or the backoff says so
     */
    record GiveUp(String why, Optional<Duration> stayAway) implements Decision {}

    /**
     * Another request follows.
     *
     * @param pause before it; may be zero
     * @param cause of the pause
     * @param newKey whether it carries a new idempotency key
     * @param newToken whether the token is to be discarded first
     */
    record Repeat(Duration pause, WaitCause cause, boolean newKey, boolean newToken) implements Decision {}
}
