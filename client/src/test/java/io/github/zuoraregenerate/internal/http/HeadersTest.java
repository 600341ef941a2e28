package io.github.zuoraregenerate.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.zuoraregenerate.internal.AnswerHeaders;
import io.github.zuoraregenerate.limits.TenantLimits;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersTest {

    private static final Map<String, List<String>> DOCUMENTED = Map.of(
            "Zuora-Request-Id", List.of("d7479cf6-b410-4630-b841-268ccd48f0d2"),
            "Zuora-Track-Id", List.of("backfill-1"),
            "RateLimit-Limit", List.of("2250000, 50000;w=60, 2250000;w=3600, 27000000;w=86400"),
            "RateLimit-Remaining", List.of("2249999"),
            "RateLimit-Reset", List.of("600"),
            "Concurrency-Limit-Type", List.of("Default"),
            "Concurrency-Limit-Limit", List.of("40"),
            "Concurrency-Limit-Remaining", List.of("38"),
            "Retry-After", List.of("120"),
            "Authorization", List.of("Bearer secret"));

    static Stream<UnaryOperator<String>> cases() {
        return Stream.of(name -> name, name -> name.toLowerCase(Locale.ROOT), name -> name.toUpperCase(Locale.ROOT));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void documentedHeadersAreReadInAnyCase(UnaryOperator<String> spelling) {
        Map<String, List<String>> headers = new HashMap<>();
        DOCUMENTED.forEach((name, values) -> headers.put(spelling.apply(name), values));

        assertThat(Headers.read(headers))
                .isEqualTo(new AnswerHeaders(
                        Optional.of("d7479cf6-b410-4630-b841-268ccd48f0d2"),
                        Optional.of("backfill-1"),
                        Optional.of("120"),
                        new TenantLimits(
                                Optional.of("2250000, 50000;w=60, 2250000;w=3600, 27000000;w=86400"),
                                OptionalLong.of(2249999),
                                Optional.of(Duration.ofSeconds(600)),
                                Optional.of("Default"),
                                OptionalLong.of(40),
                                OptionalLong.of(38))));
    }

    @Test
    void absentHeadersAreEmpty() {
        assertThat(Headers.read(Map.of())).isEqualTo(AnswerHeaders.NONE);
        assertThat(Headers.read(Map.of("Retry-After", List.of(), "Zuora-Track-Id", List.of("  "))))
                .isEqualTo(AnswerHeaders.NONE);
    }

    @Test
    void statusLineWithoutANameIsPassedOver() {
        Map<String, List<String>> headers = new HashMap<>();
        headers.put(null, List.of("HTTP/1.1 200 OK"));
        headers.put("Retry-After", List.of(" 120 ", "240"));

        assertThat(Headers.read(headers).retryAfter()).contains("120");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "' 7 ', 7", "007, 7", "999999999999999, 999999999999999"})
    void numberIsRead(String value, long number) {
        assertThat(remaining(value)).hasValue(number);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-1",
                "+1",
                "1.5",
                "1e3",
                "many",
                "1 2",
                "1,2",
                "/",
                ":",
                "٧",
                "1000000000000000",
                "99999999999999999999"
            })
    void whatIsNoNumberIsAbsent(String value) {
        assertThat(remaining(value)).isEmpty();
        assertThat(Headers.read(Map.of("RateLimit-Reset", List.of(value)))
                        .limits()
                        .rateReset())
                .isEmpty();
    }

    @Test
    void valueLongerThanAnyHeaderOfTheContractIsAbsent() {
        assertThat(Headers.read(Map.of("Retry-After", List.of("x".repeat(255)))).retryAfter())
                .contains("x".repeat(255));
        assertThat(Headers.read(Map.of("Retry-After", List.of("x".repeat(256)))).retryAfter())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"gzip, true", "GZIP, true", "' gzip ', true", "identity, false", "deflate, false", "'', false"})
    void gzipIsToldByContentEncoding(String encoding, boolean gzipped) {
        assertThat(Headers.isGzipped(Map.of("content-encoding", List.of(encoding))))
                .isEqualTo(gzipped);
    }

    @Test
    void withoutContentEncodingNothingIsGzipped() {
        assertThat(Headers.isGzipped(Map.of())).isFalse();
    }

    private static OptionalLong remaining(String value) {
        return Headers.read(Map.of("RateLimit-Remaining", List.of(value)))
                .limits()
                .rateRemaining();
    }
}
