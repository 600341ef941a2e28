package io.github.zuoraregenerate.internal.retry;

import io.github.zuoraregenerate.internal.AnswerHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** How long the server asks to wait. Pure; never throws, whatever the headers hold. */
final class AskedWait {

    /** A longer wait than any quota asks for: keeps sums of times in range. */
    private static final Duration LONGEST = Duration.ofDays(366);

    private AskedWait() {}

    /** {@code Retry-After}: seconds, or an HTTP date by the given clock; empty if absent or neither. */
    static Optional<Duration> retryAfter(AnswerHeaders headers, Instant now) {
        return headers.retryAfter().map(String::trim).flatMap(value -> parse(value, now));
    }

    /** {@code RateLimit-Reset}, if no call is left until then. */
    static Optional<Duration> quotaReset(AnswerHeaders headers) {
        return headers.limits().rateRemaining().orElse(1) <= 0
                ? headers.limits().rateReset().map(AskedWait::bounded)
                : Optional.empty();
    }

    private static Optional<Duration> parse(String value, Instant now) {
        if (value.isEmpty()) {
            return Optional.empty();
        }
        if (value.chars().allMatch(character -> character >= '0' && character <= '9')) {
            // More than 9 digits are more than 31 years.
            return Optional.of(value.length() > 9 ? LONGEST : bounded(Duration.ofSeconds(Long.parseLong(value))));
        }
        try {
            Instant at = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT))
                    .toInstant();
            return Optional.of(at.isBefore(now) ? Duration.ZERO : bounded(Duration.between(now, at)));
        } catch (DateTimeException e) {
            // Neither form of the header: as if it were absent.
            return Optional.empty();
        }
    }

    private static Duration bounded(Duration wait) {
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }
}
