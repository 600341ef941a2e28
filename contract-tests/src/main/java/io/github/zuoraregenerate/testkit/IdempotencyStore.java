package io.github.zuoraregenerate.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Status, headers and body of the first request of each idempotency key, for 24 hours. Safe for many threads. Source:
 * "Idempotent requests" in Zuora's API reference.
 */
final class IdempotencyStore {

    static final Duration LIFETIME = Duration.ofHours(24);

    /** What a request finds. */
    sealed interface Lookup {
        /** No other request had the key: execute, and then complete or abandon. */
        record First() implements Lookup {}

        /** The first request with the key is not done. */
        record InProgress() implements Lookup {}

        /** The key belongs to another method or URL. */
        record OtherRequest() implements Lookup {}

        /** The first request with the key is done. */
        record Done(TenantAnswer answer) implements Lookup {}
    }

    private static final class Entry {
        private final String request;
        private final Instant since;
        private @Nullable TenantAnswer answer;
        private int conflicts;

        private Entry(String request, Instant since) {
            this.request = request;
            this.since = since;
        }
    }

    private final InstantSource clock;
    private final Map<String, Entry> entries = new HashMap<>();

    IdempotencyStore(InstantSource clock) {
        this.clock = clock;
    }

    /** Looks a key up, and takes it if it is free. */
    synchronized Lookup begin(String key, String request) {
        Entry entry = living(key);
        if (entry == null) {
            entries.put(key, new Entry(request, clock.instant()));
            return new Lookup.First();
        }
        if (!entry.request.equals(request)) {
            return new Lookup.OtherRequest();
        }
        TenantAnswer answer = entry.answer;
        if (answer == null) {
            return new Lookup.InProgress();
        }
        if (entry.conflicts > 0) {
            entry.conflicts--;
            return new Lookup.InProgress();
        }
        return new Lookup.Done(answer);
    }

    /** Stores the answer to a request that was refused before it began, unless the key is in use. */
    synchronized void storeIfFree(String key, String request, TenantAnswer answer) {
        if (living(key) == null) {
            Entry entry = new Entry(request, clock.instant());
            entry.answer = answer;
            entries.put(key, entry);
        }
    }

    /** Ends what {@link #begin} began; the next {@code conflicts} repetitions do not see it yet. */
    synchronized void complete(String key, TenantAnswer answer, int conflicts) {
        Entry entry = entries.get(key);
        if (entry != null) {
            entry.answer = answer;
            entry.conflicts = conflicts;
        }
    }

    /** Frees a key whose request reached nothing. */
    synchronized void abandon(String key) {
        entries.remove(key);
    }

    private @Nullable Entry living(String key) {
        Entry entry = entries.get(key);
        return entry != null && clock.instant().isBefore(entry.since.plus(LIFETIME)) ? entry : null;
    }
}
