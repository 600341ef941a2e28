package io.github.zuoraregenerate.backfill;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A file with a lock of the operating system, which ends with the process however it ends. */
final class LockedFile implements JournalFile {

    private final FileChannel channel;

    private LockedFile(FileChannel channel) {
        this.channel = channel;
    }

    static LockedFile open(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            throw new BackfillRefusedException("The journal " + path + " is a directory: name a file.");
        }
        boolean created = Files.notExists(path);
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (lock(channel) == null) {
                throw new BackfillRefusedException("Another run uses the journal " + path
                        + " at this moment. Wait until it ends, or name another journal for another input.");
            }
            if (created) {
                forceDirectoryOf(path);
            }
            return new LockedFile(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            // Far behind the end, so that others can read the journal where locks are mandatory.
            return channel.tryLock(Long.MAX_VALUE - 1, 1, false);
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /** Else the file itself could be gone after a power failure. */
    private static void forceDirectoryOf(Path path) {
        Path directory = path.toAbsolutePath().getParent();
        if (directory == null) {
            return;
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Windows opens no directory, and keeps its entries safe by itself.
            return;
        }
    }

    @Override
    public InputStream read() {
        return new InputStream() {

            private long position;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int read = channel.read(ByteBuffer.wrap(bytes, offset, length), position);
                position += Math.max(read, 0);
                return read;
            }
        };
    }

    @Override
    public void truncate(long size) throws IOException {
        channel.truncate(size);
        channel.force(true);
    }

    @Override
    public void append(ByteBuffer bytes) throws IOException {
        long position = channel.size();
        while (bytes.hasRemaining()) {
            position += channel.write(bytes, position);
        }
    }

    @Override
    public void force() throws IOException {
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
