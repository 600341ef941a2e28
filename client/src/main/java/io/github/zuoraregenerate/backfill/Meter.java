package io.github.zuoraregenerate.backfill;

import io.github.zuoraregenerate.RegenerateListener;
import io.github.zuoraregenerate.error.Outcome;
import io.github.zuoraregenerate.retry.WaitCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the requests and waits of the client, and knows which threads wait. Safe for several threads. */
final class Meter implements RegenerateListener {

    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong retries = new AtomicLong();
    private final Map<WaitCause, Duration> waited = new EnumMap<>(WaitCause.class);
    private final Map<WaitCause, Integer> waits = new EnumMap<>(WaitCause.class);

    /** The end of the wait of a thread, in {@link System#nanoTime()}. */
    private final Map<Thread, Long> waitingUntil = new ConcurrentHashMap<>();

    /** Answers that the current call of a thread did not get. */
    private final Map<Thread, Integer> lostAnswers = new ConcurrentHashMap<>();

    @Override
    public void onAttempt(Attempt attempt) {
        calls.incrementAndGet();
        if (attempt.outcome() == Outcome.UNKNOWN) {
            lostAnswers.merge(Thread.currentThread(), 1, Integer::sum);
        }
        if (attempt.number() > 1) {
            retries.incrementAndGet();
        }
    }

    @Override
    public void onWait(Wait wait) {
        synchronized (waited) {
            waited.merge(wait.cause(), wait.duration(), Duration::plus);
            waits.merge(wait.cause(), 1, Integer::sum);
        }
        waitingUntil.put(
                Thread.currentThread(), System.nanoTime() + wait.duration().toNanos());
    }

    /** The call of this thread ended; how many answers it did not get. */
    int callEnded() {
        waitingUntil.remove(Thread.currentThread());
        Integer lost = lostAnswers.remove(Thread.currentThread());
        return lost == null ? 0 : lost;
    }

    /** Threads whose calls wait for at least that long from now. */
    List<Thread> waitingFor(Duration atLeast) {
        List<Thread> threads = new ArrayList<>();
        long limit = System.nanoTime() + atLeast.toNanos();
        waitingUntil.forEach((thread, until) -> {
            if (until - limit > 0) {
                threads.add(thread);
            }
        });
        return threads;
    }

    long calls() {
        return calls.get();
    }

    long retries() {
        return retries.get();
    }

    List<BackfillReport.Waited> waited() {
        synchronized (waited) {
            return waited.entrySet().stream()
                    .map(entry ->
                            new BackfillReport.Waited(entry.getKey(), entry.getValue(), waits.get(entry.getKey())))
                    .toList();
        }
    }
}
