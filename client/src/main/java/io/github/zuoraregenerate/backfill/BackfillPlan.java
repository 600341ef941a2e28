package io.github.zuoraregenerate.backfill;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run would do.
 *
 * @param input name of the input
 * @param target base URL of the server
 * @param journal path of the journal
 * @param resumes whether the journal exists, so that the run goes on with it
 * @param documents documents of the input
 * @param documentsByType how many of each type; an empty name for those without
 * @param toSend documents that would be sent with a new key
 * @param toRepeat documents that would be repeated with the key of an earlier run, or set aside if it is too old
 * @param succeeded documents that succeeded in earlier runs
 * @param failed documents that definitely failed in earlier runs
 * @param invalidLines lines that are no documents
 * @param duplicates lines whose document is in an earlier line
 * @param problems what is wrong with the invalid lines, at most {@value Backfill#MAX_PROBLEMS}
 */
public record BackfillPlan(
        String input,
        String target,
        String journal,
        boolean resumes,
        int documents,
        Map<String, Integer> documentsByType,
        int toSend,
        int toRepeat,
        int succeeded,
        int failed,
        long invalidLines,
        int duplicates,
        List<LineProblem> problems) {

    public BackfillPlan {
        documentsByType = java.util.Collections.unmodifiableMap(new TreeMap<>(documentsByType));
        problems = List.copyOf(problems);
    }

    /** Calls that a run would make if every one succeeds at once. */
    public int calls() {
        return toSend + toRepeat;
    }
}
