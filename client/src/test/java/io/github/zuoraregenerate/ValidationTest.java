package io.github.zuoraregenerate;

import static io.github.zuoraregenerate.Calls.creditMemo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.github.zuoraregenerate.error.InvalidRequestException;
import io.github.zuoraregenerate.error.Outcome;
import io.github.zuoraregenerate.error.Violation;
import io.github.zuoraregenerate.fakes.Canaries;
import io.github.zuoraregenerate.fakes.WireRequest;
import io.github.zuoraregenerate.fakes.WireServer;
import io.github.zuoraregenerate.fakes.WireServer.WireAnswer;
import io.github.zuoraregenerate.generated.model.BillingTransactionRequest;
import io.github.zuoraregenerate.generated.model.DocumentType;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every rule of the contract, with what just keeps it and what just breaks it. What breaks one is never sent. */
class ValidationTest {

    private static final String ID = "2c9890508ad035db018ad0d8d1685fef";

    private static WireServer server;
    private static RegenerateClient client;

    @BeforeAll
    static void start() {
        server = WireServer.http(WireServer.answering(WireAnswer.success()));
        client = Calls.to(server).build();
    }

    @AfterAll
    static void stop() throws IOException {
        client.close();
        server.close();
    }

    /** Both ways must refuse it, with the same words, and the server must see nothing. */
    private static List<Violation> violations(BillingTransactionRequest request, RegenerateOptions options) {
        int before = server.requests().size();
        InvalidRequestException refusal =
                catchThrowableOfType(InvalidRequestException.class, () -> client.regenerate(request, options));
        assertThat(refusal).as("the refusal of " + request).isNotNull();
        assertThatThrownBy(() -> RegenerateClient.validate(request, options)).hasMessage(refusal.getMessage());
        assertThat(server.requests()).hasSize(before);
        assertThat(refusal.outcome()).isEqualTo(Outcome.NOT_EXECUTED);
        assertThat(refusal.attempts()).isZero();
        assertThat(refusal.idempotencyKeys()).isEmpty();
        assertThat(refusal.violations())
                .allSatisfy(violation -> assertThat(refusal)
                        .hasMessageContaining(
                                violation.name() + " = " + violation.value() + ": " + violation.message()));
        return refusal.violations();
    }

    private static void assertSent(BillingTransactionRequest request, RegenerateOptions options) {
        int before = server.requests().size();
        assertThat(client.regenerate(request, options).attempts()).isEqualTo(1);
        assertThat(server.requests()).hasSize(before + 1);
    }

    // ---- body

    @ParameterizedTest
    @EnumSource(DocumentType.class)
    void everyTypeIsSent(DocumentType type) {
        assertSent(new BillingTransactionRequest().type(type).number("1"), RegenerateOptions.none());
    }

    @Test
    void typeIsOptional() {
        assertSent(new BillingTransactionRequest().number("1"), RegenerateOptions.none());
    }

    @Test
    void missingBodyIsRefused() {
        assertThat(violations(null, RegenerateOptions.none()))
                .extracting(Violation::name, Violation::value)
                .containsExactly(tuple("billingTransactionRequest", "null"));
    }

    static Stream<Arguments> identifiers() {
        return IntStream.range(0, 8).mapToObj(bits -> Arguments.of((bits & 1) > 0, (bits & 2) > 0, (bits & 4) > 0));
    }

    @ParameterizedTest(name = "number {0}, documentId {1}, id {2}")
    @MethodSource("identifiers")
    void exactlyOneIdentifierIsSent(boolean number, boolean documentId, boolean id) {
        BillingTransactionRequest request = new BillingTransactionRequest()
                .type(DocumentType.INVOICE)
                .number(number ? "INV1" : null)
                .documentId(documentId ? ID : null)
                .id(id ? ID : null);

        if (Stream.of(number, documentId, id).filter(set -> set).count() == 1) {
            assertSent(request, RegenerateOptions.none());
        } else {
            assertThat(violations(request, RegenerateOptions.none()))
                    .singleElement()
                    .satisfies(violation -> {
                        assertThat(violation.name()).isEqualTo("number, documentId, id");
                        assertThat(violation.value()).startsWith("{\"type\":\"Invoice\"");
                        assertThat(violation.message()).contains("exactly one");
                    });
        }
    }

    private record Field(String name, Setter setter) {
        @Override
        public String toString() {
            return name;
        }
    }

    @FunctionalInterface
    private interface Setter {
        BillingTransactionRequest set(String value);
    }

    private static final Field NUMBER = new Field("number", value -> new BillingTransactionRequest().number(value));
    private static final Field DOCUMENT_ID =
            new Field("documentId", value -> new BillingTransactionRequest().documentId(value));
    private static final Field IDENTIFIER = new Field("id", value -> new BillingTransactionRequest().id(value));

    static Stream<Arguments> goodFields() {
        return Stream.of(
                Arguments.of(NUMBER, "1"),
                Arguments.of(NUMBER, "x".repeat(255)),
                Arguments.of(NUMBER, "Gutschrift Nr. 1 / Ü"),
                Arguments.of(NUMBER, "a:b;c\"d'e,f"),
                Arguments.of(DOCUMENT_ID, "x"),
                Arguments.of(DOCUMENT_ID, "x".repeat(32)),
                Arguments.of(DOCUMENT_ID, "!~"),
                Arguments.of(IDENTIFIER, "x"),
                Arguments.of(IDENTIFIER, "x".repeat(32)),
                Arguments.of(IDENTIFIER, "!~"));
    }

    @ParameterizedTest(name = "{0} {index}")
    @MethodSource("goodFields")
    void fieldWithinTheRulesIsSent(Field field, String value) {
        assertSent(field.setter.set(value), RegenerateOptions.none());
    }

    static Stream<Arguments> badFields() {
        return Stream.of(
                Arguments.of(NUMBER, ""),
                Arguments.of(NUMBER, " "),
                Arguments.of(NUMBER, " 1"),
                Arguments.of(NUMBER, "1 "),
                Arguments.of(NUMBER, "1\n"),
                Arguments.of(NUMBER, "1\n2"),
                Arguments.of(NUMBER, "\t1"),
                Arguments.of(NUMBER, "x".repeat(256)),
                Arguments.of(DOCUMENT_ID, ""),
                Arguments.of(DOCUMENT_ID, " "),
                Arguments.of(DOCUMENT_ID, "a b"),
                Arguments.of(DOCUMENT_ID, "x".repeat(33)),
                Arguments.of(DOCUMENT_ID, "2\u0441989"), // the Cyrillic letter that looks like c
                Arguments.of(DOCUMENT_ID, "a\u200bb"),
                Arguments.of(IDENTIFIER, ""),
                Arguments.of(IDENTIFIER, " "),
                Arguments.of(IDENTIFIER, "a b"),
                Arguments.of(IDENTIFIER, "a\u0000"),
                Arguments.of(IDENTIFIER, "a\u007f"),
                Arguments.of(IDENTIFIER, "x".repeat(33)),
                Arguments.of(IDENTIFIER, "\uff12"));
    }

    @ParameterizedTest(name = "{0} {index}")
    @MethodSource("badFields")
    void fieldThatBreaksARuleIsRefused(Field field, String value) {
        assertThat(violations(field.setter.set(value), RegenerateOptions.none()))
                .isNotEmpty()
                .allSatisfy(violation -> assertThat(violation.name()).isEqualTo(field.name()));
    }

    // ---- flags

    static Stream<Arguments> flags() {
        List<Boolean> values = Arrays.asList(null, false, true);
        return values.stream()
                .flatMap(onlyReSend -> values.stream().map(reMigrate -> Arguments.of(onlyReSend, reMigrate)));
    }

    @ParameterizedTest(name = "onlyReSend {0}, reMigrate {1}")
    @MethodSource("flags")
    void onlyBothFlagsTogetherAreRefused(Boolean onlyReSend, Boolean reMigrate) {
        RegenerateOptions.Builder options = RegenerateOptions.builder();
        if (onlyReSend != null) {
            options.onlyReSend(onlyReSend);
        }
        if (reMigrate != null) {
            options.reMigrate(reMigrate);
        }

        if (Boolean.TRUE.equals(onlyReSend) && Boolean.TRUE.equals(reMigrate)) {
            assertThat(violations(creditMemo(), options.build()))
                    .extracting(Violation::name, Violation::value, Violation::message)
                    .containsExactly(tuple(
                            "onlyReSend, reMigrate",
                            "true, true",
                            "[onlyReSend, reMigrate] must not be true together"));
        } else {
            assertSent(creditMemo(), options.build());
        }
    }

    // ---- headers

    /** A header of the request, by its name in the contract's generated code. */
    private enum Header {
        idempotencyKey {
            @Override
            RegenerateOptions.Builder set(RegenerateOptions.Builder options, String value) {
                return options.idempotencyKey(value);
            }
        },
        zuoraTrackId {
            @Override
            RegenerateOptions.Builder set(RegenerateOptions.Builder options, String value) {
                return options.trackId(value);
            }
        },
        zuoraEntityIds {
            @Override
            RegenerateOptions.Builder set(RegenerateOptions.Builder options, String value) {
                return options.entityId(value);
            }
        },
        zuoraOrgIds {
            @Override
            RegenerateOptions.Builder set(RegenerateOptions.Builder options, String value) {
                return options.orgIds(List.of(value));
            }
        },
        zuoraVersion {
            @Override
            RegenerateOptions.Builder set(RegenerateOptions.Builder options, String value) {
                return options.zuoraVersion(value);
            }
        };

        abstract RegenerateOptions.Builder set(RegenerateOptions.Builder options, String value);
    }

    static Stream<Arguments> goodHeaders() {
        Stream<Arguments> table = Stream.of(
                Arguments.of(Header.idempotencyKey, "k"),
                Arguments.of(Header.idempotencyKey, "k".repeat(254)),
                Arguments.of(Header.idempotencyKey, "two  words"),
                Arguments.of(Header.idempotencyKey, ":;\"'!~"),
                Arguments.of(Header.zuoraTrackId, "t"),
                Arguments.of(Header.zuoraTrackId, "t".repeat(64)),
                Arguments.of(Header.zuoraTrackId, "two  words"),
                Arguments.of(Header.zuoraTrackId, "a_b-c.d/e#f%g(h)"),
                Arguments.of(Header.zuoraEntityIds, "e"),
                Arguments.of(Header.zuoraEntityIds, "e".repeat(64)),
                Arguments.of(Header.zuoraOrgIds, "o"),
                Arguments.of(Header.zuoraOrgIds, "o".repeat(4096)),
                Arguments.of(Header.zuoraVersion, "2024-05-20"),
                Arguments.of(Header.zuoraVersion, "186.0"),
                Arguments.of(Header.zuoraVersion, "1.10"));
        // Every character of the track id's alphabet, between two letters.
        Stream<Arguments> alphabet = IntStream.rangeClosed(' ', '~')
                .filter(character -> ":;\"'".indexOf(character) < 0)
                .mapToObj(character -> Arguments.of(Header.zuoraTrackId, "a" + (char) character + "b"));
        return Stream.concat(table, alphabet);
    }

    @ParameterizedTest(name = "{0} {index}")
    @MethodSource("goodHeaders")
    void headerWithinTheRulesIsSent(Header header, String value) {
        assertSent(creditMemo(), header.set(RegenerateOptions.builder(), value).build());
        assertThat(server.requests().get(server.requests().size() - 1).headers())
                .extracting(WireRequest.Header::value)
                .contains(value);
    }

    static Stream<Arguments> badHeaders() {
        Stream<Arguments> table = Stream.of(
                Arguments.of(Header.idempotencyKey, "k".repeat(255)),
                Arguments.of(Header.zuoraTrackId, "t".repeat(65)),
                Arguments.of(Header.zuoraTrackId, "a:b"),
                Arguments.of(Header.zuoraTrackId, "a;b"),
                Arguments.of(Header.zuoraTrackId, "a\"b"),
                Arguments.of(Header.zuoraTrackId, "a'b"),
                Arguments.of(Header.zuoraTrackId, "a\uff1ab"), // a full-width colon
                Arguments.of(Header.zuoraEntityIds, "e".repeat(65)),
                Arguments.of(Header.zuoraEntityIds, "a,b"),
                Arguments.of(Header.zuoraEntityIds, "a b"),
                Arguments.of(Header.zuoraOrgIds, "o".repeat(4097)),
                Arguments.of(Header.zuoraOrgIds, "a b"),
                Arguments.of(Header.zuoraVersion, "2024-5-20"),
                Arguments.of(Header.zuoraVersion, "186"),
                Arguments.of(Header.zuoraVersion, "latest"),
                Arguments.of(Header.zuoraVersion, "2024-05-200"),
                Arguments.of(Header.zuoraVersion, "\u0662\u0660\u0662\u0664-\u0660\u0665-\u0662\u0660"));
        List<String> never = List.of(
                " ",
                " a",
                "a ",
                "a\r\nX-Other: 1",
                "a\n",
                "a\tb",
                "a\u0000b",
                "a\u0007b",
                "a\u007fb",
                "a\u0080b",
                "ä",
                "\u0430bc",
                "a\u00a0b",
                "a\u2028b",
                "\uD83D\uDE00");
        return Stream.concat(
                table,
                Stream.of(Header.values())
                        .flatMap(header -> Stream.concat(
                                        never.stream(), header == Header.zuoraOrgIds ? Stream.empty() : Stream.of(""))
                                .map(value -> Arguments.of(header, value))));
    }

    @ParameterizedTest(name = "{0} {index}")
    @MethodSource("badHeaders")
    void headerThatBreaksARuleIsRefused(Header header, String value) {
        assertThat(violations(
                        creditMemo(),
                        header.set(RegenerateOptions.builder(), value).build()))
                .isNotEmpty()
                .allSatisfy(violation -> assertThat(violation.name()).isEqualTo(header.name()));
    }

    @Test
    void orgIdsAreJoinedAndSentTogether() {
        assertSent(
                creditMemo(),
                RegenerateOptions.builder().orgIds(List.of("a", "b", "c")).build());
        assertThat(server.requests().get(server.requests().size() - 1).only("Zuora-Org-Ids"))
                .isEqualTo("a,b,c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "a,b", "a,"})
    void orgIdThatWouldBecomeTwoIsRefused(String orgId) {
        RegenerateOptions.Builder options = RegenerateOptions.builder();

        assertThatThrownBy(() -> options.orgIds(List.of("a", orgId)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("orgIds holds \"" + orgId + "\": must be one id each");
    }

    @Test
    void emptyListOfOrgIdsIsAbsent() {
        assertSent(creditMemo(), RegenerateOptions.builder().orgIds(List.of()).build());
        assertThat(server.requests().get(server.requests().size() - 1).all("Zuora-Org-Ids"))
                .isEmpty();
    }

    @Test
    void keyOfARepetitionIsCheckedToo() {
        assertThat(violations(
                        creditMemo(),
                        RegenerateOptions.builder().repeating("k".repeat(255)).build()))
                .extracting(Violation::name)
                .containsExactly("idempotencyKey");
    }

    // ---- all together

    @Test
    void everyViolationIsListedByNameAndValue() {
        BillingTransactionRequest request =
                new BillingTransactionRequest().number("").id("a b");
        RegenerateOptions options = RegenerateOptions.builder()
                .onlyReSend(true)
                .reMigrate(true)
                .idempotencyKey("k".repeat(255))
                .trackId("a:b")
                .entityId("e,f")
                .orgIds(List.of("o o"))
                .zuoraVersion("latest")
                .build();

        assertThat(violations(request, options))
                .extracting(Violation::name, Violation::value)
                .contains(
                        tuple("id", "a b"),
                        tuple("number", ""),
                        tuple("zuoraTrackId", "a:b"),
                        tuple("zuoraEntityIds", "e,f"),
                        tuple("zuoraOrgIds", "o o"),
                        tuple("zuoraVersion", "latest"),
                        tuple("idempotencyKey", "k".repeat(96) + "… (255 characters)"),
                        tuple("onlyReSend, reMigrate", "true, true"))
                .anySatisfy(violation -> assertThat(violation.toList().get(0)).isEqualTo("number, documentId, id"));
        assertThat(violations(request, options).stream()
                        .map(Violation::name)
                        .distinct()
                        .toList())
                .as("in the order of the contract")
                .containsExactly(
                        "number, documentId, id",
                        "id",
                        "number",
                        "idempotencyKey",
                        "zuoraTrackId",
                        "zuoraEntityIds",
                        "zuoraOrgIds",
                        "zuoraVersion",
                        "onlyReSend, reMigrate");
    }

    @Test
    void refusedValueIsShownWithoutItsControlCharacters() {
        List<Violation> violations = violations(
                creditMemo(),
                RegenerateOptions.builder()
                        .trackId("a\u001b[31m\u0430\u202eb\r\nc")
                        .build());

        assertThat(violations).extracting(Violation::value).containsOnly("a\\u001B[31m\\u0430\\u202Eb\\u000D\\u000Ac");
    }

    static Stream<Arguments> enormousOptions() {
        return Stream.of(
                Arguments.of("zuoraTrackId", RegenerateOptions.builder().trackId("a ".repeat(500_000) + "a")),
                Arguments.of("idempotencyKey", RegenerateOptions.builder().idempotencyKey("a ".repeat(500_000) + "a")),
                Arguments.of("zuoraOrgIds", RegenerateOptions.builder().orgIds(Collections.nCopies(500_000, "a"))),
                Arguments.of("zuoraEntityIds", RegenerateOptions.builder().entityId("a".repeat(1_000_000))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("enormousOptions")
    void enormousValueIsRefusedLikeAnyOther(String name, RegenerateOptions.Builder options) {
        assertThat(violations(creditMemo(), options.build())).singleElement().satisfies(violation -> {
            assertThat(violation.name()).isEqualTo(name);
            assertThat(violation.value()).hasSizeLessThan(120);
        });
    }

    @Test
    void longestListOfOrgIdsNeedsNoDeepStack() throws Exception {
        RegenerateOptions options = RegenerateOptions.builder()
                .orgIds(Collections.nCopies(2048, "a"))
                .build();
        CompletableFuture<Integer> end = new CompletableFuture<>();
        Thread small = new Thread(
                null,
                () -> {
                    try {
                        RegenerateClient.validate(creditMemo(), options);
                        end.complete(0);
                    } catch (Throwable e) {
                        end.completeExceptionally(e);
                    }
                },
                "small-stack",
                256 * 1024);
        small.start();

        assertThat(end.get(20, TimeUnit.SECONDS)).isZero();
    }

    @Test
    void validOptionsPassTheCheckWithoutACall() {
        int before = server.requests().size();

        assertThatCode(() -> RegenerateClient.validate(creditMemo(), RegenerateOptions.none()))
                .doesNotThrowAnyException();
        assertThat(server.requests()).hasSize(before);
    }

    @Test
    void noTokenIsEverAmongTheViolations() {
        assertThat(violations(new BillingTransactionRequest(), RegenerateOptions.none())
                        .toString())
                .doesNotContain(Canaries.TOKEN);
    }
}
