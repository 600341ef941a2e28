package io.github.zuoraregenerate.backfill;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Holds a run while the tenant's quota is used up, or stops it if that takes too long. Safe for several threads. */
final class QuotaPause {

    /** No pause is shorter, so that a quota that is said to be back and is not does not keep the run spinning. */
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private final BackfillSettings settings;
    private final StopSignal stop;

    private volatile Instant end = Instant.EPOCH;

    // Guarded by this.
    private Duration total = Duration.ZERO;
    private int inARow;

    QuotaPause(BackfillSettings settings, StopSignal stop) {
        this.settings = settings;
        this.stop = stop;
    }

    /** Whether the run pauses until the quota is back; else it stops. */
    synchronized boolean begin(Instant quotaReturns) {
        Instant now = now();
        boolean isNew = !end.isAfter(now);
        if (isNew) {
            inARow++;
        }
        int limit = settings.stopAfterEqualFailures();
        if (Duration.between(now, quotaReturns).compareTo(settings.longestPause()) > 0 || limit > 0 && inARow > limit) {
            stop.quotaExhausted(quotaReturns);
            return false;
        }
        Instant until = laterOf(quotaReturns, now.plus(SHORTEST));
        if (until.isAfter(end)) {
            total = total.plus(Duration.between(laterOf(now, end), until));
            end = until;
        }
        if (isNew) {
            settings.listener().onPause(until);
        }
        return true;
    }

    /** The next pause is the first in a row. */
    synchronized void documentSucceeded() {
        inARow = 0;
    }

    /** Until when the run pauses now; empty if it does not. */
    Optional<Instant> until() {
        return Optional.of(end).filter(until -> until.isAfter(now()));
    }

    /** Returns when the run does not pause, or when it stops. */
    void awaitEnd() throws InterruptedException {
        for (Optional<Instant> until = until(); until.isPresent(); until = until()) {
            // A millisecond more, because a clock can tick in those.
            if (stop.await(Duration.between(now(), until.get()).plusMillis(1).toNanos())) {
                return;
            }
        }
    }

    /** All pauses so far, and what is still to come of this one. */
    synchronized Duration total() {
        return total;
    }

    private Instant now() {
        return settings.clock().instant();
    }

    private static Instant laterOf(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
