package io.github.zuoraregenerate.backfill;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The documents of a backfill, one a line. A run reads it twice, from the beginning: first to check every line, then to
 * send. A resumed run does the same, so the content must stay the same as long as its journal is in use.
 */
public interface BackfillInput {

    /** A longer line is refused, in characters. */
    int MAX_LINE_LENGTH = 4 * 1024 * 1024;

    /**
     * A CSV file (RFC 4180, UTF-8 with or without byte order mark) with a header. Its columns, in any order and case:
     * {@code type}; one or more of {@code number}, {@code documentId} and {@code id}; and if wanted
     * {@code onlyReSend}, {@code reMigrate}, {@code orgIds} (separated by commas), {@code entityId}, {@code trackId}
     * and {@code zuoraVersion}. An empty field is not set. A column whose name begins with an underscore is ignored.
     *
     * <p>Needs FastCSV on the class path.
     *
     * @throws IllegalStateException if FastCSV is not there
     */
    static BackfillInput csv(Path file) {
        try {
            return new CsvInput(file);
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException(
                    "Reading CSV needs the library FastCSV: add de.siegmar:fastcsv:4.0.0 to the class path,"
                            + " or give the documents as JSON Lines.",
                    e);
        }
    }

    /** A file of JSON Lines (UTF-8): one request body of the contract a line. Blank lines are skipped. */
    static BackfillInput jsonLines(Path file) {
        return new JsonLinesInput(file);
    }

    /** A name for messages and for the journal, for example the name of the file. */
    String name();

    /** Starts to read at the beginning. */
    LineReader open() throws IOException;

    /** Reads one line after the other. Not safe for several threads. */
    interface LineReader extends Closeable {

        /**
         * The next line, or null at the end. Numbers rise.
         *
         * @throws IOException if the input cannot be read, or is broken beyond one line
         */
        @Nullable InputLine next() throws IOException;
    }
}
