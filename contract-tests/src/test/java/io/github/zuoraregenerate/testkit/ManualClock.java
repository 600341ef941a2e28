package io.github.zuoraregenerate.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Stands still until it is moved. */
final class ManualClock implements InstantSource {

    private volatile Instant now = Instant.parse("2026-11-22T12:00:00Z");

    @Override
    public Instant instant() {
        return now;
    }

    void move(Duration duration) {
        now = now.plus(duration);
    }
}
