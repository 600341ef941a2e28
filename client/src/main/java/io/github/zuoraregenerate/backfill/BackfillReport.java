package io.github.zuoraregenerate.backfill;

import io.github.zuoraregenerate.retry.WaitCause;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What became of the documents. The counts and reasons are of all runs with the journal; the figures of
 * {@link ThisRun} are of the last one.
 *
 * @param input name of the input
 * @param target base URL of the server
 * @param journal path of the journal
 * @param documents documents of the input: the sum of the next five
 * @param succeeded the server said so
 * @param failed the server definitely refused them; they are not sent again with this journal
 * @param unknown may have been regenerated; the next run repeats them with the same keys
 * @param setAside may have been regenerated, with keys that the server has forgotten by now; not sent again
 * @param notSent did not reach the operation; the next run sends them
 * @param invalidLines lines that are no documents, left out
 * @param duplicates lines whose document is in an earlier line, left out
 * @param reasons why documents failed, the most frequent first
 * @param unknownDocuments those that are unknown or set aside, by line, at most {@value #MAX_UNKNOWN_DOCUMENTS}
 * @param thisRun the figures of this run
 * @param stop why the run ended before all was sent; empty if it did not
 */
public record BackfillReport(
        String input,
        String target,
        String journal,
        int documents,
        int succeeded,
        int failed,
        int unknown,
        int setAside,
        int notSent,
        long invalidLines,
        int duplicates,
        List<ReasonCount> reasons,
        List<UnknownDocument> unknownDocuments,
        ThisRun thisRun,
        Optional<Stop> stop) {

    /** More are only in the journal. */
    public static final int MAX_UNKNOWN_DOCUMENTS = 10_000;

    public BackfillReport {
        reasons = List.copyOf(reasons);
        unknownDocuments = List.copyOf(unknownDocuments);
    }

    /** Whether every line of the input is a document that succeeded, or repeats one that did. */
    public boolean isComplete() {
        return succeeded == documents && invalidLines == 0;
    }

    /** The report for people, in lines that end with a newline. */
    public String toText() {
        return ReportText.of(this);
    }

    /** The report for programs, as JSON. */
    public String toJson() {
        return ReportJson.of(this);
    }

    /** A duration as reports write it: {@code 0.4 s}, {@code 12 s}, {@code 3 min 05 s}, {@code 2 h 10 min}. */
    public static String text(Duration duration) {
        return ReportText.duration(duration);
    }

    /**
     * One reason of failed documents.
     *
     * @param reason code and category, or the server's words if it gave no code
     * @param count how many documents
     * @param sample what was said of the first of them
     * @param firstLine the line of the first of them, in the order of their ends
     */
    public record ReasonCount(String reason, int count, String sample, long firstLine) {}

    /**
     * A document whose outcome nobody knows.
     *
     * @param line its line in the input
     * @param document type and name, for people
     * @param idempotencyKey the key it was last sent with
     * @param since when that key was recorded
     * @param setAside whether it is not going to be repeated, because the key is too old
     */
    public record UnknownDocument(long line, String document, String idempotencyKey, Instant since, boolean setAside) {}

    /**
     * The figures of one run.
     *
     * @param started when it began to send
     * @param elapsed from then to its end
     * @param documents documents that ended in it
     * @param calls requests that were started
     * @param retries those of them that were not the first of their document
     * @param waited what the calls waited for, added up over all of them
     * @param paused how long the run sent nothing because of the quota
     */
    public record ThisRun(
            Instant started,
            Duration elapsed,
            int documents,
            long calls,
            long retries,
            List<Waited> waited,
            Duration paused) {

        public ThisRun {
            waited = List.copyOf(waited);
        }

        /** Documents per second. */
        public double documentsPerSecond() {
            return elapsed.isZero() ? 0 : documents / (elapsed.toNanos() / 1e9);
        }
    }

    /**
     * Waits of one cause.
     *
     * @param cause why
     * @param total how long, added up over all calls
     * @param times how often
     */
    public record Waited(WaitCause cause, Duration total, int times) {}

    /**
     * Why a run ended before all was sent.
     *
     * @param cause the kind
     * @param message what happened, and what to do
     * @param resumeAt when it makes sense to go on; empty if no time is known
     */
    public record Stop(StopCause cause, String message, Optional<Instant> resumeAt) {}

    /** Kinds of stops. */
    public enum StopCause {
        /** {@link Backfill#stop()} was called. */
        REQUESTED,
        /** Every further document would fail for the same reason. */
        SYSTEMIC,
        /** The tenant's quota is exhausted for longer than the run may wait. */
        QUOTA,
        /** The journal cannot be written any more. */
        JOURNAL,
        /** The input changed, or can no longer be read. */
        INPUT
    }
}
