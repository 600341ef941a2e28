package io.github.zuoraregenerate.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Time and chance, so that tests can decide both. Safe for many threads. */
public interface Timing {

    /** The machine's own. */
    Timing SYSTEM = new Timing() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            TimeUnit.NANOSECONDS.sleep(duration.toNanos());
        }

        @Override
        public CompletableFuture<Void> after(Duration delay) {
            return new CompletableFuture<Void>().completeOnTimeout(null, delay.toNanos(), TimeUnit.NANOSECONDS);
        }

        @Override
        public double random() {
            return ThreadLocalRandom.current().nextDouble();
        }
    };

    /** Nanoseconds of a monotonic clock: only differences mean something. */
    long nanoTime();

    /** The wall clock, for HTTP dates and for telling people when to come back. */
    Instant now();

    /** Holds the calling thread. */
    void sleep(Duration duration) throws InterruptedException;

    /** Completes after the delay, holding no thread until then. To be cancelled when it is no longer needed. */
    CompletableFuture<Void> after(Duration delay);

    /** At least 0, less than 1. */
    double random();
}
