package io.github.zuoraregenerate.error;

import java.util.Optional;

/**
 * The code of a reason, as the server wrote it: a JSON string or a JSON number. Immutable.
 *
 * @param value the code, for example {@code 58730222}, {@code SystemError} or {@code 70}; on one line, shortened to
 *     {@value #MAX_LENGTH} characters
 * @param number whether it was a JSON number
 */
public record ReasonCode(String value, boolean number) {

    /** A longer code is cut here: the contract knows none. */
    public static final int MAX_LENGTH = 255;

    private static final String BARE_RATE_LIMIT = "70";

    public ReasonCode {
        value = onOneLine(value);
        if (value.length() > MAX_LENGTH) {
            value = value.substring(0, MAX_LENGTH - 1) + "…";
        }
    }

    /** What a server says must not start a line of somebody's log. */
    static String onOneLine(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]", " ");
    }

    /** A code that came as a JSON string. */
    public static ReasonCode of(String value) {
        return new ReasonCode(value, false);
    }

    /** A code that came as a JSON number. */
    public static ReasonCode of(long value) {
        return new ReasonCode(Long.toString(value), true);
    }

    /**
     * The category: the last two of exactly eight digits, or the bare 70 of a rate limit. Anything else, and a
     * category that is not documented, has none.
     */
    public Optional<ReasonCategory> category() {
        if (value.equals(BARE_RATE_LIMIT)) {
            return Optional.of(ReasonCategory.REQUEST_LIMIT);
        }
        if (value.length() != 8) {
            return Optional.empty();
        }
        for (int i = 0; i < 8; i++) {
            if (value.charAt(i) < '0' || value.charAt(i) > '9') {
                return Optional.empty();
            }
        }
        return ReasonCategory.ofNumber((value.charAt(6) - '0') * 10 + value.charAt(7) - '0');
    }

    @Override
    public String toString() {
        return value;
    }
}
