package io.github.zuoraregenerate.backfill;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The memory of a backfill on the disk: an append-only file of JSON Lines. Safe for several threads.
 *
 * <p>One thread writes what the others append, as much as there is at a time, and forces it to the disk: many records
 * share one force. After a failed write nothing is appended any more, because the file may end in the middle of a
 * record; the next run cuts that off.
 */
final class Journal implements Closeable {

    private final JournalFile file;
    private final Object lock = new Object();
    private final Thread writer = new Thread(this::write, "backfill-journal");

    private ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private long appended;
    private long durable;
    private boolean closing;
    private @Nullable IOException failure;

    private Journal(JournalFile file) {
        this.file = file;
        writer.setDaemon(true);
    }

    /**
     * Opens a journal, creates it if there is none, and brings the ledger up to what it knows.
     *
     * @param ledger with every document of the input open
     * @throws BackfillRefusedException if the journal cannot be used, or belongs to another run
     */
    static Journal open(Path path, JournalFile.Opener opener, JournalHeader header, Ledger ledger) {
        @Nullable JournalFile file = null;
        try {
            file = opener.open(path);
            long size = replay(path, file, header, ledger);
            if (size == 0) {
                file.truncate(0);
                file.append(ByteBuffer.wrap(JournalFormat.header(header)));
                file.force();
            }
            Journal journal = new Journal(file);
            journal.writer.start();
            return journal;
        } catch (IOException e) {
            close(file, e);
            throw new BackfillRefusedException("The journal " + path + " cannot be used: " + explained(e), e);
        } catch (RuntimeException e) {
            close(file, e);
            throw e;
        }
    }

    /**
     * Brings the ledger up to what a journal knows, without writing and without the lock.
     *
     * @throws BackfillRefusedException if the journal cannot be read, or belongs to another run
     */
    static void peek(Path path, InputStream content, JournalHeader header, Ledger ledger) {
        try {
            read(path, content, header, ledger);
        } catch (IOException e) {
            throw new BackfillRefusedException("The journal " + path + " cannot be read: " + explained(e), e);
        }
    }

    private static long replay(Path path, JournalFile file, JournalHeader header, Ledger ledger) throws IOException {
        try (InputStream content = file.read()) {
            Content read = read(path, content, header, ledger);
            if (read.total > read.whole) {
                file.truncate(read.whole);
            }
            return read.whole;
        }
    }

    /** Bytes in the file, and bytes up to the end of the last whole record. */
    private record Content(long total, long whole) {}

    private static Content read(Path path, InputStream content, JournalHeader header, Ledger ledger)
            throws IOException {
        byte[] buffer = new byte[1 << 16];
        int filled = 0;
        long whole = 0;
        long total = 0;
        long line = 0;
        @Nullable IOException broken = null;
        for (int read = content.read(buffer, 0, buffer.length);
                read >= 0;
                read = content.read(buffer, filled, buffer.length - filled)) {
            filled += read;
            total += read;
            int start = 0;
            for (int end = indexOfNewline(buffer, start, filled);
                    end >= 0;
                    end = indexOfNewline(buffer, start, filled)) {
                line++;
                if (broken != null) {
                    // Only the end can be torn by a crash; this is something else, and guessing could send twice.
                    throw new BackfillRefusedException(
                            "The journal " + path + " is damaged: line " + (line - 1) + " " + broken.getMessage()
                                    + ", and more lines follow. Restore the file; without it nobody knows what was sent.",
                            broken);
                }
                if (line == 1) {
                    checkHeader(path, buffer, end, header);
                    whole += end + 1 - start;
                } else {
                    try {
                        JournalFormat.readRecord(buffer, start, end - start, ledger);
                        whole += end + 1 - start;
                    } catch (IOException e) {
                        broken = e;
                    }
                }
                start = end + 1;
            }
            System.arraycopy(buffer, start, buffer, 0, filled - start);
            filled -= start;
            if (line == 0 && !JournalFormat.startsLikeAJournal(buffer, filled)) {
                throw notAJournal(path);
            }
            if (filled == buffer.length) {
                buffer = Arrays.copyOf(buffer, buffer.length * 2);
            }
        }
        return new Content(total, whole);
    }

    private static int indexOfNewline(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private static void checkHeader(Path path, byte[] bytes, int length, JournalHeader run) {
        if (length < JournalFormat.MAGIC.length() || !JournalFormat.startsLikeAJournal(bytes, length)) {
            throw notAJournal(path);
        }
        JournalHeader header;
        try {
            header = JournalFormat.readHeader(bytes, length);
        } catch (IOException e) {
            throw new BackfillRefusedException(
                    "The journal " + path + " is damaged: its first line " + e.getMessage() + ".", e);
        }
        List<String> differences = header.differences(run);
        if (!differences.isEmpty()) {
            throw new BackfillRefusedException("The journal " + path + " belongs to another run: "
                    + String.join("; ", differences)
                    + ". Name another journal for a new run, or repeat the run as it was begun.");
        }
    }

    private static BackfillRefusedException notAJournal(Path path) {
        return new BackfillRefusedException(
                path + " is not a journal of a backfill and was left as it is. Name another file for the journal.");
    }

    private static String explained(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "its directory does not exist.";
        }
        if (e instanceof AccessDeniedException) {
            return "no permission to read and write it.";
        }
        return e + ".";
    }

    private static void close(@Nullable JournalFile file, Exception because) {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            because.addSuppressed(e);
        }
    }

    /**
     * Adds a record; it becomes durable soon.
     *
     * @return its position, for {@link #awaitDurable(long)}
     * @throws IOException if an earlier write failed
     */
    long append(byte[] entry) throws IOException {
        synchronized (lock) {
            if (failure != null) {
                throw new IOException(failure.getMessage(), failure);
            }
            pending.writeBytes(entry);
            appended += entry.length;
            lock.notifyAll();
            return appended;
        }
    }

    /**
     * Returns when the record at that position is on the disk.
     *
     * @throws IOException if it cannot be written
     */
    void awaitDurable(long position) throws IOException, InterruptedException {
        synchronized (lock) {
            while (durable < position) {
                if (failure != null) {
                    throw new IOException(failure.getMessage(), failure);
                }
                lock.wait();
            }
        }
    }

    /** Why nothing can be written any more, null if it can. */
    @Nullable IOException failure() {
        synchronized (lock) {
            return failure;
        }
    }

    private void write() {
        try {
            for (ByteArrayOutputStream batch = takeBatch(); batch.size() > 0; batch = takeBatch()) {
                file.append(ByteBuffer.wrap(batch.toByteArray()));
                file.force();
                synchronized (lock) {
                    durable += batch.size();
                    lock.notifyAll();
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            synchronized (lock) {
                failure = e instanceof IOException io ? io : new IOException(e.toString(), e);
                lock.notifyAll();
            }
        }
    }

    /** Everything that is pending; empty only after a close. */
    private ByteArrayOutputStream takeBatch() {
        synchronized (lock) {
            while (pending.size() == 0 && !closing) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    // Nobody has this thread, and an interrupted one would close the file.
                    continue;
                }
            }
            ByteArrayOutputStream batch = pending;
            pending = new ByteArrayOutputStream();
            return batch;
        }
    }

    /**
     * Writes what is pending and frees the file.
     *
     * @throws IOException if not everything could be written
     */
    @Override
    public void close() throws IOException {
        synchronized (lock) {
            closing = true;
            lock.notifyAll();
        }
        boolean interrupted = false;
        while (writer.isAlive()) {
            try {
                writer.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        file.close();
        IOException failed = failure();
        if (failed != null) {
            throw new IOException(failed.getMessage(), failed);
        }
    }
}
