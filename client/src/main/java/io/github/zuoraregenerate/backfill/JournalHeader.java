package io.github.zuoraregenerate.backfill;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The first line of a journal: what it belongs to.
 *
 * @param created when
 * @param target base URL of the server
 * @param options of the run, by name
 * @param input name of the input
 * @param documents how many the input has, duplicates left out
 * @param digest of the content of the input
 */
record JournalHeader(
        Instant created, String target, Map<String, String> options, String input, int documents, String digest) {

    /** Why a journal with this header cannot go on with a run that would write that one; empty if it can. */
    List<String> differences(JournalHeader run) {
        List<String> differences = new ArrayList<>();
        if (!target.equals(run.target)) {
            differences.add("its server is " + target + ", this run's is " + run.target);
        }
        if (!options.equals(run.options)) {
            differences.add("its options are " + text(options) + ", this run's are " + text(run.options));
        }
        if (!digest.equals(run.digest)) {
            differences.add("its input " + input + " had " + documents + " documents with digest " + shortened(digest)
                    + ", this run's input " + run.input + " has " + run.documents + " with digest "
                    + shortened(run.digest));
        }
        return differences;
    }

    private static String text(Map<String, String> options) {
        return options.isEmpty() ? "none" : options.toString();
    }

    private static String shortened(String digest) {
        return digest.substring(0, Math.min(12, digest.length()));
    }
}
