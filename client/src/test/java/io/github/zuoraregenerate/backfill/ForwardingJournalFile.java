package io.github.zuoraregenerate.backfill;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Passes everything on, so that a test changes only what it is about. */
class ForwardingJournalFile implements JournalFile {

    private final JournalFile file;

    ForwardingJournalFile(JournalFile file) {
        this.file = file;
    }

    @Override
    public InputStream read() throws IOException {
        return file.read();
    }

    @Override
    public void truncate(long size) throws IOException {
        file.truncate(size);
    }

    @Override
    public void append(ByteBuffer bytes) throws IOException {
        file.append(bytes);
    }

    @Override
    public void force() throws IOException {
        file.force();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
