package io.github.zuoraregenerate.error;

import java.util.Optional;

/**
 * The code of a reason, as the server wrote it: a JSON string or a JSON number. Immutable.
 *
 * @param value the code, for example {@code 58730222}, {@code SystemError} or {@code 70}
 * @param number whether it was a JSON number
 */
public record ReasonCode(String value, boolean number) {

    private static final String BARE_RATE_LIMIT = "70";

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
