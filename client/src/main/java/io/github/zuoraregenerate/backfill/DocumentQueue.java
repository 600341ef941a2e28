package io.github.zuoraregenerate.backfill;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The documents that are still to be sent, each at its time. One thread reads ahead of those that send, as many
 * documents as can be in flight, and appends their keys to the journal, so that nobody waits for the disk.
 */
final class DocumentQueue {

    /**
     * A document to send.
     *
     * @param line the document
     * @param key its key; null if it has one from an earlier run
     */
    record Prepared(InputLine line, @Nullable RecordedKey key) {}

    /** Lets everyone who takes see the end, so it is put back by whoever took it. */
    private static final Prepared END = new Prepared(InputLine.invalid(Integer.MAX_VALUE, List.of()), null);

    private final BackfillSettings settings;
    private final CheckedInput input;
    private final Journal journal;
    private final BackfillInput.LineReader lines;
    private final StopSignal stop;

    private final BlockingQueue<Prepared> prepared = new LinkedBlockingQueue<>();
    private final Semaphore room;

    // Of the thread that fills.
    private long nextStart = System.nanoTime();
    private int lastLine;

    DocumentQueue(
            BackfillSettings settings,
            CheckedInput input,
            Journal journal,
            BackfillInput.LineReader lines,
            StopSignal stop) {
        this.settings = settings;
        this.input = input;
        this.journal = journal;
        this.lines = lines;
        this.stop = stop;
        // At a rate nothing is ahead: what had waited would all start at once when places become free.
        this.room = new Semaphore(settings.ratePerMinute().isPresent() ? 0 : settings.concurrency());
    }

    /** Reads until the input ends, the run stops or the thread is interrupted. Called once. */
    void fill() {
        try {
            for (InputLine line = next(); line != null; line = next()) {
                room.acquire();
                awaitStart();
                if (stop.isSet()) {
                    return;
                }
                prepared.add(new Prepared(line, key(line)));
            }
        } catch (InterruptedException e) {
            // Else the run would end without a reason before all was sent.
            stop.requested();
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            stop.journalFailed(e);
        } catch (RuntimeException | Error e) {
            stop.programFailed(e);
        } finally {
            prepared.add(END);
        }
    }

    /** The next document; null if there is none. When the run stops, those that are ready are still to be taken. */
    @Nullable Prepared take() throws InterruptedException {
        room.release();
        Prepared taken = prepared.take();
        if (taken == END) {
            prepared.add(END);
            return null;
        }
        return taken;
    }

    /** What nobody took, and nobody will take any more. */
    List<Prepared> left() {
        List<Prepared> left = new ArrayList<>();
        prepared.drainTo(left);
        left.remove(END);
        // For whoever ignored the interrupts and asks for one more after all.
        prepared.add(END);
        return left;
    }

    private @Nullable RecordedKey key(InputLine line) throws IOException {
        return input.ledger.state((int) line.number()) == Ledger.State.SENT
                ? null
                : RecordedKey.append(
                        journal, line, settings.keys().get(), settings.clock().instant());
    }

    private void awaitStart() throws InterruptedException {
        if (settings.ratePerMinute().isPresent()) {
            long now = System.nanoTime();
            long gap = TimeUnit.MINUTES.toNanos(1) / settings.ratePerMinute().getAsInt();
            nextStart = Math.max(nextStart + gap, now);
            stop.await(nextStart - now);
        }
    }

    /** The next line to send; null if there is none, or the input is not as it was checked. */
    private @Nullable InputLine next() {
        try {
            return readNext();
        } catch (IOException e) {
            stop.inputFailed(e);
            return null;
        }
    }

    private @Nullable InputLine readNext() throws IOException {
        for (InputLine line = lines.next(); line != null; line = lines.next()) {
            lastLine = (int) line.number();
            Ledger.State state = input.ledger.state(lastLine);
            if (lastLine > input.lastLine()) {
                throw new IOException("line " + lastLine + " was added.");
            }
            if (state == Ledger.State.OPEN || state == Ledger.State.SENT) {
                if (!line.problems().isEmpty()
                        || !input.index.isAt(lastLine, DocumentDigest.of(line.request(), line.options()))) {
                    throw new IOException("line " + lastLine + " changed.");
                }
                return line;
            }
        }
        if (lastLine < input.lastLine()) {
            throw new IOException("it ended after line " + lastLine + " instead of " + input.lastLine() + ".");
        }
        return null;
    }
}
