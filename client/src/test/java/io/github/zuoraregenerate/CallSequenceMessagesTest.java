package io.github.zuoraregenerate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.zuoraregenerate.error.PermissionException;
import io.github.zuoraregenerate.error.RegenerateException;
import io.github.zuoraregenerate.error.RejectedException;
import io.github.zuoraregenerate.fakes.Canaries;
import io.github.zuoraregenerate.fakes.FakeTiming;
import io.github.zuoraregenerate.fakes.ScriptedTransport;
import io.github.zuoraregenerate.generated.model.BillingTransactionRequest;
import io.github.zuoraregenerate.generated.model.DocumentType;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a failure tells its reader: the document, the reason, the ids for support, and what to do next. */
class CallSequenceMessagesTest {

    private static final BillingTransactionRequest BY_NUMBER =
            new BillingTransactionRequest().type(DocumentType.CREDIT_MEMO).number("CM00000001");
    private static final BillingTransactionRequest BY_DOCUMENT_ID =
            new BillingTransactionRequest().type(DocumentType.INVOICE).documentId("2c9890508ad035db018ad0d8d1685fef");
    private static final BillingTransactionRequest BY_ID =
            new BillingTransactionRequest().type(DocumentType.INVOICE).id("2c9890508ad035db018ad0d8d1685fef");
    private static final RegenerateOptions OPTIONS =
            RegenerateOptions.builder().idempotencyKey("k").build();

    private final ScriptedTransport transport = new ScriptedTransport();

    @Test
    void refusalIsToldWhole() {
        transport.refuse(400, "58730230", "Zuora-Request-Id", "r-1", "Zuora-Track-Id", "t-1");

        RegenerateException failure = failure(BY_NUMBER);

        assertThat(failure)
                .isExactlyInstanceOf(RejectedException.class)
                .hasMessage("Regenerating CreditMemo CM00000001 was rejected: HTTP 400, 58730230 (business-rule"
                        + " restriction): refused. Gave up because repeating it cannot help. Correct the request or the"
                        + " document first. (request id r-1, track id t-1, 1 attempt, idempotency keys [k])");
        assertThat(failure.trackId()).contains("t-1");
        assertThat(failure.requestId()).contains("r-1");
    }

    @Test
    void requestIdOfTheBodyStandsInForTheHeader() {
        transport.refuse(400, "58730230");

        assertThat(failure(BY_NUMBER).requestId()).contains("d7479cf6-b410-4630-b841-268ccd48f0d2");
    }

    @Test
    void ownTrackIdIsNamedEvenIfTheServerEchoesNone() {
        transport.refuse(400, "58730230");

        RegenerateException failure = catchThrowableOfType(
                RegenerateException.class,
                () -> client().regenerate(
                                BY_NUMBER,
                                RegenerateOptions.builder().trackId("mine").build()));

        assertThat(failure.trackId()).contains("mine");
        assertThat(failure).hasMessageContaining("track id mine, ");
    }

    static Stream<Arguments> documents() {
        return Stream.of(
                Arguments.of(BY_NUMBER, "Regenerating CreditMemo CM00000001 "),
                Arguments.of(BY_DOCUMENT_ID, "Regenerating Invoice with id 2c9890508ad035db018ad0d8d1685fef "),
                Arguments.of(BY_ID, "Regenerating Invoice with id 2c9890508ad035db018ad0d8d1685fef "),
                Arguments.of(new BillingTransactionRequest().number("X1"), "Regenerating document X1 "));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void documentIsNamed(BillingTransactionRequest request, String start) {
        transport.refuse(400, "58730230");

        assertThat(failure(request)).hasMessageStartingWith(start);
    }

    @ParameterizedTest
    @CsvSource({"58730221, true", "58730222, true", "58730220, false", "58730223, false", "58730240, false"})
    void documentIdThatTheServerDoesNotKnowHintsAtItsNewerName(String code, boolean hint) {
        String advice = "The server may know the field documentId only by its newer name: set id instead";
        for (int status : new int[] {200, 400}) {
            transport.refuse(status, code);
            assertThat(failure(BY_DOCUMENT_ID).getMessage().contains(advice)).isEqualTo(hint);
            transport.refuse(status, code);
            assertThat(failure(BY_ID)).hasMessageNotContaining(advice);
            transport.refuse(status, code);
            assertThat(failure(BY_NUMBER)).hasMessageNotContaining(advice);
        }
    }

    @Test
    void hintIsGivenIfAnyOfSeveralReasonsAsksForIt() {
        transport.answer(
                200,
                "{\"success\":false,\"reasons\":[{\"code\":\"58730220\",\"message\":\"a\"},"
                        + "{\"code\":\"58730222\",\"message\":\"b\"}]}");

        assertThat(failure(BY_DOCUMENT_ID))
                .hasMessageContaining("58730220 (invalid value): a; 58730222 (missing field): b")
                .hasMessageContaining("set id instead");
    }

    @ParameterizedTest
    @CsvSource({"200, 58730210", "403, 58730210"})
    void missingPermissionIsNamed(int status, String code) {
        transport.refuse(status, code);

        assertThat(failure(BY_NUMBER))
                .isExactlyInstanceOf(PermissionException.class)
                .hasMessageContaining(
                        "is not permitted: HTTP " + status + ", 58730210 (permission or access denied): refused.")
                .hasMessageContaining("Give the user's role the permission to manage the regeneration of"
                        + " Order-to-Revenue transactions");
    }

    @Test
    void refusedTokenHintsAtTheDataCentre() {
        transport.answer(401, "{\"message\":\"Authentication error\"}");

        assertThat(failure(BY_NUMBER))
                .hasMessageContaining("was not authenticated: HTTP 401, no code: Authentication error.")
                .hasMessageContaining("Check the token, and that the base URL is the one of the tenant's data centre");
    }

    @Test
    void refusedCredentialsHintAtTheDataCentre() {
        transport.answerToken(
                401,
                "{\"success\":false,\"reasons\":[{\"code\":90000011,\"message\":\"Invalid client id or secret\"}]}");
        RegenerateClient client = RegenerateClient.builder()
                .baseUrl("https://localhost")
                .clientCredentials("id", Canaries.SECRET)
                .transport(transport)
                .timing(new FakeTiming())
                .build();

        RegenerateException failure =
                catchThrowableOfType(RegenerateException.class, () -> client.regenerate(BY_NUMBER));

        assertThat(failure)
                .hasMessage("Regenerating CreditMemo CM00000001 was not authenticated: https://localhost/oauth/token"
                        + " refused, HTTP 401, 90000011 (authentication failed): Invalid client id or secret. Gave up"
                        + " because repeating it cannot help. Check the credentials, and that the base URL is the one"
                        + " of the tenant's data centre. (0 attempts)");
    }

    @ParameterizedTest
    @CsvSource({"300", "301", "302", "303", "307", "308", "399"})
    void redirectIsNotFollowedAndSaysWhy(int status) {
        transport.answer(status, "", "Location", "https://example.com/");

        assertThat(failure(BY_NUMBER))
                .isExactlyInstanceOf(RejectedException.class)
                .hasMessageContaining(
                        "A redirect is not followed, because it would carry the token along; check the base URL");
        assertThat(transport.requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"400", "404"})
    void otherRefusalsDoNotSpeakOfRedirects(int status) {
        transport.answer(status, "");

        assertThat(failure(BY_NUMBER)).hasMessageNotContaining("redirect");
    }

    @Test
    void misusedKeySaysWhatToChange() {
        transport.answer(422, "");

        assertThat(failure(BY_NUMBER))
                .isExactlyInstanceOf(RejectedException.class)
                .hasMessageContaining("The idempotency key was used with another tenant, URL or method; the flags are"
                        + " part of the URL. Use a new key");
    }

    @Test
    void messageOfACauseIsShortened() {
        for (int length : new int[] {300, 301}) {
            transport.then(request -> {
                throw new IOException("x".repeat(length));
            });
        }
        transport.then(request -> {
            throw new IOException();
        });

        RegenerateException whole = once();
        RegenerateException cut = once();
        RegenerateException without = once();

        assertThat(whole)
                .hasMessageContaining(": " + "x".repeat(300) + ". Gave up")
                .hasRootCauseMessage("x".repeat(300));
        assertThat(cut).hasMessageContaining(": " + "x".repeat(300) + "…. Gave up");
        assertThat(without)
                .hasMessageStartingWith(
                        "Regenerating CreditMemo CM00000001 may or may not have happened: IOException. Gave up");
    }

    private RegenerateException once() {
        RegenerateClient client = RegenerateClient.builder()
                .baseUrl("https://localhost")
                .bearerToken(Canaries.TOKEN)
                .retryPolicy(io.github.zuoraregenerate.retry.RetryPolicy.DEFAULT.withMaxAttempts(1))
                .transport(transport)
                .timing(new FakeTiming())
                .build();
        return catchThrowableOfType(RegenerateException.class, () -> client.regenerate(BY_NUMBER));
    }

    private RegenerateException failure(BillingTransactionRequest request) {
        return catchThrowableOfType(RegenerateException.class, () -> client().regenerate(request, OPTIONS));
    }

    private RegenerateClient client() {
        return RegenerateClient.builder()
                .baseUrl("https://localhost")
                .bearerToken(Canaries.TOKEN)
                .transport(transport)
                .timing(new FakeTiming())
                .build();
    }
}
