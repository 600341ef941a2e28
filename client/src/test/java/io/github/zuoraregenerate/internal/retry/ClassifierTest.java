package io.github.zuoraregenerate.internal.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.zuoraregenerate.error.ReasonCategory;
import io.github.zuoraregenerate.fakes.ScriptedTransport;
import io.github.zuoraregenerate.internal.AnswerBody;
import io.github.zuoraregenerate.internal.AnswerHeaders;
import io.github.zuoraregenerate.internal.Exchange;
import io.github.zuoraregenerate.internal.http.AnswerReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClassifierTest {

    private static final Map<ReasonCategory, Finding> BY_CATEGORY = new EnumMap<>(Map.ofEntries(
            Map.entry(ReasonCategory.PERMISSION_DENIED, Finding.FORBIDDEN),
            Map.entry(ReasonCategory.AUTHENTICATION_FAILED, Finding.UNAUTHENTICATED),
            Map.entry(ReasonCategory.INVALID_VALUE, Finding.REJECTED),
            Map.entry(ReasonCategory.UNKNOWN_FIELD, Finding.REJECTED),
            Map.entry(ReasonCategory.MISSING_FIELD, Finding.REJECTED),
            Map.entry(ReasonCategory.MISSING_PARAMETER, Finding.REJECTED),
            Map.entry(ReasonCategory.RULE_RESTRICTION, Finding.REJECTED),
            Map.entry(ReasonCategory.NOT_FOUND, Finding.REJECTED),
            Map.entry(ReasonCategory.NOT_SUPPORTED, Finding.REJECTED),
            Map.entry(ReasonCategory.LOCK_CONTENTION, Finding.TEMPORARY),
            Map.entry(ReasonCategory.INTERNAL_ERROR, Finding.SERVER_ERROR),
            Map.entry(ReasonCategory.TEMPORARY_ERROR, Finding.TEMPORARY),
            Map.entry(ReasonCategory.REQUEST_LIMIT, Finding.RATE_LIMITED),
            Map.entry(ReasonCategory.MALFORMED_REQUEST, Finding.REJECTED),
            Map.entry(ReasonCategory.INTEGRATION_ERROR, Finding.SERVER_ERROR)));

    /** Each category with the statuses it comes with from minor version 2024-05-20 on. */
    static Stream<Arguments> categoriesWithStatus() {
        return Stream.of(ReasonCategory.values())
                .flatMap(category -> (switch (category) {
                            case PERMISSION_DENIED -> Stream.of(403);
                            case AUTHENTICATION_FAILED -> Stream.of(401);
                            case INVALID_VALUE,
                                    UNKNOWN_FIELD,
                                    MISSING_FIELD,
                                    MISSING_PARAMETER,
                                    RULE_RESTRICTION,
                                    MALFORMED_REQUEST -> Stream.of(400);
                            case NOT_FOUND -> Stream.of(404);
                            case NOT_SUPPORTED -> Stream.of(405, 406, 415);
                            case LOCK_CONTENTION -> Stream.of(409);
                            case INTERNAL_ERROR, TEMPORARY_ERROR, INTEGRATION_ERROR -> Stream.of(500);
                            case REQUEST_LIMIT -> Stream.of(429);
                        })
                        .map(status -> Arguments.of(category, status)));
    }

    @ParameterizedTest
    @MethodSource("categoriesWithStatus")
    void bothRegimesGiveTheSameFindingForTheSameReason(ReasonCategory category, int status) {
        Finding expected = BY_CATEGORY.get(category);
        String asString = "[{\"code\":\"587302" + category.number() + "\",\"message\":\"m\"}]";
        String asNumber = "[{\"code\":587302" + category.number() + ",\"message\":\"m\"}]";

        for (String reasons : List.of(asString, asNumber)) {
            assertThat(classify(200, "{\"success\":false,\"reasons\":" + reasons + "}"))
                    .isEqualTo(expected);
            assertThat(classify(status, "{\"success\":false,\"reasons\":" + reasons + "}"))
                    .isEqualTo(expected);
            assertThat(classify(status, "{\"reasons\":" + reasons + "}")).isEqualTo(expected);
            assertThat(classify(
                            200,
                            "{\"Success\":false,\"Errors\":"
                                    + reasons.replace("code", "Code").replace("message", "Message") + "}"))
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource(ReasonCategory.class)
    void categoryCountsWhateverTheErrorStatus(ReasonCategory category) {
        String body = ScriptedTransport.refusal("587302" + category.number());
        for (int status : new int[] {300, 400, 403, 404, 418, 499, 500, 502, 503, 504, 599}) {
            assertThat(classify(status, body)).isEqualTo(BY_CATEGORY.get(category));
        }
    }

    @ParameterizedTest
    @EnumSource(ReasonCategory.class)
    void categoryOfTheSingleErrorShapesCounts(ReasonCategory category) {
        String reason = "\"code\":\"587302" + category.number() + "\",\"message\":\"m\"";

        assertThat(classify(400, "{" + reason + "}")).isEqualTo(BY_CATEGORY.get(category));
        assertThat(classify(400, "{\"error\":{" + reason + "}}")).isEqualTo(BY_CATEGORY.get(category));
        assertThat(classify(200, "{\"success\":false," + reason + "}")).isEqualTo(BY_CATEGORY.get(category));
        assertThat(classify(400, "{\"FaultCode\":\"587302" + category.number() + "\"}"))
                .isEqualTo(BY_CATEGORY.get(category));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "61,20|REJECTED",
                "20,61|REJECTED",
                "50,60|SERVER_ERROR",
                "50,61|TEMPORARY",
                "60,70|RATE_LIMITED",
                "61,70|RATE_LIMITED",
                "11,70|UNAUTHENTICATED",
                "11,61|UNAUTHENTICATED",
                "11,40|REJECTED",
                "70,30|REJECTED",
                "10,20|FORBIDDEN",
                "20,10|FORBIDDEN",
                "10,11|FORBIDDEN",
                "61,98|REJECTED",
                "99,50|SERVER_ERROR"
            })
    void permanentReasonWinsAmongSeveral(String categories, Finding finding) {
        String reasons = Stream.of(categories.split(","))
                .map(category -> "{\"code\":\"587302" + category + "\",\"message\":\"m\"}")
                .reduce((one, other) -> one + "," + other)
                .orElseThrow();

        assertThat(classify(200, "{\"success\":false,\"reasons\":[" + reasons + "]}"))
                .isEqualTo(finding);
        assertThat(classify(400, "{\"success\":false,\"reasons\":[" + reasons + "]}"))
                .isEqualTo(finding);
    }

    @ParameterizedTest
    @CsvSource({
        "401, 587302+11 587302+20, REJECTED",
        "401, 587302+11 587302+10, FORBIDDEN",
        "401, 587302+61, UNAUTHENTICATED",
        "401, SystemError, UNAUTHENTICATED",
        "429, 587302+70 587302+30, REJECTED",
        "429, 587302+70 SystemError, RATE_LIMITED",
        "429, 587302+61, RATE_LIMITED",
        "429, REQUEST_EXCEEDED_LIMIT, RATE_LIMITED",
        "429, 70, RATE_LIMITED"
    })
    void permanentCategoryWinsOverTheStatus(int status, String codes, Finding finding) {
        String reasons = Stream.of(codes.replace("+", "").split(" "))
                .map(code -> "{\"code\":\"" + code + "\",\"message\":\"m\"}")
                .reduce((one, other) -> one + "," + other)
                .orElseThrow();

        assertThat(classify(status, "{\"success\":false,\"reasons\":[" + reasons + "]}"))
                .isEqualTo(finding);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "|IN_PROGRESS",
                "<html/>|IN_PROGRESS",
                "{\"message\":\"in progress\"}|IN_PROGRESS",
                "{\"success\":false,\"reasons\":[]}|IN_PROGRESS",
                "{\"success\":false,\"reasons\":[{\"code\":\"58730220\"}]}|IN_PROGRESS",
                "{\"success\":false,\"reasons\":[{\"code\":\"58730261\"}]}|IN_PROGRESS",
                "{\"success\":false,\"reasons\":[{\"code\":\"50\"}]}|IN_PROGRESS",
                "{\"success\":false,\"reasons\":[{\"code\":\"58730250\"}]}|TEMPORARY",
                "{\"reasons\":[{\"code\":58730250}]}|TEMPORARY",
                "{\"reasons\":[{\"code\":58730261},{\"code\":58730250}]}|TEMPORARY",
                "{\"reasons\":[{\"code\":58730250},{\"code\":58730220}]}|REJECTED",
                "{\"success\":true}|UNREADABLE"
            })
    void status409IsToldApartByItsReasons(String body, Finding finding) {
        assertThat(classify(409, body == null ? "" : body)).isEqualTo(finding);
    }

    /** Without a reason that tells a category, the status tells. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // status | not Zuora's JSON | Zuora's JSON
                "0|UNREADABLE|UNREADABLE",
                "100|UNREADABLE|UNREADABLE",
                "199|UNREADABLE|UNREADABLE",
                "200|UNREADABLE|REJECTED",
                "202|UNREADABLE|REJECTED",
                "299|UNREADABLE|REJECTED",
                "300|REJECTED|REJECTED",
                "302|REJECTED|REJECTED",
                "307|REJECTED|REJECTED",
                "400|REJECTED|REJECTED",
                "401|UNAUTHENTICATED|UNAUTHENTICATED",
                "403|FORBIDDEN|FORBIDDEN",
                "404|REJECTED|REJECTED",
                "405|REJECTED|REJECTED",
                "407|REJECTED|REJECTED",
                "408|UNREADABLE|REJECTED",
                "409|IN_PROGRESS|IN_PROGRESS",
                "413|REJECTED|REJECTED",
                "422|KEY_MISUSED|KEY_MISUSED",
                "429|RATE_LIMITED|RATE_LIMITED",
                "499|REJECTED|REJECTED",
                "500|UNREADABLE|SERVER_ERROR",
                "502|UNREADABLE|SERVER_ERROR",
                "503|UNREADABLE|SERVER_ERROR",
                "504|UNREADABLE|SERVER_ERROR",
                "599|UNREADABLE|SERVER_ERROR",
                "600|UNREADABLE|UNREADABLE",
                "999|UNREADABLE|UNREADABLE"
            })
    void withoutACategoryTheStatusTells(int status, Finding foreign, Finding zuoras) {
        for (String body : List.of("", "<html/>", "Bad Gateway", "{}", "{\"message\":\"m\"}", "{\"error\":\"x\"}")) {
            assertThat(classify(status, body)).isEqualTo(foreign);
        }
        assertThat(classify(status, "{\"success\":false}")).isEqualTo(zuoras);
        assertThat(classify(status, "{\"success\":false,\"reasons\":[{\"code\":\"SystemError\"}]}"))
                .isEqualTo(zuoras);
        assertThat(classify(status, "{\"success\":false,\"reasons\":[{\"code\":\"5873026\"}]}"))
                .isEqualTo(zuoras);
    }

    @ParameterizedTest(name = "HTTP {0}, code {1}: {2}")
    @CsvSource({
        "200, 58730262, REJECTED",
        "400, 58730262, REJECTED",
        "500, 58730262, REJECTED",
        "500, 58730260, SERVER_ERROR",
        "500, 5873026, SERVER_ERROR"
    })
    void categoryThatNobodyDocumentedIsNeverRepeated(int status, String code, Finding finding) {
        assertThat(classify(status, "{\"success\":false,\"reasons\":[{\"code\":\"" + code + "\"}]}"))
                .isEqualTo(finding);
    }

    @Test
    void documentedSystemErrorWithoutSuccessIsAServerError() {
        assertThat(classify(500, "{\"reasons\":[{\"code\":\"SystemError\",\"message\":\"internal server error\"}]}"))
                .isEqualTo(Finding.SERVER_ERROR);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "null",
                "true",
                "[{\"success\":true}]",
                "{\"success\":null}",
                "{\"success\":\"true\"}",
                "{\"success\":1}",
                "{\"Success\":true}",
                "{\"SUCCESS\":true}",
                "{\"data\":{\"success\":true}}",
                "{\"success\":true",
                "{\"success\":true}}",
                "{\"success\":true}{}",
                "{\"success\":true,\"success\":true}",
                "{\"success\":false,\"success\":true}",
                "{\"success\":true,\"idList\":[\"a\"",
                "{\"reasons\":[{\"code\":\"58730220\",\"message\":\"m\"}]}",
                "{\"idList\":[\"a\"]}",
                "<html>success: true</html>"
            })
    void a2xxThatDoesNotSaySuccessIsUnknown(String body) {
        for (int status : new int[] {200, 201, 202, 204, 226, 299}) {
            assertThat(classify(status, body)).isEqualTo(Finding.UNREADABLE);
        }
    }

    @Test
    void only2xxWithSuccessTrueSucceeds() {
        for (int status = 0; status < 700; status++) {
            assertThat(classify(status, "{\"success\":true,\"idList\":[]}"))
                    .isEqualTo(status >= 200 && status < 300 ? Finding.SUCCEEDED : Finding.UNREADABLE);
        }
    }

    @Test
    void attemptWithoutAnAnswerHasItsOwnRow() {
        IOException cause = new IOException("reset");

        assertThat(Classifier.classify(new Exchange.NotSent(cause))).isEqualTo(new Verdict(Finding.NOT_SENT, false));
        assertThat(Classifier.classify(new Exchange.NoAnswer(cause))).isEqualTo(new Verdict(Finding.NO_ANSWER, false));
        assertThat(Classifier.classify(new Exchange.TokenRefused(
                        OptionalInt.of(401), AnswerBody.UNREADABLE, "refused", Optional.empty())))
                .isEqualTo(new Verdict(Finding.TOKEN_REFUSED, false));
        assertThat(Classifier.classify(new Exchange.TokenUnavailable(
                        OptionalInt.of(503), AnswerHeaders.NONE, "down", Optional.empty())))
                .isEqualTo(new Verdict(Finding.TOKEN_UNAVAILABLE, false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "200|{\"success\":true}|true",
                "200|{\"success\":false}|true",
                "400|{\"success\":false,\"reasons\":[{\"code\":\"58730220\"}]}|true",
                "403|{\"success\":false,\"reasons\":[{\"code\":\"58730210\"}]}|true",
                "409|{\"success\":false,\"reasons\":[{\"code\":\"58730250\"}]}|true",
                "422|{\"success\":false}|true",
                "500|{\"reasons\":[{\"code\":\"SystemError\"}]}|true",
                "500|{\"reasons\":[{\"code\":\"58730261\"}]}|true",
                // Someone on the way can have said these.
                "400|{\"message\":\"m\"}|false",
                "400|<html/>|false",
                "403||false",
                "404|{\"code\":\"58730240\"}|false",
                "422||false",
                "500|{\"error\":{\"code\":\"58730261\"}}|false",
                // These do not tell what became of an earlier request.
                "200|{}|false",
                "401|{\"success\":false,\"reasons\":[{\"code\":\"58730211\"}]}|false",
                "200|{\"success\":false,\"reasons\":[{\"code\":\"58730211\"}]}|false",
                "409|{\"success\":false}|false",
                "429|{\"success\":false,\"reasons\":[{\"code\":\"58730270\"}]}|false",
                "200|{\"success\":false,\"reasons\":[{\"code\":\"58730270\"}]}|false",
                "500|{\"success\":true}|false"
            })
    void onlyTheOperationsOwnAnswerEndsADoubt(int status, String body, boolean settled) {
        assertThat(Classifier.classify(answered(status, body == null ? "" : body))
                        .settled())
                .isEqualTo(settled);
    }

    private static Finding classify(int status, String body) {
        return Classifier.classify(answered(status, body)).finding();
    }

    private static Exchange.Answered answered(int status, String body) {
        return AnswerReader.read(status, Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }
}
