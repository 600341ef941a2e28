package io.github.zuoraregenerate.backfill;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far a backfill is.
 *
 * @param phase what it does
 * @param linesChecked lines of the input that were checked
 * @param documents documents to send in all runs with the journal, duplicates and bad lines left out
 * @param succeeded in all runs
 * @param failed in all runs
 * @param unknown documents that may have been regenerated, those on their way included
 * @param inFlight calls that are on their way or wait for their next attempt
 * @param waiting those of them that wait
 * @param endedInThisRun documents that ended in this run
 * @param elapsed since this run began to send
 * @param pausedUntil when the quota returns that the run waits for
 * @param quotaRemaining calls left in the tenant's window nearest exhaustion, as last announced
 */
public record BackfillProgress(
        Phase phase,
        long linesChecked,
        int documents,
        int succeeded,
        int failed,
        int unknown,
        int inFlight,
        int waiting,
        int endedInThisRun,
        Duration elapsed,
        Optional<Instant> pausedUntil,
        OptionalLong quotaRemaining) {

    /** What a backfill does. */
    public enum Phase {
        /** Checks the lines; nothing is sent. */
        CHECKING,
        /** Sends. */
        SENDING,
        /** Was asked to stop, or had to, and waits for the calls in flight. */
        STOPPING,
        /** Has ended. */
        ENDED
    }

    /** Documents that have not ended. */
    public int remaining() {
        return documents - succeeded - failed;
    }

    /** Documents that ended in this run, per second; 0 at the beginning. */
    public double documentsPerSecond() {
        double seconds = elapsed.toNanos() / 1e9;
        return seconds <= 0 ? 0 : endedInThisRun / seconds;
    }

    /** How long the rest takes at the pace so far; empty as long as nothing ended. */
    public Optional<Duration> remainingTime() {
        double pace = documentsPerSecond();
        return pace <= 0 ? Optional.empty() : Optional.of(Duration.ofMillis((long) (remaining() / pace * 1000)));
    }
}
