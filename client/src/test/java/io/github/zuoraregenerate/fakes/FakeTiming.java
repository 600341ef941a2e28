package io.github.zuoraregenerate.fakes;

import io.github.zuoraregenerate.internal.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Time that moves only when somebody sleeps or a test says so, and chance that a test sets. Safe for many threads. */
public final class FakeTiming implements Timing {

    /** A full second, because an HTTP date has no fractions. */
    public static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

    // Ten seconds before the counter overflows: only arithmetic by differences survives.
    private long nanos = Long.MAX_VALUE - Duration.ofSeconds(10).toNanos();
    private Instant wallClock = START;
    private double random = 0.5;
    private final List<Duration> sleeps = new ArrayList<>();
    private final List<Timer> timers = new ArrayList<>();

    private record Timer(long due, CompletableFuture<Void> future) {}

    @Override
    public synchronized long nanoTime() {
        return nanos;
    }

    @Override
    public synchronized Instant now() {
        return wallClock;
    }

    @Override
    public synchronized double random() {
        return random;
    }

    /** Returns at once, with both clocks moved on; refuses to sleep if the thread is interrupted. */
    @Override
    public void sleep(Duration duration) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        synchronized (this) {
            sleeps.add(duration);
        }
        advance(duration);
    }

    /** Completes when the clock is moved that far, by {@link #advance} or by someone's sleep. */
    @Override
    public synchronized CompletableFuture<Void> after(Duration delay) {
        CompletableFuture<Void> future = new CompletableFuture<>();
        timers.add(new Timer(nanos + delay.toNanos(), future));
        return future;
    }

    /** Moves both clocks on and completes the timers that are due. */
    public void advance(Duration duration) {
        List<Timer> due;
        synchronized (this) {
            nanos += duration.toNanos();
            wallClock = wallClock.plus(duration);
            due = timers.stream().filter(timer -> timer.due - nanos <= 0).toList();
            timers.removeAll(due);
        }
        due.forEach(timer -> timer.future.complete(null));
    }

    /** Someone sets the wall clock; the monotonic clock does not notice. */
    public synchronized void stepWallClock(Duration step) {
        wallClock = wallClock.plus(step);
    }

    /** What chance says from now on: at least 0, less than 1. One half at first. */
    public synchronized void random(double value) {
        random = value;
    }

    /** Every sleep so far, in order. */
    public synchronized List<Duration> sleeps() {
        return List.copyOf(sleeps);
    }

    /** How many timers are neither due nor cancelled. */
    public synchronized int pendingTimers() {
        return (int) timers.stream().filter(timer -> !timer.future.isDone()).count();
    }
}
