package io.github.zuoraregenerate.error;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The tenant's quota is exhausted for longer than the call may wait. {@link #outcome()} is
 * {@link Outcome#NOT_EXECUTED} if the client held the request back, else {@link Outcome#DEFINITELY_FAILED}: call again
 * at {@link #retryAt()}, with a new idempotency key.
 */
public final class RateLimitedException extends RegenerateException {

    private static final long serialVersionUID = 1L;

    private final Instant retryAt;

    /** Made by the client, and by fakes in tests of its users. */
    public RateLimitedException(
            String message, Instant retryAt, Outcome outcome, Failure failure, @Nullable Throwable cause) {
        super(message, outcome, failure, cause);
        this.retryAt = retryAt;
    }

    /** When the quota returns, by the local clock, in UTC. */
    public Instant retryAt() {
        return retryAt;
    }
}
