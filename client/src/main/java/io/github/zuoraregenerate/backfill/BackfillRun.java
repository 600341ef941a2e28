package io.github.zuoraregenerate.backfill;

import io.github.zuoraregenerate.RegenerateClient;
import io.github.zuoraregenerate.RegenerateListener;
import io.github.zuoraregenerate.RegenerateOptions;
import io.github.zuoraregenerate.Regeneration;
import io.github.zuoraregenerate.backfill.DocumentResult.Kind;
import io.github.zuoraregenerate.error.AuthenticationException;
import io.github.zuoraregenerate.error.Outcome;
import io.github.zuoraregenerate.error.OutcomeUnknownException;
import io.github.zuoraregenerate.error.PermissionException;
import io.github.zuoraregenerate.error.RateLimitedException;
import io.github.zuoraregenerate.error.RegenerateException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Sends the open documents of one run. */
final class BackfillRun {

    /** How long the server keeps a key. */
    private static final Duration KEY_LIFETIME = Duration.ofHours(24);

    /** A call may repeat its key for some minutes, so it must not begin at the last moment. */
    private static final Duration KEY_MARGIN = Duration.ofMinutes(10);

    /** For what still runs after an interrupt. */
    private static final Duration INTERRUPT_TIMEOUT = Duration.ofSeconds(10);

    private final BackfillSettings settings;
    private final CheckedInput input;
    private final Ledger ledger;
    private final Meter meter;

    final StopSignal stop;

    private final QuotaPause pause;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger endedDocuments = new AtomicInteger();

    private volatile Instant started;
    private volatile long startedNanos = System.nanoTime();
    private volatile long endedNanos;
    private volatile @Nullable RegenerateClient client;

    private final Object failures = new Object();

    // Guarded by failures.
    private String lastFailure = "";
    private int failuresInARow;

    BackfillRun(BackfillSettings settings, CheckedInput input, Meter meter) {
        this.settings = settings;
        this.input = input;
        this.ledger = input.ledger;
        this.meter = meter;
        this.stop = new StopSignal(settings);
        this.pause = new QuotaPause(settings, stop);
        this.started = settings.clock().instant();
    }

    /** Sends until all is sent or the run is stopped. */
    void send(Journal journal, Function<? super RegenerateListener, ? extends RegenerateClient> factory) {
        try {
            if (ledger.count(Ledger.State.OPEN) + ledger.count(Ledger.State.SENT) > 0) {
                try (RegenerateClient opened = factory.apply(meter);
                        BackfillInput.LineReader lines = settings.input().open()) {
                    client = opened;
                    started = settings.clock().instant();
                    startedNanos = System.nanoTime();
                    new Workers(journal, opened, lines).run();
                } catch (IOException e) {
                    stop.inputFailed(e);
                }
            }
        } finally {
            endedNanos = System.nanoTime();
        }
    }

    BackfillProgress progress(long linesChecked, boolean ended) {
        BackfillProgress.Phase phase = ended || endedNanos != 0
                ? BackfillProgress.Phase.ENDED
                : stop.reason().isPresent() ? BackfillProgress.Phase.STOPPING : BackfillProgress.Phase.SENDING;
        RegenerateClient current = client;
        return new BackfillProgress(
                phase,
                linesChecked,
                ledger.documents(),
                ledger.count(Ledger.State.SUCCEEDED),
                ledger.count(Ledger.State.FAILED),
                ledger.count(Ledger.State.SENT) + ledger.count(Ledger.State.SET_ASIDE),
                inFlight.get(),
                Math.min(inFlight.get(), meter.waitingFor(Duration.ZERO).size()),
                endedDocuments.get(),
                elapsed(),
                pause.until(),
                current == null ? OptionalLong.empty() : current.limits().rateRemaining());
    }

    BackfillReport report() {
        return new BackfillReport(
                settings.input().name(),
                settings.target(),
                settings.journal().toString(),
                ledger.documents(),
                ledger.count(Ledger.State.SUCCEEDED),
                ledger.count(Ledger.State.FAILED),
                ledger.count(Ledger.State.SENT),
                ledger.count(Ledger.State.SET_ASIDE),
                ledger.count(Ledger.State.OPEN),
                input.invalidLines(),
                ledger.count(Ledger.State.DUPLICATE),
                ledger.reasons(),
                ledger.unknown(BackfillReport.MAX_UNKNOWN_DOCUMENTS),
                new BackfillReport.ThisRun(
                        started,
                        elapsed(),
                        endedDocuments.get(),
                        meter.calls(),
                        meter.retries(),
                        meter.waited(),
                        pause.total()),
                stop.reason());
    }

    private Duration elapsed() {
        return Duration.ofNanos((endedNanos == 0 ? System.nanoTime() : endedNanos) - startedNanos);
    }

    /** The threads of the run, and what they do. */
    private final class Workers {

        private final Journal journal;
        private final RegenerateClient client;
        private final DocumentQueue queue;
        private final Thread reader;
        private final List<Thread> threads = new ArrayList<>();
        private final CountDownLatch left;

        Workers(Journal journal, RegenerateClient client, BackfillInput.LineReader lines) {
            this.journal = journal;
            this.client = client;
            this.queue = new DocumentQueue(settings, input, journal, lines, stop);
            this.reader = thread("backfill-reader", queue::fill);
            for (int i = 1; i <= settings.concurrency(); i++) {
                threads.add(thread("backfill-" + i, this::work));
            }
            this.left = new CountDownLatch(threads.size() + 1);
        }

        private Thread thread(String name, Runnable task) {
            Thread thread = new Thread(
                    () -> {
                        try {
                            task.run();
                        } finally {
                            left.countDown();
                            if (left.getCount() == 0) {
                                stop.allDone();
                            } else if (left.getCount() == 1) {
                                // If it is the one that is left, nobody is there to take what it reads.
                                reader.interrupt();
                            }
                        }
                    },
                    name);
            thread.setDaemon(true);
            return thread;
        }

        void run() {
            reader.start();
            threads.forEach(Thread::start);
            boolean interrupted = false;
            try {
                stop.await();
            } catch (InterruptedException e) {
                interrupted = true;
                stop.requested();
            }
            Duration timeout = settings.stopTimeout();
            reader.interrupt();
            // Their answer would come too late.
            meter.waitingFor(timeout).forEach(Thread::interrupt);
            if (!awaitEnd(timeout)) {
                threads.forEach(Thread::interrupt);
                awaitEnd(INTERRUPT_TIMEOUT);
            }
            try {
                for (DocumentQueue.Prepared document : queue.left()) {
                    // Whoever should have taken it was interrupted, if there is no other reason.
                    stop.requested();
                    notSent(document.key());
                }
            } catch (IOException e) {
                stop.journalFailed(e);
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        private boolean awaitEnd(Duration timeout) {
            long end = System.nanoTime() + timeout.toNanos();
            boolean interrupted = false;
            try {
                while (true) {
                    try {
                        return left.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        private void work() {
            try {
                for (DocumentQueue.Prepared document = queue.take(); document != null; document = queue.take()) {
                    send(document);
                }
            } catch (InterruptedException e) {
                // The stop could not wait any longer. The journal knows what was sent.
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                stop.journalFailed(e);
            } catch (RuntimeException | Error e) {
                stop.programFailed(e);
            }
        }

        private void send(DocumentQueue.Prepared document) throws InterruptedException, IOException {
            @Nullable RecordedKey unused = document.key();
            try {
                boolean again = true;
                while (again) {
                    pause.awaitEnd();
                    if (stop.isSet()) {
                        return;
                    }
                    RecordedKey key = unused;
                    unused = null;
                    again = sendOnce(document.line(), key);
                }
            } finally {
                notSent(unused);
            }
        }

        /**
         * Whether to try again after a pause.
         *
         * @param prepared a key that waits in the journal for this document, null if it needs another
         */
        private boolean sendOnce(InputLine line, @Nullable RecordedKey prepared)
                throws InterruptedException, IOException {
            int number = (int) line.number();
            Ledger.@Nullable Sent earlier = ledger.key(number);
            if (earlier != null) {
                if (isTooOld(earlier)) {
                    ledger.setAside(number);
                    ended(line, Kind.SET_ASIDE, Optional.of("its key is older than 24 hours"), 0, Duration.ZERO);
                    return false;
                }
                return call(line, earlier.key(), true);
            }
            RecordedKey recorded = prepared != null && isFresh(prepared)
                    ? prepared
                    : append(line, settings.keys().get());
            boolean called = false;
            try {
                recorded.awaitDurable(journal, ledger);
                if (stop.isSet() || pause.until().isPresent()) {
                    return true;
                }
                called = true;
                return call(line, recorded.key(), false);
            } finally {
                if (!called) {
                    notSent(recorded);
                }
            }
        }

        private void notSent(@Nullable RecordedKey recorded) throws IOException {
            if (recorded != null) {
                int number = (int) recorded.line().number();
                ledger.open(number);
                journal.append(JournalFormat.outcome(
                        number, JournalFormat.NOT_SENT, "", "the run stopped or paused", Optional.empty()));
            }
        }

        private boolean isTooOld(Ledger.Sent sent) {
            return sent.at()
                    .plus(KEY_LIFETIME)
                    .minus(KEY_MARGIN)
                    .isBefore(settings.clock().instant());
        }

        /** A pause costs a key its time, and nobody knows it yet: another is as good. */
        private boolean isFresh(RecordedKey prepared) {
            return prepared.at().plus(KEY_MARGIN).isAfter(settings.clock().instant());
        }

        private RecordedKey append(InputLine line, String key) throws IOException {
            return RecordedKey.append(journal, line, key, settings.clock().instant());
        }

        private boolean call(InputLine line, String firstKey, boolean repetition) throws IOException {
            RegenerateOptions.Builder options = LineOptions.over(settings.options(), line.options())
                    .allowKeyRotation(true)
                    .keyRecorder(key -> recordWhileSending(line, key));
            if (repetition) {
                options.repeating(firstKey);
            } else {
                options.idempotencyKey(firstKey);
            }
            long begin = System.nanoTime();
            inFlight.incrementAndGet();
            try {
                Regeneration regeneration;
                try {
                    regeneration = client.regenerate(line.request(), options.build());
                } catch (RegenerateException e) {
                    return failed(line, e, repetition, since(begin));
                } catch (RuntimeException e) {
                    IOException journalFailure = journal.failure();
                    if (journalFailure != null) {
                        stop.journalFailed(journalFailure);
                    } else if (!Thread.currentThread().isInterrupted()) {
                        throw e;
                    }
                    ended(line, Kind.UNKNOWN, Optional.of("the call broke off"), 0, since(begin));
                    return false;
                }
                succeeded(line, regeneration, since(begin));
                return false;
            } finally {
                inFlight.decrementAndGet();
                meter.callEnded();
            }
        }

        private void recordWhileSending(InputLine line, String key) {
            Ledger.Sent known = ledger.key((int) line.number());
            if (known != null && known.key().equals(key)) {
                return;
            }
            try {
                append(line, key).awaitDurable(journal, ledger);
            } catch (IOException e) {
                throw new UncheckedIOException("The key of line " + line.number() + " cannot be kept", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted before the key of line " + line.number() + " was kept", e);
            }
        }

        private void succeeded(InputLine line, Regeneration regeneration, Duration elapsed) throws IOException {
            int number = (int) line.number();
            ledger.succeeded(number);
            journal.append(JournalFormat.succeeded(number, regeneration));
            synchronized (failures) {
                failuresInARow = 0;
            }
            pause.documentSucceeded();
            ended(line, Kind.SUCCEEDED, Optional.empty(), regeneration.attempts(), elapsed);
        }

        /** Whether to try again after a pause. */
        private boolean failed(InputLine line, RegenerateException e, boolean repetition, Duration elapsed)
                throws IOException {
            int number = (int) line.number();
            String reason = FailureText.reason(e);
            String detail = FailureText.detail(e);
            Kind kind = kind(e, repetition);
            switch (kind) {
                case UNKNOWN ->
                    journal.append(JournalFormat.outcome(number, JournalFormat.UNKNOWN, reason, detail, e.requestId()));
                case NOT_SENT -> {
                    ledger.open(number);
                    journal.append(
                            JournalFormat.outcome(number, JournalFormat.NOT_SENT, reason, detail, e.requestId()));
                }
                default -> {
                    ledger.failed(number, reason, detail);
                    journal.append(JournalFormat.outcome(number, JournalFormat.FAILED, reason, detail, e.requestId()));
                }
            }
            if (e instanceof AuthenticationException || e instanceof PermissionException) {
                stop.systemic(e.getMessage() + " Every other document would fail alike.");
            } else if (e instanceof RateLimitedException limited) {
                if (pause.begin(limited.retryAt())) {
                    return true;
                }
            } else if (!stop.isSet()) {
                countFailure(reason, detail);
            }
            ended(line, kind, Optional.of(reason + (detail.isEmpty() ? "" : ": " + detail)), e.attempts(), elapsed);
            return false;
        }

        /** Stops the run if the same reason comes too often in a row. */
        private void countFailure(String reason, String detail) {
            synchronized (failures) {
                failuresInARow = reason.equals(lastFailure) ? failuresInARow + 1 : 1;
                lastFailure = reason;
                int limit = settings.stopAfterEqualFailures();
                if (limit > 0 && failuresInARow >= limit) {
                    stop.systemic(limit + " documents in a row failed for the same reason, " + reason
                            + (detail.isEmpty() ? "" : " (" + detail + ")")
                            + ", so the reason is not in the documents.");
                }
            }
        }

        private void ended(InputLine line, Kind kind, Optional<String> reason, int attempts, Duration elapsed) {
            endedDocuments.incrementAndGet();
            settings.listener()
                    .onDocument(new DocumentResult(
                            line.number(), line.document(), kind, reason, attempts, meter.callEnded(), elapsed));
        }
    }

    private static Kind kind(RegenerateException e, boolean repetition) {
        if (e instanceof OutcomeUnknownException) {
            return Kind.UNKNOWN;
        }
        if (e.outcome() == Outcome.NOT_EXECUTED) {
            // That this call executed nothing says nothing of the earlier one.
            return repetition ? Kind.UNKNOWN : Kind.NOT_SENT;
        }
        if (e instanceof PermissionException || e instanceof RateLimitedException) {
            // Nothing that has to do with the document.
            return Kind.NOT_SENT;
        }
        return Kind.FAILED;
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}
