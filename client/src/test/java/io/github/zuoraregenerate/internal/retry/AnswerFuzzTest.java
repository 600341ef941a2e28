package io.github.zuoraregenerate.internal.retry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.zuoraregenerate.error.Outcome;
import io.github.zuoraregenerate.internal.Exchange;
import io.github.zuoraregenerate.internal.http.AnswerReader;
import io.github.zuoraregenerate.retry.RetryPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Random answers from the first byte to the decision. The number is set by {@code -Dfuzz.answers}, the seed by
 * {@code -Dfuzz.seed}; a failure names the seed of the one answer.
 */
class AnswerFuzzTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    /** Written without anything of ours: what is exactly one JSON object, with success exactly once and true. */
    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    @Test
    void nothingBreaksTheReadingAndOnlySuccessTrueSucceeds() throws IOException {
        int answers = Integer.getInteger("fuzz.answers", 10_000);
        SplittableRandom seeds = new SplittableRandom(Long.getLong("fuzz.seed", 1));
        RandomAnswers source = RandomAnswers.fromTheContractsExamples();
        Map<Finding, Integer> seen = new EnumMap<>(Finding.class);

        for (int i = 0; i < answers; i++) {
            long seed = seeds.nextLong();
            RandomAnswers.Answer answer = source.next(new SplittableRandom(seed));
            try {
                seen.merge(check(answer, new SplittableRandom(seed)), 1, Integer::sum);
            } catch (RuntimeException | StackOverflowError | AssertionError e) {
                throw new AssertionError(
                        "seed " + seed + ", status " + answer.status() + ", headers " + answer.headers() + ", body "
                                + Base64.getEncoder().encodeToString(answer.body()) + " = "
                                + new String(answer.body(), StandardCharsets.UTF_8),
                        e);
            }
        }

        // Otherwise the answers would be too random to prove anything.
        assertThat(seen.keySet())
                .isEqualTo(EnumSet.complementOf(EnumSet.of(
                        Finding.NOT_SENT, Finding.NO_ANSWER, Finding.TOKEN_REFUSED, Finding.TOKEN_UNAVAILABLE)));
        assertThat(seen.get(Finding.SUCCEEDED)).isGreaterThan(answers / 200);
    }

    private static Finding check(RandomAnswers.Answer answer, SplittableRandom random) {
        Exchange.Answered exchange = AnswerReader.read(answer.status(), answer.headers(), answer.body());
        Verdict verdict = Classifier.classify(exchange);
        Finding finding = verdict.finding();
        boolean twoHundred = answer.status() >= 200 && answer.status() < 300;

        require(finding != Finding.SUCCEEDED || (twoHundred && saysSuccess(answer.body())), "success that nobody said");
        require(exchange.body().ids().isEmpty() || finding == Finding.SUCCEEDED, "ids without success");
        require(
                !verdict.settled() || (exchange.body().fromZuora() && finding.outcome() != Outcome.UNKNOWN),
                "doubt ended by nobody");

        Progress progress = new Progress(
                random.nextInt(1, 8),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean(),
                finding.outcome() == Outcome.UNKNOWN || (random.nextBoolean() && !verdict.settled()),
                random.nextBoolean(),
                Duration.ofMillis(random.nextLong(-1_000, 400_000)));
        RetryPolicy policy = RetryPolicy.DEFAULT.withMaxAttempts(random.nextInt(1, 8));
        Decision decision = Decider.decide(finding, exchange.headers(), progress, policy, NOW, random.nextDouble());

        require(decision instanceof Decision.Succeed == (finding == Finding.SUCCEEDED), "end without success");
        if (decision instanceof Decision.Repeat repeat) {
            require(finding.repeat() != Finding.Repeat.NEVER, "repeated in vain");
            require(!repeat.newKey() || (!progress.doubtful() && progress.keyRotatable()), "key replaced");
            require(
                    repeat.newKey() || progress.doubtful() || finding.outcome() != Outcome.DEFINITELY_FAILED,
                    "stored failure asked for again");
            require(progress.attempts() < policy.maxAttempts(), "one attempt too many");
            require(
                    !repeat.pause().isNegative() && repeat.pause().compareTo(progress.remaining()) < 0,
                    "wait beyond the deadline");
            require(
                    AskedWait.retryAfter(exchange.headers(), NOW)
                            .filter(asked -> !asked.equals(repeat.pause()))
                            .isEmpty(),
                    "asked wait not kept");
        }
        return finding;
    }

    /** Nothing is described that is not wrong: this runs a million times. */
    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    private static boolean saysSuccess(byte[] body) {
        try {
            JsonNode tree = STRICT.readTree(body);
            return tree.isObject()
                    && tree.path("success").isBoolean()
                    && tree.path("success").booleanValue();
        } catch (IOException e) {
            return false;
        }
    }

    /** The check of the check: these are the texts that the oracle must tell apart. */
    @Test
    void oracleKnowsSuccess() {
        Set<String> yes = Set.of("{\"success\":true}", " {\"a\":[1],\"success\":true,\"idList\":null}\n");
        List<String> no = List.of(
                "",
                "true",
                "{}",
                "{\"success\":false}",
                "{\"success\":\"true\"}",
                "{\"success\":1}",
                "{\"Success\":true}",
                "[{\"success\":true}]",
                "{\"a\":{\"success\":true}}",
                "{\"success\":true}x",
                "{\"success\":true,\"success\":true}",
                "{\"success\":true");

        assertThat(yes).allMatch(text -> saysSuccess(text.getBytes(StandardCharsets.UTF_8)));
        assertThat(no).noneMatch(text -> saysSuccess(text.getBytes(StandardCharsets.UTF_8)));
    }
}
