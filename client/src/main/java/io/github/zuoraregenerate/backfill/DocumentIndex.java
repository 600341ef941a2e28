package io.github.zuoraregenerate.backfill;

/**
 * The digest of the document of every line, in 16 bytes a line, and the first line of each document, in about 8 bytes
 * more. Finds duplicates while the input is checked, and changes of the input while it is sent. Not safe for several
 * threads.
 */
final class DocumentIndex {

    private static final int INTS_A_DIGEST = 4;
    private static final int FIRST_TABLE_BITS = 16;

    /** Four ints a line. */
    private final IntPages digests = new IntPages();

    /** Open addressing: line numbers, 0 for a free place. */
    private IntPages table = new IntPages();

    private int tableBits = FIRST_TABLE_BITS;
    private int documents;
    private int lastLine;

    /** Keeps the document of a line; the line of an earlier, equal one, or 0 if there is none. */
    int add(int line, DocumentDigest digest) {
        if (line > Integer.MAX_VALUE / INTS_A_DIGEST) {
            throw new BackfillRefusedException("The input has more than " + Integer.MAX_VALUE / INTS_A_DIGEST
                    + " lines: split it, and give each part a journal of its own.");
        }
        store(line, digest);
        lastLine = line;
        int place = find(digest);
        int earlier = table.get(place);
        if (earlier == 0) {
            table.set(place, line);
            documents++;
            if (documents > (1 << tableBits) / 2) {
                grow();
            }
        }
        return earlier;
    }

    /** Whether that line had that document when it was added. */
    boolean isAt(int line, DocumentDigest digest) {
        return line <= lastLine && digest.equals(digest(line));
    }

    private int find(DocumentDigest digest) {
        int mask = (1 << tableBits) - 1;
        int place = (int) digest.low() & mask;
        for (int line = table.get(place); line != 0; line = table.get(place)) {
            if (digest.equals(digest(line))) {
                return place;
            }
            place = (place + 1) & mask;
        }
        return place;
    }

    private void grow() {
        IntPages old = table;
        int oldSize = 1 << tableBits;
        tableBits++;
        table = new IntPages();
        for (int i = 0; i < oldSize; i++) {
            int line = old.get(i);
            if (line != 0) {
                table.set(find(digest(line)), line);
            }
        }
    }

    private void store(int line, DocumentDigest digest) {
        int at = line * INTS_A_DIGEST;
        digests.set(at, (int) (digest.high() >>> 32));
        digests.set(at + 1, (int) digest.high());
        digests.set(at + 2, (int) (digest.low() >>> 32));
        digests.set(at + 3, (int) digest.low());
    }

    private DocumentDigest digest(int line) {
        int at = line * INTS_A_DIGEST;
        return new DocumentDigest(
                join(digests.get(at), digests.get(at + 1)), join(digests.get(at + 2), digests.get(at + 3)));
    }

    private static long join(int high, int low) {
        return (long) high << 32 | Integer.toUnsignedLong(low);
    }
}
