package io.github.zuoraregenerate.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts the calls in flight. Safe for many threads. Source: "Concurrent request limits" in Zuora's API reference. */
final class ConcurrencyGate {

    private static final Duration SAMPLING = Duration.ofSeconds(1);

    private final InstantSource clock;
    private int limit;
    private int others;
    private int inFlight;
    private int peak;
    private @Nullable Instant sampledAt;
    private int sample;

    ConcurrencyGate(InstantSource clock, int limit) {
        this.clock = clock;
        this.limit = limit;
    }

    /** A call's place; to be closed when the call is done. */
    final class Place implements AutoCloseable {
        private final boolean granted;

        private Place(boolean granted) {
            this.granted = granted;
        }

        boolean granted() {
            return granted;
        }

        @Override
        public void close() {
            leave();
        }
    }

    synchronized Place enter() {
        inFlight++;
        peak = Math.max(peak, inFlight);
        return new Place(inFlight + others <= limit);
    }

    private synchronized void leave() {
        inFlight--;
    }

    synchronized void limit(int calls) {
        limit = calls;
        sampledAt = null;
    }

    synchronized void others(int calls) {
        others = calls;
        sampledAt = null;
    }

    synchronized int peak() {
        return peak;
    }

    /** The limit as it was sampled in this second. */
    synchronized Map<String, String> headers() {
        Instant now = clock.instant();
        if (sampledAt == null || !now.isBefore(sampledAt.plus(SAMPLING))) {
            sampledAt = now;
            sample = Math.max(0, limit - others - inFlight);
        }
        return Map.of(
                "Concurrency-Limit-Type", "Default",
                "Concurrency-Limit-Limit", Integer.toString(limit),
                "Concurrency-Limit-Remaining", Integer.toString(sample));
    }
}
