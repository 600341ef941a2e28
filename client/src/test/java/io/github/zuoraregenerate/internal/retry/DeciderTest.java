package io.github.zuoraregenerate.internal.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.zuoraregenerate.internal.AnswerHeaders;
import io.github.zuoraregenerate.internal.retry.Decision.GiveUp;
import io.github.zuoraregenerate.internal.retry.Decision.Repeat;
import io.github.zuoraregenerate.limits.TenantLimits;
import io.github.zuoraregenerate.retry.RetryPolicy;
import io.github.zuoraregenerate.retry.WaitCause;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeciderTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final RetryPolicy POLICY = RetryPolicy.DEFAULT;
    private static final Progress FIRST = new Progress(1, false, false, true, false, true, Duration.ofMinutes(5));

    /** The whole table: what follows a first attempt, without any advice of the server, with chance one half. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NOT_SENT|PT0.5S|same|kept",
                "TOKEN_UNAVAILABLE|PT0.5S|same|kept",
                "NO_ANSWER|PT0.5S|same|kept",
                "UNREADABLE|PT0.5S|same|kept",
                "IN_PROGRESS|PT0.5S|same|kept",
                "TEMPORARY|PT0.5S|new|kept",
                "SERVER_ERROR|PT0.5S|new|kept",
                "RATE_LIMITED|PT0.5S|new|kept",
                "UNAUTHENTICATED|PT0S|new|discarded"
            })
    void firstAttemptIsRepeated(Finding finding, Duration pause, String key, String token) {
        assertThat(decide(finding, FIRST))
                .isEqualTo(new Repeat(pause, WaitCause.BACKOFF, key.equals("new"), token.equals("discarded")));
    }

    @ParameterizedTest
    @EnumSource(names = {"TOKEN_REFUSED", "FORBIDDEN", "KEY_MISUSED", "REJECTED"})
    void permanentFailureIsNotRepeated(Finding finding) {
        assertThat(decide(finding, FIRST)).isEqualTo(giveUp("repeating it cannot help"));
    }

    @Test
    void successEndsTheCall() {
        assertThat(decide(Finding.SUCCEEDED, FIRST)).isEqualTo(new Decision.Succeed());
        assertThat(Decider.decide(Finding.SUCCEEDED, retryAfter("120"), FIRST, POLICY, NOW, 0.5))
                .isEqualTo(new Decision.Succeed());
    }

    @ParameterizedTest
    @EnumSource
    void doubtKeepsTheKeyWhateverFollows(Finding finding) {
        Progress doubtful = new Progress(2, false, false, true, true, true, Duration.ofMinutes(5));

        assertThat(decide(finding, doubtful)).satisfies(decision -> {
            if (decision instanceof Repeat repeat) {
                assertThat(repeat.newKey()).isFalse();
            }
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"TEMPORARY", "SERVER_ERROR", "UNAUTHENTICATED"})
    void keyThatMayNotBeReplacedEndsTheCall(Finding finding) {
        assertThat(decide(finding, notRotatable(false)))
                .isEqualTo(giveUp("a repetition needs a new idempotency key, because the server replays this answer for"
                        + " 24 hours, and the caller's key may not be replaced (allowKeyRotation)"));
    }

    @ParameterizedTest
    @EnumSource(names = {"NOT_SENT", "TOKEN_UNAVAILABLE", "NO_ANSWER", "UNREADABLE", "IN_PROGRESS"})
    void repetitionWithTheSameKeyNeedsNoPermission(Finding finding) {
        assertThat(decide(finding, notRotatable(false))).isInstanceOf(Repeat.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"RATE_LIMITED", "UNAUTHENTICATED"})
    void inDoubtTheKeyStaysSoItNeedNotBeReplaceable(Finding finding) {
        assertThat(decide(finding, notRotatable(true)))
                .isInstanceOfSatisfying(
                        Repeat.class, repeat -> assertThat(repeat.newKey()).isFalse());
    }

    @Test
    void serverErrorIsRepeatedOnce() {
        assertThat(decide(Finding.SERVER_ERROR, new Progress(2, true, false, true, false, true, Duration.ofMinutes(5))))
                .isEqualTo(giveUp("it failed again after the one repetition that is allowed"));
        assertThat(decide(Finding.TEMPORARY, new Progress(2, true, false, true, false, true, Duration.ofMinutes(5))))
                .isInstanceOf(Repeat.class);
    }

    @Test
    void refusedTokenIsReplacedOnce() {
        assertThat(decide(
                        Finding.UNAUTHENTICATED,
                        new Progress(2, false, true, true, false, true, Duration.ofMinutes(5))))
                .isEqualTo(giveUp("a new token was refused as well"));
        assertThat(decide(
                        Finding.UNAUTHENTICATED,
                        new Progress(1, false, false, false, false, true, Duration.ofMinutes(5))))
                .isEqualTo(giveUp("there is no other token to try"));
        assertThat(decide(Finding.TEMPORARY, new Progress(2, false, true, false, false, true, Duration.ofMinutes(5))))
                .isInstanceOf(Repeat.class);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, true", "1, 2, false", "4, 5, false", "5, 5, true", "6, 5, true"})
    void attemptsAreCounted(int attempts, int maxAttempts, boolean over) {
        Decision decision = Decider.decide(
                Finding.NO_ANSWER,
                AnswerHeaders.NONE,
                new Progress(attempts, false, false, true, false, true, Duration.ofMinutes(5)),
                POLICY.withMaxAttempts(maxAttempts),
                NOW,
                0);

        if (over) {
            assertThat(decision).isEqualTo(giveUp("all " + maxAttempts + " attempts are used"));
        } else {
            assertThat(decision).isInstanceOf(Repeat.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0, PT0S",
        "1, 0.5, PT0.5S",
        "1, 0.999, PT0.999S",
        "2, 0.5, PT1S",
        "3, 0.5, PT2S",
        "6, 0.5, PT16S",
        "6, 0.999, PT31.968S",
        "7, 0.5, PT30S",
        "7, 0.999, PT59.94S",
        "8, 0.5, PT30S",
        "2000, 0.5, PT30S"
    })
    void backoffIsFullJitterUpToTheLongest(int attempts, double random, Duration pause) {
        Decision decision = Decider.decide(
                Finding.NO_ANSWER,
                AnswerHeaders.NONE,
                new Progress(attempts, false, false, true, false, true, Duration.ofMinutes(5)),
                POLICY.withMaxAttempts(Integer.MAX_VALUE),
                NOW,
                random);

        assertThat(decision).isEqualTo(new Repeat(pause, WaitCause.BACKOFF, false, false));
    }

    @Test
    void backoffMayBeSwitchedOff() {
        assertThat(Decider.decide(
                        Finding.NO_ANSWER,
                        AnswerHeaders.NONE,
                        FIRST,
                        POLICY.withBackoff(Duration.ZERO, Duration.ZERO),
                        NOW,
                        0.999))
                .isEqualTo(new Repeat(Duration.ZERO, WaitCause.BACKOFF, false, false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|PT0S",
                "1|PT1S",
                "120|PT120S",
                "299|PT299S",
                "Sun, 22 Nov 2026 12:02:00 GMT|PT120S",
                "Sun, 22 Nov 2026 11:00:00 GMT|PT0S"
            })
    void retryAfterIsNeitherCutNorProlonged(String value, Duration pause) {
        for (Finding finding : new Finding[] {Finding.RATE_LIMITED, Finding.IN_PROGRESS, Finding.UNAUTHENTICATED}) {
            assertThat(Decider.decide(finding, retryAfter(value), FIRST, POLICY, NOW, 0.5))
                    .isInstanceOfSatisfying(Repeat.class, repeat -> {
                        assertThat(repeat.pause()).isEqualTo(pause);
                        assertThat(repeat.cause()).isEqualTo(WaitCause.RETRY_AFTER);
                    });
        }
    }

    @Test
    void unreadableRetryAfterLeavesTheBackoff() {
        assertThat(Decider.decide(Finding.RATE_LIMITED, retryAfter("soon"), FIRST, POLICY, NOW, 0.5))
                .isEqualTo(new Repeat(Duration.ofMillis(500), WaitCause.BACKOFF, true, false));
    }

    @Test
    void usedUpQuotaIsWaitedForWithoutARetryAfter() {
        assertThat(Decider.decide(Finding.RATE_LIMITED, headers(Optional.empty(), 0, 240), FIRST, POLICY, NOW, 0.5))
                .isEqualTo(new Repeat(Duration.ofSeconds(240), WaitCause.QUOTA, true, false));
        assertThat(Decider.decide(Finding.RATE_LIMITED, headers(Optional.of("120"), 0, 240), FIRST, POLICY, NOW, 0.5))
                .isEqualTo(new Repeat(Duration.ofSeconds(120), WaitCause.RETRY_AFTER, true, false));
        assertThat(Decider.decide(Finding.RATE_LIMITED, headers(Optional.empty(), 1, 240), FIRST, POLICY, NOW, 0.5))
                .isEqualTo(new Repeat(Duration.ofMillis(500), WaitCause.BACKOFF, true, false));
    }

    @ParameterizedTest
    @CsvSource({"120000, 120001, true", "120000, 120000, false", "120000, 119999, false", "0, 0, false", "0, -1, false"
    })
    void waitThatReachesTheDeadlineEndsTheCallAtOnce(long waitMillis, long remainingMillis, boolean repeated) {
        Decision decision = Decider.decide(
                Finding.RATE_LIMITED,
                retryAfter(Long.toString(waitMillis / 1000)),
                new Progress(1, false, false, true, false, true, Duration.ofMillis(remainingMillis)),
                POLICY,
                NOW,
                0.5);

        if (repeated) {
            assertThat(decision)
                    .isEqualTo(new Repeat(Duration.ofMillis(waitMillis), WaitCause.RETRY_AFTER, true, false));
        } else {
            assertThat(decision)
                    .isEqualTo(new GiveUp(
                            "the next attempt would have to wait " + waitMillis / 1000.0
                                    + " s, and the call's deadline is in " + remainingMillis / 1000.0 + " s",
                            Optional.of(Duration.ofMillis(waitMillis))));
        }
    }

    @Test
    void quotaOfADayIsToldInsteadOfSleptThrough() {
        assertThat(Decider.decide(Finding.RATE_LIMITED, headers(Optional.empty(), 0, 40_000), FIRST, POLICY, NOW, 0.5))
                .isEqualTo(new GiveUp(
                        "the next attempt would have to wait 40000.0 s, and the call's deadline is in 300.0 s",
                        Optional.of(Duration.ofSeconds(40_000))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TEMPORARY", "NO_ANSWER"})
    void backoffThatReachesTheDeadlineEndsTheCallWithoutAdvice(Finding finding) {
        Progress late = new Progress(1, false, false, true, false, true, Duration.ofMillis(500));

        assertThat(decide(finding, late))
                .isEqualTo(giveUp("the next attempt would have to wait 0.5 s, and the call's deadline is in 0.5 s"));
    }

    @Test
    void rateLimitAlwaysTellsWhenToComeBack() {
        Progress last = new Progress(5, false, false, true, false, true, Duration.ofMinutes(5));
        Progress late = new Progress(1, false, false, true, false, true, Duration.ofMillis(500));

        assertThat(decide(Finding.RATE_LIMITED, last))
                .isEqualTo(new GiveUp("all 5 attempts are used", Optional.of(Duration.ofSeconds(8))));
        assertThat(decide(Finding.RATE_LIMITED, late))
                .isInstanceOfSatisfying(
                        GiveUp.class, giveUp -> assertThat(giveUp.stayAway()).contains(Duration.ofMillis(500)));
        assertThat(decide(Finding.RATE_LIMITED, notRotatable(false))).isInstanceOfSatisfying(GiveUp.class, giveUp -> {
            assertThat(giveUp.why()).contains("allowKeyRotation");
            assertThat(giveUp.stayAway()).contains(Duration.ofMillis(500));
        });
    }

    @Test
    void whatTheServerAskedForIsToldHoweverTheCallEnds() {
        Progress last = new Progress(5, false, false, true, false, true, Duration.ofMinutes(5));

        for (Progress progress : new Progress[] {last, notRotatable(false)}) {
            assertThat(Decider.decide(Finding.RATE_LIMITED, retryAfter("120"), progress, POLICY, NOW, 0.5))
                    .isInstanceOfSatisfying(
                            GiveUp.class,
                            giveUp -> assertThat(giveUp.stayAway()).contains(Duration.ofSeconds(120)));
            assertThat(Decider.decide(Finding.TEMPORARY, headers(Optional.empty(), 0, 60), progress, POLICY, NOW, 0.5))
                    .isInstanceOfSatisfying(
                            GiveUp.class,
                            giveUp -> assertThat(giveUp.stayAway()).contains(Duration.ofSeconds(60)));
        }
    }

    @Test
    void longestPolicyIsWithinTheRangeOfTheClock() {
        RetryPolicy longest =
                new RetryPolicy(Integer.MAX_VALUE, Duration.ofDays(366), Duration.ofDays(366), Duration.ofDays(366));

        assertThat(Decider.decide(
                        Finding.NO_ANSWER,
                        AnswerHeaders.NONE,
                        new Progress(Integer.MAX_VALUE - 1, false, false, true, false, true, Duration.ofDays(366)),
                        longest,
                        NOW,
                        0.5))
                .isEqualTo(new Repeat(Duration.ofDays(183), WaitCause.BACKOFF, false, false));
    }

    private static Progress notRotatable(boolean doubtful) {
        return new Progress(1, false, false, true, doubtful, false, Duration.ofMinutes(5));
    }

    private static Decision decide(Finding finding, Progress progress) {
        return Decider.decide(finding, AnswerHeaders.NONE, progress, POLICY, NOW, 0.5);
    }

    private static GiveUp giveUp(String why) {
        return new GiveUp(why, Optional.empty());
    }

    private static AnswerHeaders retryAfter(String value) {
        return new AnswerHeaders(Optional.empty(), Optional.empty(), Optional.of(value), TenantLimits.NONE);
    }

    private static AnswerHeaders headers(Optional<String> retryAfter, long remaining, long reset) {
        return new AnswerHeaders(
                Optional.empty(),
                Optional.empty(),
                retryAfter,
                new TenantLimits(
                        Optional.empty(),
                        OptionalLong.of(remaining),
                        Optional.of(Duration.ofSeconds(reset)),
                        Optional.empty(),
                        OptionalLong.empty(),
                        OptionalLong.empty()));
    }
}
