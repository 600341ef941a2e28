package io.github.zuoraregenerate.backfill;

import io.github.zuoraregenerate.RegenerateClient;
import io.github.zuoraregenerate.RegenerateListener;
import io.github.zuoraregenerate.RegenerateOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Regenerates many documents, with a journal on the disk, so that a run that was stopped, killed or cut off goes on
 * where it was.
 *
 * <p>The guarantees:
 *
 * <ul>
 *   <li>Nothing is sent before every line of the input was checked.
 *   <li>An idempotency key is on the disk before the first byte of its request is sent.
 *   <li>A run with the journal of an earlier one sends no document again that succeeded or definitely failed. One whose
 *       outcome is unknown is repeated with the same key, so that the server executes it at most once; after 24 hours
 *       the server forgets the key, and the document is set aside and reported.
 *   <li>A document that is in several lines is sent once.
 *   <li>Memory does not hold the documents: about 28 bytes a line, and some hundred for each unknown outcome.
 * </ul>
 *
 * <p>One object is one run. {@link #run()} may be called once; {@link #stop()} and {@link #progress()} may be called by
 * any thread.
 */
public final class Backfill {

    /** See {@link Builder#concurrency(int)}. */
    public static final int DEFAULT_CONCURRENCY = 8;

    /** The most calls in flight that Zuora allows a tenant for this operation. */
    public static final int MAX_CONCURRENCY = 40;

    /** See {@link Builder#stopAfterEqualFailures(int)}. */
    public static final int DEFAULT_STOP_AFTER_EQUAL_FAILURES = 20;

    /** See {@link Builder#longestPause(Duration)}: the window of an hour fits in. */
    public static final Duration DEFAULT_LONGEST_PAUSE = Duration.ofMinutes(61);

    /** See {@link Builder#stopTimeout(Duration)}. */
    public static final Duration DEFAULT_STOP_TIMEOUT = Duration.ofSeconds(30);

    /** More problems of the input are only counted, and told to the listener. */
    public static final int MAX_PROBLEMS = 1000;

    private final BackfillSettings settings;
    private final AtomicBoolean used = new AtomicBoolean();
    private final AtomicLong linesChecked = new AtomicLong();
    private final Meter meter = new Meter();

    private volatile boolean stopRequested;
    private volatile boolean ended;
    private volatile @Nullable BackfillRun sending;
    private volatile @Nullable CheckedInput checked;

    private Backfill(BackfillSettings settings) {
        this.settings = settings;
    }

    /** Starts a backfill; client, target, input and journal must be set. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Checks the input, then sends what the journal does not know as ended. Returns when all is sent, or the run was
     * stopped; an interrupt stops it as {@link #stop()} does, and stays set.
     *
     * @throws BackfillRefusedException if input or journal cannot be used; nothing was sent
     * @throws IllegalStateException if it was called before, or no client was set
     */
    public BackfillReport run() {
        Function<? super RegenerateListener, ? extends RegenerateClient> factory = settings.client()
                .orElseThrow(() -> new IllegalStateException("A client must be set: it sends the documents."));
        if (!used.compareAndSet(false, true)) {
            throw new IllegalStateException("A backfill runs once: build another one with the same journal.");
        }
        // An interrupted thread can open no file.
        boolean interrupted = Thread.interrupted();
        if (interrupted) {
            stop();
        }
        try {
            CheckedInput input = CheckedInput.check(settings, linesChecked);
            checked = input;
            BackfillRun run = new BackfillRun(settings, input, meter);
            try (Journal journal =
                    Journal.open(settings.journal(), settings.journalOpener(), input.header(), input.ledger)) {
                sending = run;
                if (stopRequested) {
                    run.stop.requested();
                }
                run.send(journal, factory);
            } catch (IOException e) {
                run.stop.journalFailed(e);
            }
            return run.report();
        } finally {
            ended = true;
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Checks the input and looks into the journal, if there is one, without writing anything and without a client.
     *
     * @throws BackfillRefusedException if input or journal cannot be used
     */
    public BackfillPlan plan() {
        CheckedInput input = CheckedInput.check(settings, linesChecked);
        boolean resumes = false;
        try (InputStream journal = Files.newInputStream(settings.journal())) {
            Journal.peek(settings.journal(), journal, input.header(), input.ledger);
            resumes = true;
        } catch (NoSuchFileException e) {
            // The run is going to create it.
            resumes = false;
        } catch (IOException e) {
            throw new BackfillRefusedException(
                    "The journal " + settings.journal() + " cannot be read: " + e.getMessage(), e);
        }
        Ledger ledger = input.ledger;
        return new BackfillPlan(
                settings.input().name(),
                settings.target(),
                settings.journal().toString(),
                resumes,
                ledger.documents(),
                input.documentsByType,
                ledger.count(Ledger.State.OPEN),
                ledger.count(Ledger.State.SENT),
                ledger.count(Ledger.State.SUCCEEDED),
                ledger.count(Ledger.State.FAILED),
                input.invalidLines(),
                ledger.count(Ledger.State.DUPLICATE),
                new ArrayList<>(input.problems));
    }

    /**
     * Sends nothing more. Calls in flight may end within the stop timeout; then they are interrupted, and their
     * outcome is unknown until a run with the same journal repeats them. Returns at once; {@link #run()} returns when
     * the run has ended.
     */
    public void stop() {
        stopRequested = true;
        BackfillRun run = sending;
        if (run != null) {
            run.stop.requested();
        }
    }

    /**
     * Writes the documents that definitely failed in all runs with the journal, as CSV that
     * {@link BackfillInput#csv(Path)} can read again. Replaces the file, if it exists, by the whole list or not at all.
     *
     * @throws IOException if the input cannot be read again, or the file cannot be written
     * @throws IllegalStateException if {@link #run()} has not returned a report
     */
    public void writeFailedDocuments(Path file) throws IOException {
        CheckedInput input = checked;
        if (input == null || !ended) {
            throw new IllegalStateException("Which documents failed is known after the run.");
        }
        FailedDocuments.write(settings.input(), input.ledger, file);
    }

    /** How far the run is. */
    public BackfillProgress progress() {
        BackfillRun run = sending;
        if (run == null) {
            return new BackfillProgress(
                    ended ? BackfillProgress.Phase.ENDED : BackfillProgress.Phase.CHECKING,
                    linesChecked.get(),
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    Duration.ZERO,
                    Optional.empty(),
                    OptionalLong.empty());
        }
        return run.progress(linesChecked.get(), ended);
    }

    /** Collects the settings of a {@link Backfill}. Not safe for several threads. */
    public static final class Builder {

        private @Nullable Function<? super RegenerateListener, ? extends RegenerateClient> client;
        private @Nullable String target;
        private @Nullable BackfillInput input;
        private @Nullable Path journal;
        private RegenerateOptions options = RegenerateOptions.none();
        private int concurrency = DEFAULT_CONCURRENCY;
        private OptionalInt ratePerMinute = OptionalInt.empty();
        private int stopAfterEqualFailures = DEFAULT_STOP_AFTER_EQUAL_FAILURES;
        private Duration longestPause = DEFAULT_LONGEST_PAUSE;
        private Duration stopTimeout = DEFAULT_STOP_TIMEOUT;
        private boolean skipInvalid;
        private BackfillListener listener = new BackfillListener() {};
        private Clock clock = Clock.systemUTC();
        private Supplier<String> keys = () -> UUID.randomUUID().toString();
        private RequestRules rules = RegenerateClient::validate;
        private JournalFile.Opener journalOpener = LockedFile::open;

        private Builder() {}

        /**
         * Makes the client, with the given listener among its listeners: the report counts by it. The client should
         * allow as many calls in flight as {@link #concurrency(int)}; all retries and waits are its policy. It is
         * asked for when something is to be sent, and closed at the end of the run.
         */
        public Builder client(Function<? super RegenerateListener, ? extends RegenerateClient> client) {
            this.client = client;
            return this;
        }

        /**
         * Base URL of the server that the client sends to. The journal keeps it, and is refused with another one: a
         * key means nothing on another server.
         */
        public Builder target(String baseUrl) {
            this.target = baseUrl;
            return this;
        }

        /** The documents. */
        public Builder input(BackfillInput input) {
            this.input = input;
            return this;
        }

        /** The file of the journal. It is created if it does not exist; else the run goes on with it. */
        public Builder journal(Path journal) {
            this.journal = journal;
            return this;
        }

        /** For every document that does not set them in its own line. None by default. Keys are ignored. */
        public Builder options(RegenerateOptions options) {
            this.options = options;
            return this;
        }

        /** Documents on their way at the same time, 1 to 40. 8 by default. The tenant's 40 are shared by all. */
        public Builder concurrency(int documents) {
            if (documents < 1 || documents > MAX_CONCURRENCY) {
                throw new IllegalArgumentException(
                        "concurrency = " + documents + ": must be between 1 and " + MAX_CONCURRENCY);
            }
            this.concurrency = documents;
            return this;
        }

        /** Documents that are begun per minute, at most, evenly spread. Unlimited by default. */
        public Builder ratePerMinute(int documents) {
            if (documents < 1) {
                throw new IllegalArgumentException("ratePerMinute = " + documents + ": must be at least 1");
            }
            this.ratePerMinute = OptionalInt.of(documents);
            return this;
        }

        /**
         * After that many documents in a row that did not succeed for the same reason, the run stops: the reason is
         * not in the documents. 20 by default; 0 means never.
         */
        public Builder stopAfterEqualFailures(int documents) {
            if (documents < 0) {
                throw new IllegalArgumentException("stopAfterEqualFailures = " + documents + ": must not be negative");
            }
            this.stopAfterEqualFailures = documents;
            return this;
        }

        /**
         * If the quota returns within that time the run pauses, else it stops. 61 minutes by default, so that it waits
         * for the quota of an hour and stops for that of a day.
         */
        public Builder longestPause(Duration pause) {
            if (pause.isNegative()) {
                throw new IllegalArgumentException("longestPause = " + pause + ": must not be negative");
            }
            this.longestPause = pause;
            return this;
        }

        /** How long a stopped run waits for the calls in flight. 30 seconds by default. */
        public Builder stopTimeout(Duration timeout) {
            if (timeout.isNegative()) {
                throw new IllegalArgumentException("stopTimeout = " + timeout + ": must not be negative");
            }
            this.stopTimeout = timeout;
            return this;
        }

        /** Whether bad lines are left out; else they keep the run from beginning. False by default. */
        public Builder skipInvalid(boolean skip) {
            this.skipInvalid = skip;
            return this;
        }

        /** Sees every document. None by default. */
        public Builder listener(BackfillListener listener) {
            this.listener = listener;
            return this;
        }

        Builder clock(Clock clock) {
            this.clock = clock;
            return this;
        }

        Builder keys(Supplier<String> keys) {
            this.keys = keys;
            return this;
        }

        Builder rules(RequestRules rules) {
            this.rules = rules;
            return this;
        }

        Builder journalOpener(JournalFile.Opener opener) {
            this.journalOpener = opener;
            return this;
        }

        /**
         * The backfill. Opens nothing yet.
         *
         * @throws IllegalStateException if target, input or journal is missing
         */
        public Backfill build() {
            return new Backfill(new BackfillSettings(
                    Optional.ofNullable(client),
                    required(target, "target: the base URL of the server"),
                    required(input, "input: the documents"),
                    required(journal, "journal: the file that remembers what was sent"),
                    options,
                    concurrency,
                    ratePerMinute,
                    stopAfterEqualFailures,
                    longestPause,
                    stopTimeout,
                    skipInvalid,
                    listener,
                    clock,
                    keys,
                    rules,
                    journalOpener));
        }

        private static <T> T required(@Nullable T value, String what) {
            if (value == null) {
                throw new IllegalStateException("A backfill needs its " + what + ".");
            }
            return value;
        }
    }
}
