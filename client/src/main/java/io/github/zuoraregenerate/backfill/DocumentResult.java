package io.github.zuoraregenerate.backfill;

import java.time.Duration;
import java.util.Optional;

/**
 * How one document ended in this run.
 *
 * @param line its line in the input
 * @param document type and name, for people
 * @param kind how it ended
 * @param reason why it did not succeed; empty if it did
 * @param attempts how many requests were started in this run
 * @param lostAnswers how many of them had no answer that tells their outcome
 * @param elapsed from the start of the call to its end, waits included
 */
public record DocumentResult(
        long line,
        String document,
        Kind kind,
        Optional<String> reason,
        int attempts,
        int lostAnswers,
        Duration elapsed) {

    /** How a document ends. */
    public enum Kind {
        /** The server said so. */
        SUCCEEDED,
        /** The server definitely refused it; it is not sent again with this journal. */
        FAILED,
        /** It may have been regenerated; the next run repeats it with the same key. */
        UNKNOWN,
        /** It may have been regenerated, and the server has forgotten the key by now; it is not sent again. */
        SET_ASIDE,
        /** It did not reach the operation; the next run sends it. */
        NOT_SENT
    }
}
