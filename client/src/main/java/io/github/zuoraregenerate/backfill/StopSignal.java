package io.github.zuoraregenerate.backfill;

import io.github.zuoraregenerate.backfill.BackfillReport.Stop;
import io.github.zuoraregenerate.backfill.BackfillReport.StopCause;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** That a run stops, and why: the first reason counts. Safe for several threads. */
final class StopSignal {

    private final BackfillSettings settings;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicReference<@Nullable Stop> first = new AtomicReference<>();

    StopSignal(BackfillSettings settings) {
        this.settings = settings;
    }

    void requested() {
        stop(StopCause.REQUESTED, "The run was asked to stop. Repeat it with the same journal to go on.", null);
    }

    void journalFailed(IOException e) {
        stop(
                StopCause.JOURNAL,
                "The journal " + settings.journal() + " cannot be written any more: " + e.getMessage()
                        + ". Nothing is sent without it. Make room or mend the disk, then repeat the run with the same"
                        + " journal.",
                null);
    }

    void inputFailed(IOException e) {
        stop(
                StopCause.INPUT,
                "The input " + settings.input().name() + " cannot be sent as it was checked: " + e.getMessage()
                        + " Restore it as it was, then repeat the run with the same journal.",
                null);
    }

    void programFailed(Throwable e) {
        stop(
                StopCause.SYSTEMIC,
                "The run failed by an error in the program: " + e
                        + ". The journal knows what was sent: repeat the run with it.",
                null);
    }

    /** Something outside the documents keeps all of them from succeeding; one sentence or more. */
    void systemic(String reason) {
        stop(StopCause.SYSTEMIC, reason + " Mend it, then repeat the run with the same journal.", null);
    }

    void quotaExhausted(Instant until) {
        stop(
                StopCause.QUOTA,
                "The tenant's quota is exhausted until " + until.truncatedTo(ChronoUnit.SECONDS)
                        + ". Repeat the run with the same journal then.",
                until);
    }

    private void stop(StopCause cause, String message, @Nullable Instant resumeAt) {
        first.compareAndSet(null, new Stop(cause, message, Optional.ofNullable(resumeAt)));
        stopped.countDown();
    }

    /** There is nothing more to do, which is no reason to report. */
    void allDone() {
        stopped.countDown();
    }

    boolean isSet() {
        return stopped.getCount() == 0;
    }

    Optional<Stop> reason() {
        return Optional.ofNullable(first.get());
    }

    /** Returns when the run stops. */
    void await() throws InterruptedException {
        stopped.await();
    }

    /** Returns when the run stops, or when the time has passed; whether it stops. */
    boolean await(long nanoseconds) throws InterruptedException {
        return stopped.await(nanoseconds, TimeUnit.NANOSECONDS);
    }
}
