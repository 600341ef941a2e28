package io.github.zuoraregenerate.internal.http;

import io.github.zuoraregenerate.generated.api.RegenerateApi.RegenerateBillingTransactionResponseHeader;
import io.github.zuoraregenerate.internal.AnswerHeaders;
import io.github.zuoraregenerate.limits.TenantLimits;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the headers that anyone looks at, by the contract's names. Never throws. */
final class Headers implements RegenerateBillingTransactionResponseHeader {

    /** No header of the contract is longer. */
    private static final int MAX_LENGTH = 255;

    /** More than any quota or time in seconds; a larger number is a mistake. */
    private static final int MAX_DIGITS = 15;

    private Headers() {}

    static AnswerHeaders read(Map<String, ? extends Collection<String>> headers) {
        OptionalLong reset = number(headers, RATE_LIMIT_RESET);
        return new AnswerHeaders(
                text(headers, ZUORA_REQUEST_ID),
                text(headers, ZUORA_TRACK_ID),
                text(headers, RETRY_AFTER),
                new TenantLimits(
                        text(headers, RATE_LIMIT_LIMIT),
                        number(headers, RATE_LIMIT_REMAINING),
                        reset.isPresent() ? Optional.of(Duration.ofSeconds(reset.getAsLong())) : Optional.empty(),
                        text(headers, CONCURRENCY_LIMIT_TYPE),
                        number(headers, CONCURRENCY_LIMIT_LIMIT),
                        number(headers, CONCURRENCY_LIMIT_REMAINING)));
    }

    static boolean isGzipped(Map<String, ? extends Collection<String>> headers) {
        return text(headers, CONTENT_ENCODING).filter("gzip"::equalsIgnoreCase).isPresent();
    }

    /** The first value, trimmed; empty if absent, empty or longer than any header of the contract. */
    private static Optional<String> text(Map<String, ? extends Collection<String>> headers, String name) {
        for (Map.Entry<String, ? extends Collection<String>> header : headers.entrySet()) {
            // Names come in any case, and in lower case over HTTP/2.
            if (name.equalsIgnoreCase(header.getKey()) && !header.getValue().isEmpty()) {
                String value = header.getValue().iterator().next().trim();
                return value.isEmpty() || value.length() > MAX_LENGTH ? Optional.empty() : Optional.of(value);
            }
        }
        return Optional.empty();
    }

    private static OptionalLong number(Map<String, ? extends Collection<String>> headers, String name) {
        Optional<String> text = text(headers, name)
                .filter(value -> value.length() <= MAX_DIGITS
                        && value.chars().allMatch(character -> character >= '0' && character <= '9'));
        return text.isPresent() ? OptionalLong.of(Long.parseLong(text.get())) : OptionalLong.empty();
    }
}
