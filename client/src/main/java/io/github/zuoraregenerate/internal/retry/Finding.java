package io.github.zuoraregenerate.internal.retry;

import io.github.zuoraregenerate.error.Outcome;
import java.util.Locale;

/**
 * What an attempt came to, with all that follows from it. This is the table of the README: {@link Classifier} finds
 * the row, {@link Decider} reads it. Source: "Idempotent requests" and "Error handling" in Zuora's API reference; that
 * the key stays the same only while the outcome is unknown is inferred from them.
 */
public enum Finding {
    /** Done. */
    SUCCEEDED("`success: true` in a 2xx", Outcome.SUCCEEDED, Repeat.NEVER, Key.SAME, true, "none: the call returns"),

    /** Nothing reached the server. */
    NOT_SENT(
            "no connection, before a byte was sent",
            Outcome.NOT_EXECUTED,
            Repeat.IN_TIME,
            Key.SAME,
            false,
            "RetriesExhaustedException"),

    /** No token, so nothing was sent. */
    TOKEN_UNAVAILABLE(
            "the token endpoint did not answer, or not with a token",
            Outcome.NOT_EXECUTED,
            Repeat.IN_TIME,
            Key.SAME,
            false,
            "RetriesExhaustedException"),

    /** The credentials are wrong, or belong to another data centre. */
    TOKEN_REFUSED(
            "the token endpoint refused the credentials",
            Outcome.NOT_EXECUTED,
            Repeat.NEVER,
            Key.SAME,
            false,
            "AuthenticationException"),

    /** Sent, perhaps, and then silence. */
    NO_ANSWER(
            "timeout, reset or cut answer after sending",
            Outcome.UNKNOWN,
            Repeat.IN_TIME,
            Key.SAME,
            false,
            "OutcomeUnknownException"),

    /** An answer that proves nothing. */
    UNREADABLE(
            "2xx without a readable `success`; 408 or 5xx without Zuora's JSON; an error status with `success: true`",
            Outcome.UNKNOWN,
            Repeat.IN_TIME,
            Key.SAME,
            false,
            "OutcomeUnknownException"),

    /** The first request with this key still runs. */
    IN_PROGRESS(
            "409 without a reason of category 50",
            Outcome.UNKNOWN,
            Repeat.IN_TIME,
            Key.SAME,
            false,
            "OutcomeUnknownException"),

    /** A stored failure that another key can get past. */
    TEMPORARY(
            "category 50 or 61", Outcome.DEFINITELY_FAILED, Repeat.IN_TIME, Key.NEW, true, "RetriesExhaustedException"),

    /** Zuora's documents disagree whether to repeat these. */
    SERVER_ERROR(
            "category 60 or 99, or a 5xx with Zuora's JSON and no category",
            Outcome.DEFINITELY_FAILED,
            Repeat.ONCE,
            Key.NEW,
            true,
            "RetriesExhaustedException"),

    /** Too many requests. */
    RATE_LIMITED(
            "429 or category 70", Outcome.DEFINITELY_FAILED, Repeat.IN_TIME, Key.NEW, false, "RateLimitedException"),

    /** The token is not accepted. */
    UNAUTHENTICATED(
            "401 or category 11",
            Outcome.NOT_EXECUTED,
            Repeat.ONCE_WITH_NEW_TOKEN,
            Key.NEW,
            false,
            "AuthenticationException"),

    /** The user may not do this. */
    FORBIDDEN("403 or category 10", Outcome.DEFINITELY_FAILED, Repeat.NEVER, Key.NEW, true, "PermissionException"),

    /** The key was used with another tenant, URL or method. */
    KEY_MISUSED("422", Outcome.DEFINITELY_FAILED, Repeat.NEVER, Key.NEW, true, "RejectedException"),

    /** A definite no. */
    REJECTED(
            "any other category, `success: false` without one, any other 3xx or 4xx",
            Outcome.DEFINITELY_FAILED,
            Repeat.NEVER,
            Key.NEW,
            true,
            "RejectedException");

    /** Whether to try again. */
    enum Repeat {
        NEVER("never"),
        ONCE("once"),
        ONCE_WITH_NEW_TOKEN("once, with a new token"),
        IN_TIME("within attempts and deadline");

        final String words;

        Repeat(String words) {
            this.words = words;
        }
    }

    /** Which key the next request carries. */
    enum Key {
        SAME,
        NEW
    }

    private final String seen;
    private final Outcome outcome;
    private final Repeat repeat;
    private final Key key;
    private final boolean settling;
    private final String exception;

    Finding(String seen, Outcome outcome, Repeat repeat, Key key, boolean settling, String exception) {
        this.seen = seen;
        this.outcome = outcome;
        this.repeat = repeat;
        this.key = key;
        this.settling = settling;
        this.exception = exception;
    }

    /** How this attempt ended, on its own. */
    public Outcome outcome() {
        return outcome;
    }

    Repeat repeat() {
        return repeat;
    }

    Key key() {
        return key;
    }

    /**
     * Whether the answer comes from the operation itself, so that it also tells how an earlier request with the same
     * key ended. A 401, a 429 or a lost connection does not: the earlier request may have been executed.
     */
    boolean isSettling() {
        return settling;
    }

    /** What follows, in the words of the README's tables. */
    String next() {
        if (repeat == Repeat.NEVER) {
            return repeat.words;
        }
        return (key == Key.SAME ? "same key, " : "new key, ") + repeat.words;
    }

    /** How the call ends if nothing follows, in the words of the README's tables. */
    String exception() {
        return exception;
    }

    /** The row of the README's table. */
    String row() {
        String ending = outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return "| " + seen + " | " + ending + " | " + next() + " | " + exception + " |";
    }
}
