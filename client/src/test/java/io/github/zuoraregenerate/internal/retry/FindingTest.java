package io.github.zuoraregenerate.internal.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.zuoraregenerate.RegenerateClient;
import io.github.zuoraregenerate.error.Outcome;
import io.github.zuoraregenerate.error.ReasonCategory;
import io.github.zuoraregenerate.error.RegenerateException;
import io.github.zuoraregenerate.fakes.Canaries;
import io.github.zuoraregenerate.fakes.ScriptedTransport;
import io.github.zuoraregenerate.generated.model.BillingTransactionRequest;
import io.github.zuoraregenerate.internal.http.AnswerReader;
import io.github.zuoraregenerate.retry.RetryPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The README's tables are the code's own. */
class FindingTest {

    /** The tests run in the module's directory. */
    private static final Path README = Path.of("..", "README.md");

    @Test
    void readmeShowsTheTableOfOutcomes() throws IOException {
        String rows = Stream.of(Finding.values()).map(Finding::row).collect(Collectors.joining("\n"));

        assertThat(block("outcomes"))
                .isEqualTo("| seen | this attempt | next request | exception if it ends there |\n|---|---|---|---|\n"
                        + rows);
    }

    @Test
    void readmeShowsTheTableOfCategories() throws IOException {
        String rows = Stream.of(ReasonCategory.values())
                .map(category -> {
                    Finding finding = Classifier.classify(AnswerReader.read(
                                    200,
                                    Map.of(),
                                    ScriptedTransport.refusal("587302" + category.number())
                                            .getBytes(StandardCharsets.UTF_8)))
                            .finding();
                    return "| " + category.number() + " | " + category.meaning() + " | " + finding.next() + " | "
                            + finding.exception() + " |";
                })
                .collect(Collectors.joining("\n"));

        assertThat(block("categories"))
                .isEqualTo("| category | meaning | next request | exception if it ends there |\n|---|---|---|---|\n"
                        + rows);
    }

    /** The wanted text stands in the failure's message: copy it from there. */
    private static String block(String name) throws IOException {
        String start = "<!-- table: " + name + " -->";
        String readme = Files.readString(README).replace("\r\n", "\n");
        assertThat(readme).containsOnlyOnce(start);
        int from = readme.indexOf(start) + start.length();
        return readme.substring(from, readme.indexOf("<!-- /table -->", from)).strip();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SUCCEEDED")
    void callThatEndsWithAFindingThrowsWhatTheTableSays(Finding finding) {
        ScriptedTransport transport = new ScriptedTransport();
        switch (finding) {
            case NOT_SENT -> transport.refuseConnection();
            case TOKEN_UNAVAILABLE -> transport.answerToken(503, "");
            case TOKEN_REFUSED -> transport.answerToken(401, "");
            case NO_ANSWER -> transport.loseAnswer();
            case UNREADABLE -> transport.answer(502, "<html/>");
            case IN_PROGRESS -> transport.answer(409, "");
            case TEMPORARY -> transport.refuse(200, "58730250");
            case SERVER_ERROR -> transport.refuse(500, "SystemError");
            case RATE_LIMITED -> transport.refuse(429, "70");
            case UNAUTHENTICATED -> transport.answer(401, "");
            case FORBIDDEN -> transport.answer(403, "");
            case KEY_MISUSED -> transport.answer(422, "");
            default -> transport.refuse(400, "58730220");
        }
        if (transport.stepsLeft() == 1 && finding.name().indexOf("TOKEN") != 0) {
            transport.giveToken("token", 3600);
        }
        RegenerateClient client = RegenerateClient.builder()
                .baseUrl("https://localhost")
                .clientCredentials("id", Canaries.SECRET)
                .retryPolicy(RetryPolicy.DEFAULT.withMaxAttempts(1))
                .transport(transport)
                .build();

        RegenerateException failure = catchThrowableOfType(
                RegenerateException.class, () -> client.regenerate(new BillingTransactionRequest().number("INV-1")));

        assertThat(failure.getClass().getSimpleName()).isEqualTo(finding.exception());
        assertThat(failure.outcome()).isEqualTo(finding.outcome());
        assertThat(transport.stepsLeft()).isZero();
    }

    /** The tables of the reference on idempotency, written down a second time. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SUCCEEDED|SUCCEEDED|never",
                "NOT_SENT|NOT_EXECUTED|same key, within attempts and deadline",
                "TOKEN_UNAVAILABLE|NOT_EXECUTED|same key, within attempts and deadline",
                "TOKEN_REFUSED|NOT_EXECUTED|never",
                "NO_ANSWER|UNKNOWN|same key, within attempts and deadline",
                "UNREADABLE|UNKNOWN|same key, within attempts and deadline",
                "IN_PROGRESS|UNKNOWN|same key, within attempts and deadline",
                "TEMPORARY|DEFINITELY_FAILED|new key, within attempts and deadline",
                "SERVER_ERROR|DEFINITELY_FAILED|new key, once",
                "RATE_LIMITED|DEFINITELY_FAILED|new key, within attempts and deadline",
                "UNAUTHENTICATED|NOT_EXECUTED|new key, once, with a new token",
                "FORBIDDEN|DEFINITELY_FAILED|never",
                "KEY_MISUSED|DEFINITELY_FAILED|never",
                "REJECTED|DEFINITELY_FAILED|never"
            })
    void tableIsTheReferences(Finding finding, Outcome outcome, String next) {
        assertThat(finding.outcome()).isEqualTo(outcome);
        assertThat(finding.next()).isEqualTo(next);
    }

    @ParameterizedTest
    @EnumSource
    void sameKeyGoesWithAnythingThatIsNoDefiniteAnswer(Finding finding) {
        if (finding.repeat() != Finding.Repeat.NEVER) {
            assertThat(finding.key() == Finding.Key.NEW)
                    .isEqualTo(finding.outcome() == Outcome.DEFINITELY_FAILED || finding == Finding.UNAUTHENTICATED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void unknownOutcomeNeverSettlesAnything(Finding finding) {
        assertThat(finding.isSettling() && finding.outcome() == Outcome.UNKNOWN).isFalse();
    }
}
