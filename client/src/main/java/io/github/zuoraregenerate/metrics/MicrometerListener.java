package io.github.zuoraregenerate.metrics;

import io.github.zuoraregenerate.RegenerateListener;
import io.github.zuoraregenerate.Regeneration;
import io.github.zuoraregenerate.error.Outcome;
import io.github.zuoraregenerate.error.RegenerateException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;

/**
 * Counts and times into a Micrometer registry. Safe for many threads. Needs {@code io.micrometer:micrometer-core},
 * which the client does not bring along.
 *
 * <ul>
 *   <li>{@code zuora.regenerate.attempts}: timer of requests, tags {@code outcome} and {@code status} (or {@code none})
 *   <li>{@code zuora.regenerate.calls}: timer of calls with their waits, tags {@code outcome} and {@code exception}
 *       (or {@code none})
 *   <li>{@code zuora.regenerate.waits}: timer of waits, tag {@code cause}
 * </ul>
 */
public final class MicrometerListener implements RegenerateListener {

    private final MeterRegistry registry;

    /** Records into that registry. */
    public MicrometerListener(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void onAttempt(Attempt attempt) {
        String status =
                attempt.status().isPresent() ? Integer.toString(attempt.status().getAsInt()) : "none";
        timer("attempts", "outcome", tag(attempt.outcome()), "status", status).record(attempt.duration());
    }

    @Override
    public void onWait(Wait wait) {
        timer("waits", "cause", wait.cause().name().toLowerCase(Locale.ROOT)).record(wait.duration());
    }

    @Override
    public void onSuccess(Regeneration regeneration, Duration elapsed) {
        timer("calls", "outcome", tag(Outcome.SUCCEEDED), "exception", "none").record(elapsed);
    }

    @Override
    public void onFailure(RegenerateException failure, Duration elapsed) {
        timer(
                        "calls",
                        "outcome",
                        tag(failure.outcome()),
                        "exception",
                        failure.getClass().getSimpleName())
                .record(elapsed);
    }

    private Timer timer(String name, String... tags) {
        return registry.timer("zuora.regenerate." + name, tags);
    }

    private static String tag(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }
}
