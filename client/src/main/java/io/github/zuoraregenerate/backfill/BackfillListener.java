package io.github.zuoraregenerate.backfill;

/**
 * Sees a backfill from near. Called on the threads that send, so it must be fast and safe for many threads; an
 * exception from it stops the run. Every method does nothing by default.
 */
public interface BackfillListener {

    /** A line of the input that cannot be sent, while the input is checked. */
    default void onProblem(LineProblem problem) {}

    /** A line whose document is in an earlier line, while the input is checked. It is not sent. */
    default void onDuplicate(long line, long earlierLine) {}

    /** A document ended. */
    default void onDocument(DocumentResult result) {}

    /** The run waits for the tenant's quota; nothing is sent until then. */
    default void onPause(java.time.Instant until) {}
}
