package io.github.zuoraregenerate.backfill;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of every line: four bytes each, and an entry of a map for those whose outcome is not known. Safe for
 * several threads.
 */
final class Ledger {

    /** How a line stands. */
    enum State {
        /** No document: a blank line, or one that cannot be read as a document. */
        NONE,
        /** To be sent, or to be sent again with a new key. */
        OPEN,
        /** May have been sent, and no outcome is known: to be repeated with the same key. */
        SENT,
        /** Sent with a key that the server has forgotten by now; no outcome was ever known. */
        SET_ASIDE,
        SUCCEEDED,
        FAILED,
        /** The same document is in an earlier line. */
        DUPLICATE
    }

    /**
     * A key that was recorded before it was sent.
     *
     * @param key the idempotency key
     * @param at when it was recorded first
     * @param document type and name, for people
     */
    record Sent(String key, Instant at, String document) {}

    /** More different reasons are counted as one. */
    private static final int MAX_REASONS = 1000;

    private static final String OTHER_REASONS = "other reasons";
    private static final State[] STATES = State.values();
    private static final int STATE_BITS = 3;

    /** The state of a line in the low bits; for a failed one the index of its reason in the others. */
    private final IntPages lines = new IntPages();

    private final Map<Integer, Sent> sent = new HashMap<>();
    private final int[] counts = new int[STATES.length];
    private final Map<String, Integer> reasonIndex = new HashMap<>();
    private final List<Reason> reasons = new ArrayList<>();

    private static final class Reason {
        final String label;
        final String sample;
        final int firstLine;
        int count;

        Reason(String label, String sample, int firstLine) {
            this.label = label;
            this.sample = sample;
            this.firstLine = firstLine;
        }
    }

    synchronized State state(int line) {
        return STATES[lines.get(line) & (1 << STATE_BITS) - 1];
    }

    synchronized int count(State state) {
        return counts[state.ordinal()];
    }

    /** Documents of the input, duplicates left out. */
    synchronized int documents() {
        return counts[State.OPEN.ordinal()]
                + counts[State.SENT.ordinal()]
                + counts[State.SET_ASIDE.ordinal()]
                + counts[State.SUCCEEDED.ordinal()]
                + counts[State.FAILED.ordinal()];
    }

    synchronized void open(int line) {
        change(line, State.OPEN, 0);
        sent.remove(line);
    }

    synchronized void duplicate(int line) {
        change(line, State.DUPLICATE, 0);
    }

    /** A key is going to be sent for the first time. */
    synchronized void sent(int line, String key, Instant at, String document) {
        sent.put(line, new Sent(key, at, document));
        change(line, State.SENT, 0);
    }

    synchronized void setAside(int line) {
        change(line, State.SET_ASIDE, 0);
    }

    synchronized void succeeded(int line) {
        change(line, State.SUCCEEDED, 0);
        sent.remove(line);
    }

    synchronized void failed(int line, String label, String sample) {
        int index = reasonIndex(label, sample, line);
        reasons.get(index).count++;
        change(line, State.FAILED, index);
        sent.remove(line);
    }

    /** The key of a line that is {@link State#SENT} or {@link State#SET_ASIDE}, else null. */
    synchronized @Nullable Sent key(int line) {
        return sent.get(line);
    }

    /** Those whose outcome is not known, by line, at most that many. */
    synchronized List<BackfillReport.UnknownDocument> unknown(int limit) {
        return sent.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .limit(limit)
                .map(entry -> new BackfillReport.UnknownDocument(
                        entry.getKey(),
                        entry.getValue().document(),
                        entry.getValue().key(),
                        entry.getValue().at(),
                        state(entry.getKey()) == State.SET_ASIDE))
                .toList();
    }

    /** The reason of a line that failed. */
    synchronized String reason(int line) {
        return reasons.get(lines.get(line) >>> STATE_BITS).label;
    }

    /** The reasons of all failed lines, the most frequent first. */
    synchronized List<BackfillReport.ReasonCount> reasons() {
        return reasons.stream()
                .filter(reason -> reason.count > 0)
                .sorted((a, b) -> b.count - a.count)
                .map(reason ->
                        new BackfillReport.ReasonCount(reason.label, reason.count, reason.sample, reason.firstLine))
                .toList();
    }

    private int reasonIndex(String label, String sample, int line) {
        Integer known = reasonIndex.get(label);
        if (known != null) {
            return known;
        }
        if (reasons.size() >= MAX_REASONS && !label.equals(OTHER_REASONS)) {
            return reasonIndex(OTHER_REASONS, sample, line);
        }
        reasons.add(new Reason(label, sample, line));
        reasonIndex.put(label, reasons.size() - 1);
        return reasons.size() - 1;
    }

    private void change(int line, State state, int reason) {
        int before = lines.get(line) & (1 << STATE_BITS) - 1;
        if (STATES[before] == State.FAILED) {
            reasons.get(lines.get(line) >>> STATE_BITS).count--;
        }
        counts[before]--;
        counts[state.ordinal()]++;
        lines.set(line, reason << STATE_BITS | state.ordinal());
    }
}
