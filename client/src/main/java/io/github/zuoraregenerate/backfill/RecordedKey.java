package io.github.zuoraregenerate.backfill;

import java.io.IOException;
import java.time.Instant;

/**
 * A key that was appended to the journal, and may not be sent before it is on the disk.
 *
 * @param line the document's
 * @param key the idempotency key
 * @param at when it was appended
 * @param position where its record ends
 */
record RecordedKey(InputLine line, String key, Instant at, long position) {

    static RecordedKey append(Journal journal, InputLine line, String key, Instant at) throws IOException {
        long position = journal.append(JournalFormat.sending(line.number(), line.document(), key, at));
        return new RecordedKey(line, key, at, position);
    }

    /** Returns when it may be sent; the ledger knows it from then on. */
    void awaitDurable(Journal journal, Ledger ledger) throws IOException, InterruptedException {
        journal.awaitDurable(position);
        ledger.sent((int) line.number(), key, at, line.document());
    }
}
