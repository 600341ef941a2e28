package io.github.zuoraregenerate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.zuoraregenerate.error.AuthenticationException;
import io.github.zuoraregenerate.error.Outcome;
import io.github.zuoraregenerate.error.OutcomeUnknownException;
import io.github.zuoraregenerate.error.RateLimitedException;
import io.github.zuoraregenerate.error.RegenerateException;
import io.github.zuoraregenerate.error.RejectedException;
import io.github.zuoraregenerate.error.RetriesExhaustedException;
import io.github.zuoraregenerate.fakes.Canaries;
import io.github.zuoraregenerate.fakes.FakeTiming;
import io.github.zuoraregenerate.fakes.ScriptedTransport;
import io.github.zuoraregenerate.generated.model.BillingTransactionRequest;
import io.github.zuoraregenerate.generated.model.DocumentType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Same key if and only if the outcome is unknown, and every key named. */
class CallSequenceKeysTest {

    private static final BillingTransactionRequest REQUEST =
            new BillingTransactionRequest().type(DocumentType.INVOICE).number("INV-1");
    private static final String SECOND = derived("mine", 1);
    private static final String THIRD = derived("mine", 2);

    private final FakeTiming timing = new FakeTiming();
    private final ScriptedTransport transport = new ScriptedTransport();
    private final RegenerateClient client = RegenerateClient.builder()
            .baseUrl("https://localhost")
            .bearerToken(() -> "token")
            .transport(transport)
            .timing(timing)
            .build();

    @Test
    void newKeysAreDerivedFromTheFirstAndNamedInTheResult() {
        transport.refuse(200, "58730250").refuse(500, "58730261").succeed();

        Regeneration regeneration = client.regenerate(REQUEST, rotating("mine"));

        assertThat(transport.sentKeys()).containsExactly("mine", SECOND, THIRD);
        assertThat(regeneration.idempotencyKeys()).containsExactly("mine", SECOND, THIRD);
        assertThat(regeneration.idempotencyKey()).isEqualTo(THIRD);
    }

    @Test
    void newKeysAreNamedInTheException() {
        transport.refuse(200, "58730250").refuse(200, "58730220");

        RegenerateException failure = failure(rotating("mine"));

        assertThat(failure.idempotencyKeys()).containsExactly("mine", SECOND);
        assertThat(failure).hasMessageEndingWith("2 attempts, idempotency keys [mine, " + SECOND + "])");
    }

    @Test
    void otherFirstKeysGiveOtherSequences() {
        transport.refuse(200, "58730250").succeed();
        transport.refuse(200, "58730250").succeed();

        client.regenerate(REQUEST, rotating("mine"));
        client.regenerate(REQUEST, rotating("yours"));

        assertThat(transport.sentKeys()).containsExactly("mine", SECOND, "yours", derived("yours", 1));
    }

    @ParameterizedTest
    @CsvSource({
        "200, 58730250, io.github.zuoraregenerate.error.RetriesExhaustedException",
        "500, 58730261, io.github.zuoraregenerate.error.RetriesExhaustedException",
        "500, SystemError, io.github.zuoraregenerate.error.RetriesExhaustedException",
        "429, 70, io.github.zuoraregenerate.error.RateLimitedException",
        "401, 58730211, io.github.zuoraregenerate.error.AuthenticationException"
    })
    void callersKeyIsNotReplacedUnlessAllowed(int status, String code, Class<?> type) {
        transport.refuse(status, code);

        RegenerateException failure = failure(options("mine").build());

        assertThat(failure)
                .isExactlyInstanceOf(type)
                .hasMessageContaining("the caller's key may not be replaced (allowKeyRotation)");
        assertThat(failure.idempotencyKeys()).containsExactly("mine");
        assertThat(transport.requests()).hasSize(1);
    }

    @Test
    void callersKeyIsKeptWhereTheSameKeyIsRight() {
        transport
                .refuseConnection()
                .loseAnswer()
                .answer(503, "")
                .answer(409, "")
                .succeed();

        Regeneration regeneration = client.regenerate(REQUEST, options("mine").build());

        assertThat(transport.sentKeys()).hasSize(5).containsOnly("mine");
        assertThat(regeneration.idempotencyKeys()).containsExactly("mine");
    }

    /** After an unknown outcome, an answer that does not come from the operation itself keeps the doubt and the key. */
    @ParameterizedTest
    @ValueSource(strings = {"401", "429", "429-html", "200-70", "connect", "lost", "503", "409", "403-html", "2xx"})
    void doubtKeepsTheKey(String next) {
        transport.loseAnswer();
        switch (next) {
            case "401" -> transport.refuse(401, "58730211");
            case "429" -> transport.refuse(429, "50000070");
            case "429-html" -> transport.answer(429, "<html/>");
            case "200-70" -> transport.refuse(200, "50000070");
            case "connect" -> transport.refuseConnection();
            case "lost" -> transport.loseAnswer();
            case "503" -> transport.answer(503, "");
            case "409" -> transport.answer(409, "");
            case "2xx" -> transport.answer(202, "{}");
            default -> transport.answer(403, "<html/>");
        }
        transport.succeed();

        if (next.equals("403-html")) {
            assertThat(failure(options("mine").build())).isInstanceOf(OutcomeUnknownException.class);
            return;
        }
        Regeneration regeneration = client.regenerate(REQUEST, options("mine").build());

        assertThat(transport.sentKeys()).containsExactly("mine", "mine", "mine");
        assertThat(regeneration.idempotencyKeys()).containsExactly("mine");
    }

    @Test
    void operationsOwnFailureEndsTheDoubtAndReplacesTheKey() {
        transport.loseAnswer().refuse(200, "58730250").refuse(401, "58730211").succeed();

        client.regenerate(REQUEST, rotating("mine"));

        assertThat(transport.sentKeys()).containsExactly("mine", "mine", SECOND, THIRD);
    }

    @Test
    void newDoubtAboutANewKeyKeepsThatKey() {
        transport.refuse(200, "58730261").loseAnswer().refuseConnection();
        transport.answer(429, "", "Retry-After", "9999");

        OutcomeUnknownException failure = (OutcomeUnknownException) failure(rotating("mine"));

        assertThat(transport.sentKeys()).containsExactly("mine", SECOND, SECOND, SECOND);
        assertThat(failure.idempotencyKey()).isEqualTo(SECOND);
        assertThat(failure.idempotencyKeys()).containsExactly("mine", SECOND);
        assertThat(failure).hasMessageContaining("RegenerateOptions.builder().repeating(\"" + SECOND + "\")");
    }

    @Test
    void permanentRefusalOfTheOperationEndsTheDoubt() {
        transport.loseAnswer().refuse(400, "58730230");

        assertThat(failure(options("mine").build()))
                .isExactlyInstanceOf(RejectedException.class)
                .extracting(RegenerateException::outcome)
                .isEqualTo(Outcome.DEFINITELY_FAILED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"400", "403", "404", "422"})
    void refusalBySomeoneOnTheWayDoesNotEndTheDoubt(int status) {
        transport.loseAnswer().answer(status, "<html/>");

        OutcomeUnknownException failure =
                (OutcomeUnknownException) failure(options("mine").build());

        assertThat(failure.status()).hasValue(status);
        assertThat(failure.idempotencyKey()).isEqualTo("mine");
    }

    @Test
    void repetitionStartsInDoubt() {
        transport.refuseConnection().refuse(429, "50000070").answer(401, "");
        transport.answer(429, "", "Retry-After", "9999");

        OutcomeUnknownException failure = (OutcomeUnknownException)
                failure(RegenerateOptions.builder().repeating("mine").build());

        assertThat(transport.sentKeys()).containsExactly("mine", "mine", "mine", "mine");
        assertThat(failure.idempotencyKey()).isEqualTo("mine");
    }

    @Test
    void firstRequestWithAKeyDoesNotStartInDoubt() {
        transport.answer(429, "", "Retry-After", "9999");

        assertThat(failure(options("mine").build())).isInstanceOf(RateLimitedException.class);
    }

    @Test
    void repetitionThatFailsForAReasonThatPassesStopsUnlessRotationIsAllowed() {
        transport.refuse(200, "58730250").refuse(200, "58730250").succeed();

        assertThat(failure(RegenerateOptions.builder().repeating("mine").build()))
                .isExactlyInstanceOf(RetriesExhaustedException.class)
                .hasMessageContaining("allowKeyRotation");
        client.regenerate(
                REQUEST,
                RegenerateOptions.builder()
                        .repeating("mine")
                        .allowKeyRotation(true)
                        .build());

        assertThat(transport.sentKeys()).containsExactly("mine", "mine", SECOND);
    }

    @Test
    void repetitionThatIsNotEvenSentStaysUnknown() {
        RegenerateClient withoutToken = RegenerateClient.builder()
                .baseUrl("https://localhost")
                .bearerToken(() -> "")
                .transport(transport)
                .timing(timing)
                .build();

        OutcomeUnknownException failure = catchThrowableOfType(
                OutcomeUnknownException.class,
                () -> withoutToken.regenerate(
                        REQUEST, RegenerateOptions.builder().repeating("mine").build()));

        assertThat(failure.idempotencyKey()).isEqualTo("mine");
        assertThat(failure.idempotencyKeys()).isEmpty();
        assertThat(transport.requests()).isEmpty();
    }

    @Test
    void keyRecorderSeesEachNewKeyBeforeItsFirstByte() {
        List<String> events = new ArrayList<>();
        for (String code : List.of("58730250", "", "58730261")) {
            transport.then(request -> {
                events.add("sent " + ScriptedTransport.header(request, "Idempotency-Key"));
                return ScriptedTransport.response(200, code.isEmpty() ? "" : ScriptedTransport.refusal(code));
            });
        }
        transport.succeed();

        client.regenerate(
                REQUEST,
                options("mine")
                        .allowKeyRotation(true)
                        .keyRecorder(key -> events.add("recorded " + key))
                        .build());

        assertThat(events)
                .containsExactly(
                        "recorded mine",
                        "sent mine",
                        "recorded " + SECOND,
                        "sent " + SECOND,
                        "sent " + SECOND,
                        "recorded " + THIRD);
    }

    @Test
    void failureOfTheKeyRecorderStopsTheCallBeforeAnythingIsSent() {
        assertThatIllegalStateException()
                .isThrownBy(() -> client.regenerate(
                        REQUEST,
                        RegenerateOptions.builder()
                                .keyRecorder(key -> {
                                    throw new IllegalStateException("disk full");
                                })
                                .build()))
                .withMessage("disk full");

        assertThat(transport.requests()).isEmpty();
    }

    @Test
    void failureOfTheKeyRecorderStopsTheCallBeforeTheNewKeyIsSent() {
        transport.refuse(200, "58730250");
        List<String> recorded = new ArrayList<>();

        assertThatIllegalStateException()
                .isThrownBy(() -> client.regenerate(
                        REQUEST,
                        RegenerateOptions.builder()
                                .keyRecorder(key -> {
                                    recorded.add(key);
                                    if (recorded.size() == 2) {
                                        throw new IllegalStateException("disk full");
                                    }
                                })
                                .build()));

        assertThat(transport.sentKeys()).containsExactly(recorded.get(0));
    }

    @Test
    void failureOfTheKeyRecorderGivesItsPlaceBack() {
        RegenerateClient narrow = RegenerateClient.builder()
                .baseUrl("https://localhost")
                .bearerToken(Canaries.TOKEN)
                .maxConcurrency(1)
                .transport(transport)
                .timing(timing)
                .build();
        transport.succeed();
        assertThatIllegalStateException()
                .isThrownBy(() -> narrow.regenerate(
                        REQUEST,
                        RegenerateOptions.builder()
                                .keyRecorder(key -> {
                                    throw new IllegalStateException("disk full");
                                })
                                .build()));

        assertThat(narrow.regenerate(REQUEST).attempts()).isEqualTo(1);
    }

    @Test
    void refusedTokenIsRepeatedWithANewKey() {
        transport.answer(401, "{\"message\":\"Authentication error\"}").succeed();

        client.regenerate(REQUEST, rotating("mine"));

        assertThat(transport.sentKeys()).containsExactly("mine", SECOND);
        assertThat(timing.sleeps()).isEmpty();
    }

    @Test
    void secondRefusalOfATokenEndsTheCall() {
        transport.answer(401, "").answer(401, "");

        assertThat(failure(rotating("mine")))
                .isExactlyInstanceOf(AuthenticationException.class)
                .hasMessageContaining("Gave up because a new token was refused as well.");
    }

    @Test
    void fixedTokenIsNotRepeated() {
        transport.answer(401, "");
        RegenerateClient fixed = RegenerateClient.builder()
                .baseUrl("https://localhost")
                .bearerToken(Canaries.TOKEN)
                .transport(transport)
                .timing(timing)
                .build();

        assertThat(catchThrowableOfType(AuthenticationException.class, () -> fixed.regenerate(REQUEST)))
                .hasMessageContaining("Gave up because there is no other token to try.");
    }

    private static RegenerateOptions.Builder options(String key) {
        return RegenerateOptions.builder().idempotencyKey(key);
    }

    private static RegenerateOptions rotating(String key) {
        return options(key).allowKeyRotation(true).build();
    }

    /** The documented derivation, written down a second time. */
    private static String derived(String first, int number) {
        return UUID.nameUUIDFromBytes((first + "/" + number).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    private RegenerateException failure(RegenerateOptions options) {
        return catchThrowableOfType(RegenerateException.class, () -> client.regenerate(REQUEST, options));
    }
}
