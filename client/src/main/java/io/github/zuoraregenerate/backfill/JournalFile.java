package io.github.zuoraregenerate.backfill;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** The file under a journal, held by this run alone. Used by one thread at a time. */
interface JournalFile extends Closeable {

    /** All bytes, from the beginning. Closing the stream does nothing. */
    InputStream read() throws IOException;

    /** Cuts the file to that size, durably. */
    void truncate(long size) throws IOException;

    /** Writes all remaining bytes to the end. */
    void append(ByteBuffer bytes) throws IOException;

    /** Returns when everything appended is on the disk. */
    void force() throws IOException;

    /** Opens files, so that a test can hand in one that breaks. */
    @FunctionalInterface
    interface Opener {

        /**
         * Opens or creates the file and locks it.
         *
         * @throws BackfillRefusedException if another run has it
         */
        JournalFile open(java.nio.file.Path path) throws IOException;
    }
}
