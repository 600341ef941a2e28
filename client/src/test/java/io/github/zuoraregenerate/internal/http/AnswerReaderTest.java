package io.github.zuoraregenerate.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.zuoraregenerate.error.ErrorReason;
import io.github.zuoraregenerate.error.ReasonCode;
import io.github.zuoraregenerate.internal.AnswerBody;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReaderTest {

    private static final String REQUEST_ID = "d7479cf6-b410-4630-b841-268ccd48f0d2";

    /** Every shape of an error body that the reference names. */
    static List<Arguments> shapes() {
        return List.of(
                Arguments.of(
                        "{\"success\":false,\"processId\":\"738CBB9234B47A47\",\"reasons\":[{\"code\":\"58730222\","
                                + "\"message\":\"m\"}],\"requestId\":\"" + REQUEST_ID + "\"}",
                        new AnswerBody(
                                true,
                                Optional.of(false),
                                List.of(),
                                List.of(reason(ReasonCode.of("58730222"), "m")),
                                Optional.of(REQUEST_ID),
                                Optional.of("738CBB9234B47A47"))),
                Arguments.of(
                        "{\"success\":false,\"processId\":\"CBCFED6580B4E076\",\"reasons\":[{\"code\":53100320,"
                                + "\"message\":\"m\"},{\"code\":50000050,\"message\":\"n\"}]}",
                        new AnswerBody(
                                true,
                                Optional.of(false),
                                List.of(),
                                List.of(reason(ReasonCode.of(53100320), "m"), reason(ReasonCode.of(50000050), "n")),
                                Optional.empty(),
                                Optional.of("CBCFED6580B4E076"))),
                Arguments.of(
                        "{\"reasons\":[{\"code\":\"SystemError\",\"message\":\"internal server error\"}]}",
                        body(true, Optional.empty(), reason(ReasonCode.of("SystemError"), "internal server error"))),
                Arguments.of(
                        "{\"message\":\"Authentication error\"}",
                        body(false, Optional.empty(), new ErrorReason(Optional.empty(), "Authentication error"))),
                Arguments.of(
                        "{\"Success\":false,\"Errors\":[{\"Code\":\"INVALID_VALUE\",\"Message\":\"m\"}]}",
                        body(true, Optional.of(false), reason(ReasonCode.of("INVALID_VALUE"), "m"))),
                Arguments.of(
                        "{\"Errors\":[{\"Code\":50000061,\"Message\":\"m\"},null]}",
                        body(true, Optional.empty(), reason(ReasonCode.of(50000061), "m"))),
                Arguments.of(
                        "{\"code\":\"REQUEST_EXCEEDED_LIMIT\",\"message\":\"m\"}",
                        body(false, Optional.empty(), reason(ReasonCode.of("REQUEST_EXCEEDED_LIMIT"), "m"))),
                Arguments.of("{\"code\":70}", body(false, Optional.empty(), reason(ReasonCode.of(70), ""))),
                Arguments.of(
                        "{\"FaultCode\":\"INVALID_SESSION\",\"FaultMessage\":\"m\"}",
                        body(false, Optional.empty(), reason(ReasonCode.of("INVALID_SESSION"), "m"))),
                Arguments.of(
                        "{\"FaultCode\":\"INVALID_SESSION\"}",
                        body(false, Optional.empty(), reason(ReasonCode.of("INVALID_SESSION"), ""))),
                Arguments.of(
                        "{\"FaultMessage\":\"m\"}",
                        body(false, Optional.empty(), new ErrorReason(Optional.empty(), "m"))),
                Arguments.of(
                        "{\"error\":{\"code\":\"50000061\",\"message\":\"m\"}}",
                        body(false, Optional.empty(), reason(ReasonCode.of("50000061"), "m"))),
                Arguments.of("{\"success\":false}", body(true, Optional.of(false))),
                Arguments.of(
                        "{\"success\":false,\"reasons\":null,\"Errors\":null,\"error\":null}",
                        body(true, Optional.of(false))),
                Arguments.of(
                        "{\"success\":false,\"reasons\":[null,{}]}",
                        body(true, Optional.of(false), new ErrorReason(Optional.empty(), ""))));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void everyShapeOfAnErrorIsReadWithAnErrorStatus(String json, AnswerBody expected) {
        assertThat(read(400, json)).isEqualTo(expected);
        assertThat(AnswerReader.readError(bytes(json))).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void everyShapeOfAnErrorIsReadWithStatus200AsWell(String json, AnswerBody expected) {
        assertThat(read(200, json)).isEqualTo(expected);
        assertThat(read(299, json)).isEqualTo(expected);
    }

    @Test
    void successIsReadWithItsIds() {
        assertThat(read(
                        200,
                        " \r\n\t{\"success\":true,\"idList\":[\"a\",\"b\"],\"requestId\":\"r\",\"processId\":\"p\"}"))
                .isEqualTo(new AnswerBody(
                        true, Optional.of(true), List.of("a", "b"), List.of(), Optional.of("r"), Optional.of("p")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"idList\":null", ",\"idList\":[]", ",\"idList\":[null]"})
    void idListMayBeAbsentNullOrEmpty(String idList) {
        AnswerBody body = read(200, "{\"success\":true" + idList + "}");

        assertThat(body.success()).contains(true);
        assertThat(body.ids()).isEmpty();
    }

    @Test
    void reasonsBesideSuccessAreKept() {
        assertThat(read(200, "{\"success\":true,\"reasons\":[{\"code\":1,\"message\":\"m\"}]}")
                        .reasons())
                .containsExactly(reason(ReasonCode.of(1), "m"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\u000b{\"success\":true}",
                "null",
                "true",
                "[]",
                "[{\"success\":true}]",
                "\"success\"",
                "<html><body>success</body></html>",
                "upstream connect error",
                "{",
                "{}{}",
                "{\"success\":true",
                "{\"success\":true}}",
                "{\"success\":true}x",
                "{\"success\":true,\"success\":true}",
                "{\"success\":false,\"success\":false}",
                "{\"success\":fals",
                "{\"reasons\":[{\"code\":1"
            })
    void whatIsNotOneWholeJsonObjectIsUnreadable(String text) {
        assertThat(read(200, text)).isEqualTo(AnswerBody.UNREADABLE);
        assertThat(read(500, text)).isEqualTo(AnswerBody.UNREADABLE);
        assertThat(AnswerReader.readError(bytes(text))).isEqualTo(AnswerBody.UNREADABLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"success\":null}",
                "{\"success\":\"true\"}",
                "{\"success\":\"false\"}",
                "{\"success\":1}",
                "{\"success\":1.0}",
                "{\"success\":[true]}",
                "{\"success\":{\"success\":true}}",
                "{\"SUCCESS\":true}",
                "{\"Success\":true}",
                "{\"data\":{\"success\":true}}",
                "{\"success\":true,\"idList\":\"a\"}",
                "{\"success\":true,\"idList\":[{}]}"
            })
    void withoutABooleanSuccessA2xxHasNone(String json) {
        AnswerBody body = read(200, json);

        assertThat(body.success()).isEmpty();
        assertThat(body.ids()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"199, false", "200, true", "204, true", "299, true", "300, false", "404, false", "500, false"})
    void idsAreReadFromA2xxOnly(int status, boolean read) {
        assertThat(read(status, "{\"success\":true,\"idList\":[\"a\"]}").ids()).hasSize(read ? 1 : 0);
    }

    @Test
    void contradictoryErrorKeepsWhatItSays() {
        assertThat(read(500, "{\"success\":true}")).isEqualTo(body(true, Optional.of(true)));
        assertThat(read(500, "{\"Success\":true}")).isEqualTo(body(true, Optional.of(true)));
        assertThat(read(500, "{\"success\":false,\"Success\":true}").success()).contains(false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"error\":\"Internal Server Error\"",
                "\"error\":500",
                "\"error\":\"\"",
                "\"error\":[\"a\"]",
                "\"Errors\":\"none\"",
                "\"Errors\":{\"Code\":\"x\"}",
                "\"message\":{\"text\":\"m\"}",
                "\"message\":[\"m\"]",
                "\"FaultCode\":{}",
                "\"processId\":{\"id\":1}",
                "\"Success\":\"false\""
            })
    void fieldOfAnUnknownShapeDoesNotCostTheReasons(String field) {
        for (int status : new int[] {200, 500}) {
            AnswerBody body = read(
                    status, "{" + field + ",\"success\":false,\"reasons\":[{\"code\":50000061,\"message\":\"m\"}]}");

            assertThat(body.fromZuora()).isTrue();
            assertThat(body.success()).contains(false);
            assertThat(body.reasons()).contains(reason(ReasonCode.of(50000061), "m"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\"text\"", "[\"\"]", "[[\"text\"]]", "{\"code\":50000061}", "[\"text\",7,true]"})
    void reasonsOfAnUnknownShapeDoNotCostSuccessFalse(String reasons) {
        for (int status : new int[] {200, 500}) {
            assertThat(read(status, "{\"success\":false,\"reasons\":" + reasons + "}")
                            .success())
                    .contains(false);
        }
    }

    @Test
    void headersAndStatusComeAlong() {
        assertThat(AnswerReader.read(429, Map.of("retry-after", List.of("120")), bytes(""))
                        .headers()
                        .retryAfter())
                .contains("120");
        assertThat(AnswerReader.read(429, Map.of(), bytes("")).status()).isEqualTo(429);
    }

    @ParameterizedTest
    @CsvSource({
        "response-success.json, true",
        "response-rejected.json, true",
        "error-refused.json, true",
        "error-system.json, true",
        "error-rate-limit.json, true",
        "error-concurrency-limit.json, true",
        "error-authentication.json, false"
    })
    void contractsExamplesAreRead(String file, boolean fromZuora) throws IOException {
        byte[] example;
        try (InputStream stream =
                AnswerReader.class.getResourceAsStream("/io/github/zuoraregenerate/openapi/examples/" + file)) {
            example = stream.readAllBytes();
        }
        AnswerBody body = AnswerReader.read(file.startsWith("response") ? 200 : 400, Map.of(), example)
                .body();

        assertThat(body.fromZuora()).isEqualTo(fromZuora);
        assertThat(body.success().orElse(false) ? body.ids() : body.reasons()).isNotEmpty();
    }

    private static AnswerBody read(int status, String body) {
        return AnswerReader.read(status, Map.of(), bytes(body)).body();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static AnswerBody body(boolean fromZuora, Optional<Boolean> success, ErrorReason... reasons) {
        return new AnswerBody(fromZuora, success, List.of(), List.of(reasons), Optional.empty(), Optional.empty());
    }

    private static ErrorReason reason(ReasonCode code, String message) {
        return new ErrorReason(Optional.of(code), message);
    }
}
