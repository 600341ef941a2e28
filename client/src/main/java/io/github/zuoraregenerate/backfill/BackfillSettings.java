package io.github.zuoraregenerate.backfill;

import io.github.zuoraregenerate.RegenerateClient;
import io.github.zuoraregenerate.RegenerateListener;
import io.github.zuoraregenerate.RegenerateOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Supplier;

/** What {@link Backfill.Builder} collected. */
record BackfillSettings(
        Optional<Function<? super RegenerateListener, ? extends RegenerateClient>> client,
        String target,
        BackfillInput input,
        Path journal,
        RegenerateOptions options,
        int concurrency,
        OptionalInt ratePerMinute,
        int stopAfterEqualFailures,
        Duration longestPause,
        Duration stopTimeout,
        boolean skipInvalid,
        BackfillListener listener,
        Clock clock,
        Supplier<String> keys,
        RequestRules rules,
        JournalFile.Opener journalOpener) {}
