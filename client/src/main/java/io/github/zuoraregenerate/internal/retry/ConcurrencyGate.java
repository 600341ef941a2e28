package io.github.zuoraregenerate.internal.retry;

import io.github.zuoraregenerate.internal.Timing;
import io.github.zuoraregenerate.limits.TenantLimits;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps the calls in flight under a limit of its own that shrinks when the tenant's is near and grows back slowly, and
 * holds calls back while the announced quota is used up. Safe for many threads; holds none.
 *
 * <p>The quota counts what the last answer left, less the calls in flight, because the server may not have counted
 * those yet. So the last calls of a window go out one by one, and none is sent to be refused.
 */
public final class ConcurrencyGate {

    /** The tenant counts as nearly full when at most a tenth of its limit is free. */
    private static final int NEARLY_FULL_PART = 10;

    /** The server samples what is in flight once a second; the other second is for the way of the answer. */
    private static final long SAMPLE_AGE = Duration.ofSeconds(2).toNanos();

    private final Timing timing;
    private final int maxInFlight;

    // A lock instead of synchronized: waiting must not pin a virtual thread.
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<CompletableFuture<Void>> queue = new ArrayDeque<>();
    private int limit;
    private int inFlight;
    /** The most in flight since {@link #peakSince}, and as long before that. */
    private int peak;

    private int peakBefore;
    private long peakSince;
    private int answersSinceGrowth;
    private long lastShrink;
    private boolean quotaKnown;
    private long quotaLeft;
    private long quotaReturns;
    private TenantLimits lastLimits = TenantLimits.NONE;

    /** A gate that lets through at most {@code maxInFlight} calls at a time. */
    public ConcurrencyGate(int maxInFlight, Timing timing) {
        this.maxInFlight = maxInFlight;
        this.limit = maxInFlight;
        this.timing = timing;
        this.lastShrink = timing.nanoTime();
        this.peakSince = lastShrink;
    }

    /** Asks for a place. After {@link Entry.Granted}, {@link #leave} must be called exactly once. */
    public Entry enter() {
        lock.lock();
        try {
            long now = timing.nanoTime();
            if (quotaKnown && now - quotaReturns >= 0) {
                quotaKnown = false;
            }
            boolean quotaUsed = quotaKnown && quotaLeft - inFlight <= 0;
            if (inFlight < limit && !quotaUsed) {
                inFlight++;
                notePeak(now);
                return new Entry.Granted(now);
            }
            if (inFlight == 0) {
                return new Entry.HeldBack(Duration.ofNanos(quotaReturns - now));
            }
            CompletableFuture<Void> turn = new CompletableFuture<>();
            queue.add(turn);
            return new Entry.Queued(turn);
        } finally {
            lock.unlock();
        }
    }

    /** Gives up a place in the queue, and passes on a turn that had already come. */
    public void abandon(Entry.Queued queued) {
        boolean waiting;
        lock.lock();
        try {
            waiting = queue.remove(queued.turn());
        } finally {
            lock.unlock();
        }
        if (!waiting) {
            passOn();
        }
    }

    /** Someone whose turn had come ends without entering: it is the next one's turn. Nobody is harmed by one too many. */
    public void passOn() {
        List<CompletableFuture<Void>> turns;
        lock.lock();
        try {
            turns = next(1);
        } finally {
            lock.unlock();
        }
        complete(turns);
    }

    /**
     * Gives back a place.
     *
     * @param entered when it was granted
     * @param limits what the answer announced, {@link TenantLimits#NONE} if there was none
     * @param refused whether the answer was a rate limit
     */
    public void leave(Entry.Granted entered, TenantLimits limits, boolean refused) {
        List<CompletableFuture<Void>> turns;
        lock.lock();
        try {
            if (!limits.equals(TenantLimits.NONE)) {
                lastLimits = limits;
            }
            learnQuota(limits);
            notePeak(timing.nanoTime());
            adapt(entered.at(), limits, refused);
            inFlight--;
            // At zero in flight nobody is left to wake the rest, so all of them look for themselves.
            turns = next(inFlight == 0 ? queue.size() : Math.max(1, limit - inFlight));
        } finally {
            lock.unlock();
        }
        complete(turns);
    }

    /** What the last answer that announced limits said. */
    public TenantLimits limits() {
        lock.lock();
        try {
            return lastLimits;
        } finally {
            lock.unlock();
        }
    }

    /** Calls that may be in flight at this moment. */
    int currentLimit() {
        lock.lock();
        try {
            return limit;
        } finally {
            lock.unlock();
        }
    }

    private void learnQuota(TenantLimits limits) {
        OptionalLong left = limits.rateRemaining();
        if (left.isEmpty() || limits.rateReset().isEmpty()) {
            return;
        }
        long reset = Math.min(
                limits.rateReset().get().toSeconds(), Duration.ofDays(366).toSeconds());
        long returns = timing.nanoTime() + Duration.ofSeconds(reset).toNanos();
        boolean sameWindow = quotaKnown
                && Math.abs(returns - quotaReturns) < Duration.ofSeconds(2).toNanos();
        // Answers can overtake each other: within one window the lower number is the later one.
        quotaLeft = sameWindow ? Math.min(quotaLeft, left.getAsLong()) : left.getAsLong();
        quotaReturns = sameWindow ? Math.max(quotaReturns, returns) : returns;
        quotaKnown = true;
    }

    private void adapt(long entered, TenantLimits limits, boolean refused) {
        boolean startedAfterShrink = entered - lastShrink >= 0;
        if (refused) {
            // Calls that were in flight together are refused together: that is one sign, not many.
            if (startedAfterShrink) {
                shrinkTo(limit / 2);
            }
        } else if (isNearlyFullOfOthers(limits)) {
            if (startedAfterShrink) {
                shrinkTo(limit - 1);
            }
        } else if (++answersSinceGrowth >= limit && limit < maxInFlight) {
            limit++;
            answersSinceGrowth = 0;
        }
    }

    private void shrinkTo(int newLimit) {
        limit = Math.max(1, newLimit);
        lastShrink = timing.nanoTime();
        answersSinceGrowth = 0;
    }

    private boolean isNearlyFullOfOthers(TenantLimits limits) {
        if (limits.concurrencyLimit().isEmpty() || limits.concurrencyRemaining().isEmpty()) {
            return false;
        }
        long total = limits.concurrencyLimit().getAsLong();
        long free = limits.concurrencyRemaining().getAsLong();
        long few = total / NEARLY_FULL_PART;
        // Calls that come back together are gone from ours before they are gone from the sample.
        return free <= few && total - free - Math.max(peak, peakBefore) > few;
    }

    private void notePeak(long now) {
        if (now - peakSince >= SAMPLE_AGE) {
            peakBefore = now - peakSince >= 2 * SAMPLE_AGE ? inFlight : peak;
            peak = inFlight;
            peakSince = now;
        }
        peak = Math.max(peak, inFlight);
    }

    private List<CompletableFuture<Void>> next(int count) {
        List<CompletableFuture<Void>> turns = new ArrayList<>();
        while (turns.size() < count && !queue.isEmpty()) {
            turns.add(queue.poll());
        }
        return turns;
    }

    /** Without the lock: on an executor that runs its tasks at once, a turn can be a whole request. */
    private static void complete(List<CompletableFuture<Void>> turns) {
        turns.forEach(turn -> turn.complete(null));
    }

    /** The answer to someone who asks for a place. */
    public sealed interface Entry {

        /** Go. */
        record Granted(long at) implements Entry {}

        /** The quota is used up: ask again after that time. */
        record HeldBack(Duration pause) implements Entry {}

        /** All places are taken: ask again when the turn has come. */
        record Queued(CompletableFuture<Void> turn) implements Entry {}
    }
}
