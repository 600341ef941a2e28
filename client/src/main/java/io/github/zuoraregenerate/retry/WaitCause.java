package io.github.zuoraregenerate.retry;

/** Why a call waits. */
public enum WaitCause {
    /** The server asked for it: {@code Retry-After}. */
    RETRY_AFTER,
    /** The quota is exhausted until {@code RateLimit-Reset}. */
    QUOTA,
    /** Backoff with full jitter. */
    BACKOFF
}
