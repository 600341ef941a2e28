package io.github.zuoraregenerate.error;

/** How one attempt, or a whole call, ended. Every attempt ends in exactly one of these. */
public enum Outcome {
    /** The server said {@code success: true}. */
    SUCCEEDED,
    /** The server gave a complete, definite answer, and it is no. */
    DEFINITELY_FAILED,
    /** The request did not reach the operation. */
    NOT_EXECUTED,
    /** The request may have been executed; only a repetition with the same idempotency key can tell. */
    UNKNOWN
}
