package io.github.zuoraregenerate.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.zuoraregenerate.RegenerateClient;
import io.github.zuoraregenerate.RegenerateOptions;
import io.github.zuoraregenerate.error.InvalidRequestException;
import io.github.zuoraregenerate.error.RejectedException;
import io.github.zuoraregenerate.error.Violation;
import io.github.zuoraregenerate.generated.model.BillingTransactionRequest;
import io.github.zuoraregenerate.generated.model.DocumentType;
import io.github.zuoraregenerate.testkit.SimulatedTenant;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule of the contract at its edge: what is just allowed is sent, what is just beyond it is not. */
@Timeout(30)
class ContractLimitsTest {

    @RegisterExtension
    static final SimulatedTenant TENANT = SimulatedTenant.create();

    private static RegenerateClient client;

    @BeforeAll
    static void connect() {
        TENANT.document("CM00000001", DocumentType.CREDIT_MEMO);
        client = RegenerateClient.builder()
                .baseUrl(TENANT.baseUrl())
                .bearerToken(TENANT.accessToken())
                .build();
    }

    @AfterAll
    static void disconnect() {
        client.close();
    }

    @BeforeEach
    void forget() {
        TENANT.forgetReceived();
    }

    @ParameterizedTest
    @MethodSource("allowed")
    void whatIsAllowedIsSent(String words, BillingTransactionRequest request, RegenerateOptions options) {
        try {
            client.regenerate(request, options);
        } catch (RejectedException refusedByTheTenant) {
            // A document of an invented number is not found: it was asked for, which is what counts here.
            assertThat(refusedByTheTenant.status()).hasValue(200);
        }
        assertThat(TENANT.received()).as(words).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatIsNotAllowedIsNotSent(
            String name, BillingTransactionRequest request, RegenerateOptions options, String shown) {
        InvalidRequestException refusal =
                catchThrowableOfType(InvalidRequestException.class, () -> client.regenerate(request, options));

        assertThat(refusal).as(name).isInstanceOf(InvalidRequestException.class);
        assertThat(refusal.violations()).extracting(Violation::name).contains(name);
        assertThat(refusal.getMessage()).contains(shown);
        assertThat(TENANT.received()).isEmpty();
        assertThat(refusal.attempts()).isZero();
    }

    static Stream<Arguments> allowed() {
        return Stream.of(
                body(request -> request.number("x".repeat(255))),
                body(request -> request.number("CM 1")),
                body(request -> request.documentId("x".repeat(32))),
                body(request -> request.id("x".repeat(32))),
                options(builder -> builder.idempotencyKey("x".repeat(254))),
                options(builder -> builder.idempotencyKey("a b")),
                options(builder -> builder.trackId("x".repeat(64))),
                options(builder -> builder.trackId("run 7/a,b")),
                options(builder -> builder.entityId("x".repeat(64))),
                options(builder -> builder.orgIds(List.of("a", "b", "c"))),
                options(builder -> builder.zuoraVersion("2025-08-12")),
                options(builder -> builder.zuoraVersion("186.0")),
                options(builder -> builder.onlyReSend(true).reMigrate(false)),
                options(builder -> builder.onlyReSend(false).reMigrate(true)));
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                body("number, documentId, id", request -> request, "exactly one of"),
                body("number, documentId, id", request -> request.number("CM1").id("x"), "exactly one of"),
                body("number, documentId, id", request -> request.number("CM1").documentId("x"), "exactly one of"),
                body("number, documentId, id", request -> request.id("y").documentId("x"), "exactly one of"),
                body("number", request -> request.number(""), "number"),
                body("number", request -> request.number(" CM1"), " CM1"),
                body("number", request -> request.number("x".repeat(256)), "255"),
                body("documentId", request -> request.documentId("x".repeat(33)), "32"),
                body("documentId", request -> request.documentId("a b"), "a b"),
                body("id", request -> request.id("x".repeat(33)), "32"),
                body("id", request -> request.id("é"), "\\u00E9"),
                options("idempotencyKey", builder -> builder.idempotencyKey("x".repeat(255)), "254"),
                options("idempotencyKey", builder -> builder.idempotencyKey("a\tb"), "idempotencyKey"),
                options("zuoraTrackId", builder -> builder.trackId("x".repeat(65)), "64"),
                options("zuoraTrackId", builder -> builder.trackId("a:b"), "a:b"),
                options("zuoraTrackId", builder -> builder.trackId("a;b"), "a;b"),
                options("zuoraTrackId", builder -> builder.trackId("a\"b"), "a\"b"),
                options("zuoraTrackId", builder -> builder.trackId("a'b"), "a'b"),
                options("zuoraTrackId", builder -> builder.trackId("é"), "\\u00E9"),
                options("zuoraEntityIds", builder -> builder.entityId("x".repeat(65)), "64"),
                options("zuoraEntityIds", builder -> builder.entityId("a,b"), "a,b"),
                options("zuoraOrgIds", builder -> builder.orgIds(List.of("a", "b c")), "b c"),
                options("zuoraVersion", builder -> builder.zuoraVersion("latest"), "latest"),
                options(
                        "onlyReSend, reMigrate",
                        builder -> builder.onlyReSend(true).reMigrate(true),
                        "true"));
    }

    private static Arguments body(UnaryOperator<BillingTransactionRequest> change) {
        BillingTransactionRequest request =
                change.apply(new BillingTransactionRequest().type(DocumentType.CREDIT_MEMO));
        return Arguments.of(request.toString(), request, RegenerateOptions.none());
    }

    private static Arguments body(String name, UnaryOperator<BillingTransactionRequest> change, String shown) {
        return Arguments.of(
                name,
                change.apply(new BillingTransactionRequest().type(DocumentType.CREDIT_MEMO)),
                RegenerateOptions.none(),
                shown);
    }

    private static Arguments options(UnaryOperator<RegenerateOptions.Builder> change) {
        RegenerateOptions options = change.apply(RegenerateOptions.builder()).build();
        return Arguments.of("options", new BillingTransactionRequest().number("CM00000001"), options);
    }

    private static Arguments options(String name, UnaryOperator<RegenerateOptions.Builder> change, String shown) {
        return Arguments.of(
                name,
                new BillingTransactionRequest().number("CM00000001"),
                change.apply(RegenerateOptions.builder()).build(),
                shown);
    }
}
