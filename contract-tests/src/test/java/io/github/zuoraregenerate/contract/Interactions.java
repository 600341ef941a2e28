package io.github.zuoraregenerate.contract;

import static au.com.dius.pact.consumer.dsl.Matchers.regexp;
import static io.github.zuoraregenerate.contract.Interaction.TOKEN;
import static io.github.zuoraregenerate.contract.Interaction.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import au.com.dius.pact.consumer.dsl.DslPart;
import au.com.dius.pact.consumer.dsl.HttpRequestBuilder;
import au.com.dius.pact.consumer.dsl.HttpResponseBuilder;
import au.com.dius.pact.consumer.dsl.PactDslJsonBody;
import au.com.dius.pact.consumer.dsl.PactDslJsonRootValue;
import io.github.zuoraregenerate.RegenerateClient;
import io.github.zuoraregenerate.RegenerateOptions;
import io.github.zuoraregenerate.Regeneration;
import io.github.zuoraregenerate.error.AuthenticationException;
import io.github.zuoraregenerate.error.ErrorReason;
import io.github.zuoraregenerate.error.Outcome;
import io.github.zuoraregenerate.error.OutcomeUnknownException;
import io.github.zuoraregenerate.error.PermissionException;
import io.github.zuoraregenerate.error.RateLimitedException;
import io.github.zuoraregenerate.error.ReasonCode;
import io.github.zuoraregenerate.error.RegenerateException;
import io.github.zuoraregenerate.error.RejectedException;
import io.github.zuoraregenerate.error.RetriesExhaustedException;
import io.github.zuoraregenerate.generated.model.BillingTransactionRequest;
import io.github.zuoraregenerate.generated.model.DocumentType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Every interaction of the contract between the client and Zuora: one for each thing that the client branches on.
 *
 * <p>Requests are exact, booleans in the query are literals. Responses are matched by type, except what the client
 * branches on: status, {@code success}, the codes, and the headers that ask for a wait.
 */
final class Interactions {

    static final String TOKEN_PATH = "/oauth/token";

    private static final String PATH = "/v1/uno-regenerate/billing-transaction";
    private static final String KEY = "5f0c0f1e-3f0b-4d0a-9f6c-0d4d6d1c9a11";
    private static final String REAL_STATUS = "2024-05-20";
    private static final String UUID_PATTERN = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
    private static final String CLIENT_ID = "0oa1+client/id";
    private static final String CLIENT_SECRET = "s=ecr&et % ü";
    private static final String TOKEN_FORM =
            "client_id=0oa1%2Bclient%2Fid&client_secret=s%3Decr%26et+%25+%C3%BC" + "&grant_type=client_credentials";

    /** The documents of the states, one of each type, named in the request in three ways. */
    private enum Document {
        INVOICE(DocumentType.INVOICE, "an invoice", "INV00000001", "2c92c0f96dd6ec12016dd7c1a1b10001"),
        CREDIT_MEMO(DocumentType.CREDIT_MEMO, "a credit memo", "CM00000001", "2c92c0f96dd6ec12016dd7c1a1b10002"),
        DEBIT_MEMO(DocumentType.DEBIT_MEMO, "a debit memo", "DM00000001", "2c92c0f96dd6ec12016dd7c1a1b10003"),
        INVOICE_ITEM_ADJUSTMENT(
                DocumentType.INVOICE_ITEM_ADJUSTMENT,
                "an invoice item adjustment",
                "IIA-00000001",
                "2c92c0f96dd6ec12016dd7c1a1b10004");

        private final DocumentType type;
        private final String words;
        private final String number;
        private final String id;

        Document(DocumentType type, String words, String number, String id) {
            this.type = type;
            this.words = words;
            this.number = number;
            this.id = id;
        }

        BillingTransactionRequest byNumber() {
            return new BillingTransactionRequest().type(type).number(number);
        }

        Map<String, Object> parameters() {
            return new TreeMap<>(Map.of("type", type.getValue(), "number", number, "id", id));
        }
    }

    private Interactions() {}

    /** All of them; every description is there once. */
    static List<Interaction> all() {
        List<Interaction> all = new ArrayList<>();
        identifiers(all);
        flags(all);
        headers(all);
        successes(all);
        refusalsWith200(all);
        refusalsWithRealStatus(all);
        limits(all);
        idempotency(all);
        tokens(all);
        return all;
    }

    private static void identifiers(List<Interaction> all) {
        for (Document document : Document.values()) {
            all.add(regenerable(document, "a request to regenerate " + document.words + " by its number")
                    .request(regenerate(
                            "{\"type\":\"" + document.type.getValue() + "\",\"number\":\"" + document.number + "\"}"))
                    .response(success(ids(1)))
                    .when(client -> succeeds(client, document.byNumber(), options())));
            all.add(regenerable(document, "a request to regenerate " + document.words + " by its id as documentId")
                    .request(regenerate(
                            "{\"type\":\"" + document.type.getValue() + "\",\"documentId\":\"" + document.id + "\"}"))
                    .response(success(ids(1)))
                    .when(client -> succeeds(
                            client,
                            new BillingTransactionRequest().type(document.type).documentId(document.id),
                            options())));
            all.add(regenerable(document, "a request to regenerate " + document.words + " by its id as id")
                    .request(regenerate(
                            "{\"type\":\"" + document.type.getValue() + "\",\"id\":\"" + document.id + "\"}"))
                    .response(success(ids(1)))
                    .when(client -> succeeds(
                            client,
                            new BillingTransactionRequest().type(document.type).id(document.id),
                            options())));
        }
        all.add(regenerable(Document.CREDIT_MEMO, "a request to regenerate a document by its number, without a type")
                .request(regenerate("{\"number\":\"CM00000001\"}"))
                .response(success(ids(1)))
                .when(client -> succeeds(client, new BillingTransactionRequest().number("CM00000001"), options())));
    }

    private static void flags(List<Interaction> all) {
        flag(all, "with onlyReSend", Map.of("onlyReSend", "true"), options().onlyReSend(true));
        flag(
                all,
                "with onlyReSend and without reMigrate",
                Map.of("onlyReSend", "true", "reMigrate", "false"),
                options().onlyReSend(true).reMigrate(false));
        flag(
                all,
                "with reMigrate and without onlyReSend",
                Map.of("onlyReSend", "false", "reMigrate", "true"),
                options().onlyReSend(false).reMigrate(true));
        flag(all, "with reMigrate", Map.of("reMigrate", "true"), options().reMigrate(true));
        flag(all, "without reMigrate", Map.of("reMigrate", "false"), options().reMigrate(false));
        flag(all, "without onlyReSend", Map.of("onlyReSend", "false"), options().onlyReSend(false));
        flag(
                all,
                "without either flag",
                Map.of("onlyReSend", "false", "reMigrate", "false"),
                options().onlyReSend(false).reMigrate(false));
    }

    private static void flag(
            List<Interaction> all, String words, Map<String, String> query, RegenerateOptions.Builder options) {
        all.add(regenerable(Document.CREDIT_MEMO, "a request to regenerate a credit memo " + words)
                .request(request -> regenerate().apply(request).queryParameters(new TreeMap<>(query)))
                .response(success(ids(1)))
                .when(client -> succeeds(client, Document.CREDIT_MEMO.byNumber(), options)));
    }

    private static void headers(List<Interaction> all) {
        all.add(regenerable(Document.CREDIT_MEMO, "a request to regenerate a credit memo with a key of the client's")
                .request(request -> regenerate().apply(request).header("Idempotency-Key", regexp(UUID_PATTERN, KEY)))
                .response(success(ids(1)))
                .when(client -> {
                    Regeneration done = client.regenerate(Document.CREDIT_MEMO.byNumber());
                    assertThat(done.idempotencyKey()).matches(UUID_PATTERN);
                    assertThat(done.idempotencyKeys()).containsExactly(done.idempotencyKey());
                }));
        all.add(regenerable(Document.CREDIT_MEMO, "a request to regenerate a credit memo with a track id")
                .request(request -> regenerate().apply(request).header("Zuora-Track-Id", "backfill-7"))
                .response(response -> success(ids(1)).apply(response).header("Zuora-Track-Id", "backfill-7"))
                .when(client -> assertThat(succeeds(
                                        client,
                                        Document.CREDIT_MEMO.byNumber(),
                                        options().trackId("backfill-7"))
                                .trackId())
                        .hasValue("backfill-7")));
        all.add(given(
                        "the billing document belongs to an entity of the user",
                        with(Document.CREDIT_MEMO.parameters(), "entity", "2c92a095511f5b4401512682dcfd7987"),
                        "a request to regenerate a credit memo of an entity")
                .request(request ->
                        regenerate().apply(request).header("Zuora-Entity-Ids", "2c92a095511f5b4401512682dcfd7987"))
                .response(success(ids(1)))
                .when(client -> succeeds(
                        client,
                        Document.CREDIT_MEMO.byNumber(),
                        options().entityId("2c92a095511f5b4401512682dcfd7987"))));
        all.add(given(
                        "the billing document belongs to organizations of the user",
                        with(Document.CREDIT_MEMO.parameters(), "organizations", "org-1,org-2"),
                        "a request to regenerate a credit memo of two organizations")
                .request(request -> regenerate().apply(request).header("Zuora-Org-Ids", "org-1,org-2"))
                .response(success(ids(1)))
                .when(client -> succeeds(
                        client, Document.CREDIT_MEMO.byNumber(), options().orgIds(List.of("org-1", "org-2")))));
        all.add(regenerable(Document.CREDIT_MEMO, "a request to regenerate a credit memo with an API version")
                .request(request -> regenerate().apply(request).header("Zuora-Version", "2025-08-12"))
                .response(success(ids(1)))
                .when(client -> succeeds(
                        client, Document.CREDIT_MEMO.byNumber(), options().zuoraVersion("2025-08-12"))));
        all.add(given(
                        "the billing document belongs to an entity and to organizations of the user",
                        with(
                                with(Document.CREDIT_MEMO.parameters(), "organizations", "org-1,org-2"),
                                "entity",
                                "2c92a095511f5b4401512682dcfd7987"),
                        "a request to regenerate a credit memo with every optional header and parameter")
                .request(request -> regenerate()
                        .apply(request)
                        .queryParameters(new TreeMap<>(Map.of("onlyReSend", "false", "reMigrate", "true")))
                        .header("Zuora-Track-Id", "backfill-7")
                        .header("Zuora-Entity-Ids", "2c92a095511f5b4401512682dcfd7987")
                        .header("Zuora-Org-Ids", "org-1,org-2")
                        .header("Zuora-Version", "2025-08-12"))
                .response(response -> success(ids(1)).apply(response).header("Zuora-Track-Id", "backfill-7"))
                .when(client -> succeeds(
                        client,
                        Document.CREDIT_MEMO.byNumber(),
                        options()
                                .onlyReSend(false)
                                .reMigrate(true)
                                .trackId("backfill-7")
                                .entityId("2c92a095511f5b4401512682dcfd7987")
                                .orgIds(List.of("org-1", "org-2"))
                                .zuoraVersion("2025-08-12"))));
    }

    private static void successes(List<Interaction> all) {
        all.add(given(
                        "the billing document gives one business object",
                        Document.CREDIT_MEMO.parameters(),
                        "a request to regenerate a credit memo that gives one id")
                .request(regenerate())
                .response(success(new PactDslJsonBody()
                        .booleanValue("success", true)
                        .minMaxArrayLike("idList", 1, 1, stringLike(), 1)))
                .when(client -> assertThat(succeeds(client, Document.CREDIT_MEMO.byNumber(), options())
                                .ids())
                        .hasSize(1)));
        all.add(given(
                        "the billing document gives two business objects",
                        Document.CREDIT_MEMO.parameters(),
                        "a request to regenerate a credit memo that gives two ids")
                .request(regenerate())
                .response(success(ids(2)))
                .when(client -> assertThat(succeeds(client, Document.CREDIT_MEMO.byNumber(), options())
                                .ids())
                        .hasSize(2)));
        all.add(given(
                        "the billing document gives no business object",
                        Document.CREDIT_MEMO.parameters(),
                        "a request to regenerate a credit memo that gives no ids")
                .request(regenerate())
                .response(success(new PactDslJsonBody().booleanValue("success", true)))
                .when(client -> assertThat(succeeds(client, Document.CREDIT_MEMO.byNumber(), options())
                                .ids())
                        .isEmpty()));
    }

    private static void refusalsWith200(List<Interaction> all) {
        for (boolean number : new boolean[] {true, false}) {
            String form = number ? "a number" : "a string";
            all.add(refused("a request that breaks a business rule, told with HTTP 200 and " + form, "58730230", number)
                    .request(regenerate())
                    .response(refusal(200, "58730230", number))
                    .when(client -> fails(client, RejectedException.class, "58730230", number, options())));
            all.add(refused("a request for a locked document, told with HTTP 200 and " + form, "58730250", number)
                    .request(regenerate())
                    .response(refusal(200, "58730250", number))
                    .when(client -> fails(client, RetriesExhaustedException.class, "58730250", number, options())));
            all.add(refused("a request without authentication, told with HTTP 200 and " + form, "90000011", number)
                    .request(regenerate())
                    .response(refusal(200, "90000011", number))
                    .when(client -> fails(client, AuthenticationException.class, "90000011", number, options())));
        }
    }

    private static void refusalsWithRealStatus(List<Interaction> all) {
        real(all, "a request with an invalid value, told with a real status", "58730220", 400, RejectedException.class);
        real(all, "a request without permission, told with a real status", "58730210", 403, PermissionException.class);
        real(
                all,
                "a request for a locked document, told with a real status",
                "58730250",
                409,
                RetriesExhaustedException.class);
        real(
                all,
                "a request that meets a temporary error, told with a real status",
                "58730261",
                500,
                RetriesExhaustedException.class);
        all.add(given(
                        "there is no such billing document",
                        Map.of(),
                        "a request to regenerate a document that does not exist")
                .request(request -> regenerate("{\"type\":\"CreditMemo\",\"number\":\"CM99999999\"}")
                        .apply(request)
                        .header("Zuora-Version", REAL_STATUS))
                .response(refusal(404, "58730240", true))
                .when(client -> fails(
                        client,
                        RejectedException.class,
                        new BillingTransactionRequest()
                                .type(DocumentType.CREDIT_MEMO)
                                .number("CM99999999"),
                        reason("58730240", true),
                        options().zuoraVersion(REAL_STATUS))));
        all.add(given("the access token is not valid", Map.of(), "a request with a token that is not valid")
                .request(regenerate())
                .response(response -> json(response, 401, new PactDslJsonBody().stringType("message", "No")))
                .when(client -> {
                    AuthenticationException failure = caught(client, AuthenticationException.class, options());
                    assertThat(failure.status()).hasValue(401);
                    assertThat(failure.outcome()).isEqualTo(Outcome.NOT_EXECUTED);
                }));
        all.add(given(
                        "the server fails with a system error",
                        Document.CREDIT_MEMO.parameters(),
                        "a request that meets a system error")
                .request(regenerate())
                .response(response -> {
                    PactDslJsonBody body = new PactDslJsonBody();
                    body.minArrayLike("reasons", 1)
                            .equalTo("code", "SystemError")
                            .stringType("message", "internal server error")
                            .closeObject()
                            .closeArray();
                    return json(response, 500, body);
                })
                .when(client -> {
                    RetriesExhaustedException failure = caught(client, RetriesExhaustedException.class, options());
                    assertThat(failure.status()).hasValue(500);
                    assertThat(failure.outcome()).isEqualTo(Outcome.DEFINITELY_FAILED);
                    assertThat(failure.reasons())
                            .extracting(ErrorReason::code)
                            .containsExactly(Optional.of(ReasonCode.of("SystemError")));
                }));
    }

    private static void real(
            List<Interaction> all,
            String description,
            String code,
            int status,
            Class<? extends RegenerateException> type) {
        all.add(refused(description, code, true)
                .request(request -> regenerate().apply(request).header("Zuora-Version", REAL_STATUS))
                .response(refusal(status, code, true))
                .when(client -> {
                    RegenerateException failure =
                            fails(client, type, code, true, options().zuoraVersion(REAL_STATUS));
                    assertThat(failure.status()).hasValue(status);
                }));
    }

    private static void limits(List<Interaction> all) {
        all.add(given(
                        "the rate limit of the tenant is exhausted",
                        Document.CREDIT_MEMO.parameters(),
                        "a request beyond the rate limit")
                .request(regenerate())
                .response(response -> {
                    PactDslJsonBody body = new PactDslJsonBody();
                    body.minArrayLike("reasons", 1)
                            .equalTo("code", 70)
                            .stringType("message", "too many")
                            .closeObject()
                            .closeArray();
                    return json(response, 429, body)
                            .header("RateLimit-Limit", regexp("[0-9]+(;w=[0-9]+)?(, [0-9]+;w=[0-9]+)*", "1, 1;w=600"))
                            .header("RateLimit-Remaining", "0")
                            .header("RateLimit-Reset", regexp("[0-9]+", "600"));
                })
                .when(client -> {
                    RateLimitedException failure = caught(client, RateLimitedException.class, options());
                    assertThat(failure.status()).hasValue(429);
                    assertThat(failure.limits().rateRemaining()).hasValue(0);
                    assertThat(failure.limits().rateReset()).isPresent();
                }));
        all.add(given(
                        "as many calls as allowed are in flight",
                        Document.CREDIT_MEMO.parameters(),
                        "a request beyond the concurrency limit")
                .request(regenerate())
                .response(response -> refusal(429, "50000070", true)
                        .apply(response)
                        .header("Retry-After", regexp("[0-9]+", "120"))
                        .header("Concurrency-Limit-Limit", regexp("[0-9]+", "40"))
                        .header("Concurrency-Limit-Remaining", regexp("[0-9]+", "0")))
                .when(client -> {
                    RegenerateException failure = caught(client, RateLimitedException.class, options());
                    assertThat(failure.status()).hasValue(429);
                    assertThat(failure.limits().concurrencyLimit()).hasValue(40);
                    assertThat(failure.limits().concurrencyRemaining()).hasValue(0);
                }));
    }

    private static void idempotency(List<Interaction> all) {
        all.add(given(
                        "the first request with the idempotency key is still in progress",
                        with(Document.CREDIT_MEMO.parameters(), "key", KEY),
                        "a repetition of a request that is still in progress")
                .request(regenerate())
                .response(response -> json(response, 409, new PactDslJsonBody().stringType("message", "wait")))
                .when(client -> {
                    OutcomeUnknownException failure = caught(client, OutcomeUnknownException.class, options());
                    assertThat(failure.status()).hasValue(409);
                    assertThat(failure.idempotencyKeys()).containsExactly(KEY);
                }));
        all.add(given(
                        "the idempotency key was used with another URL",
                        with(Document.CREDIT_MEMO.parameters(), "key", KEY),
                        "a request whose idempotency key belongs to another request")
                .request(regenerate())
                .response(response -> json(response, 422, new PactDslJsonBody().stringType("message", "no")))
                .when(client -> assertThat(caught(client, RejectedException.class, options())
                                .status())
                        .hasValue(422)));
    }

    private static void tokens(List<Interaction> all) {
        all.add(given(
                        "the OAuth client exists",
                        Map.of("clientId", CLIENT_ID, "clientSecret", CLIENT_SECRET),
                        "a request for an access token")
                .credential(builder -> builder.clientCredentials(CLIENT_ID, CLIENT_SECRET))
                .request(Interactions::token)
                .response(response -> json(
                        response,
                        200,
                        new PactDslJsonBody()
                                .stringMatcher("access_token", "[!-~]+", TOKEN)
                                .stringMatcher("token_type", "(?i)bearer", "bearer")
                                .integerType("expires_in", 3599)))
                .followedBy(regenerable(Document.CREDIT_MEMO, "a request with the access token that was issued")
                        .request(regenerate())
                        .response(success(ids(1))))
                .when(client -> succeeds(client, Document.CREDIT_MEMO.byNumber(), options())));
        all.add(given("the OAuth client does not exist", Map.of(), "a request for an access token with a wrong secret")
                .credential(builder -> builder.clientCredentials(CLIENT_ID, CLIENT_SECRET))
                .request(Interactions::token)
                .response(response -> {
                    PactDslJsonBody body = new PactDslJsonBody().booleanValue("success", false);
                    body.minArrayLike("reasons", 1)
                            .equalTo("code", 90000011)
                            .stringType("message", "Invalid client id or secret")
                            .closeObject()
                            .closeArray();
                    return json(response, 401, body);
                })
                .when(client -> {
                    AuthenticationException failure = caught(client, AuthenticationException.class, options());
                    assertThat(failure.outcome()).isEqualTo(Outcome.NOT_EXECUTED);
                    assertThat(failure.getMessage()).doesNotContain(CLIENT_SECRET);
                }));
    }

    private static Interaction regenerable(Document document, String description) {
        return given("the billing document can be regenerated", document.parameters(), description);
    }

    private static Interaction refused(String description, String code, boolean number) {
        return given(
                "the billing document is refused",
                with(with(Document.CREDIT_MEMO.parameters(), "code", code), "codeIsNumber", number),
                description);
    }

    private static UnaryOperator<HttpRequestBuilder> regenerate() {
        return regenerate("{\"type\":\"CreditMemo\",\"number\":\"CM00000001\"}");
    }

    private static UnaryOperator<HttpRequestBuilder> regenerate(String body) {
        return request -> request.method("POST")
                .path(PATH)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .header("Accept-Encoding", "gzip")
                .header("Authorization", "Bearer " + TOKEN)
                .header("Idempotency-Key", KEY)
                .body(body, "application/json");
    }

    private static HttpRequestBuilder token(HttpRequestBuilder request) {
        return request.method("POST")
                .path(TOKEN_PATH)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/json")
                .body(TOKEN_FORM, "application/x-www-form-urlencoded");
    }

    private static UnaryOperator<HttpResponseBuilder> success(DslPart body) {
        return response -> json(response, 200, body)
                .header("Zuora-Request-Id", regexp("[0-9A-Za-z-]{1,36}", "d7479cf6-b410-4630-b841-268ccd48f0d2"));
    }

    private static UnaryOperator<HttpResponseBuilder> refusal(int status, String code, boolean number) {
        return response -> {
            PactDslJsonBody body = new PactDslJsonBody().booleanValue("success", false);
            PactDslJsonBody reason = body.minArrayLike("reasons", 1);
            // Without a matcher of its own the code would inherit the matching by type of its array.
            reason.equalTo("code", number ? Long.valueOf(code) : code);
            reason.stringType("message", "The reason in words.").closeObject().closeArray();
            return json(response, status, body);
        };
    }

    private static HttpResponseBuilder json(HttpResponseBuilder response, int status, DslPart body) {
        return response.status(status)
                .body(body)
                .header("Content-Type", regexp("application/json(;.*)?", "application/json"));
    }

    private static PactDslJsonBody ids(int count) {
        return new PactDslJsonBody().booleanValue("success", true).minArrayLike("idList", count, stringLike(), count);
    }

    private static PactDslJsonRootValue stringLike() {
        return PactDslJsonRootValue.stringType("2c9890508ad035db018ad0d8d1685fef");
    }

    private static RegenerateOptions.Builder options() {
        return RegenerateOptions.builder().idempotencyKey(KEY);
    }

    private static Map<String, Object> with(Map<String, Object> parameters, String name, Object value) {
        Map<String, Object> more = new TreeMap<>(parameters);
        more.put(name, value);
        return more;
    }

    private static Regeneration succeeds(
            RegenerateClient client, BillingTransactionRequest request, RegenerateOptions.Builder options) {
        Regeneration done = client.regenerate(request, options.build());
        assertThat(done.idempotencyKey()).isEqualTo(KEY);
        assertThat(done.attempts()).isEqualTo(1);
        assertThat(done.requestId()).isPresent();
        return done;
    }

    private static RegenerateException fails(
            RegenerateClient client,
            Class<? extends RegenerateException> type,
            String code,
            boolean number,
            RegenerateOptions.Builder options) {
        return fails(client, type, Document.CREDIT_MEMO.byNumber(), reason(code, number), options);
    }

    private static RegenerateException fails(
            RegenerateClient client,
            Class<? extends RegenerateException> type,
            BillingTransactionRequest request,
            Consumer<RegenerateException> reason,
            RegenerateOptions.Builder options) {
        RegenerateException failure = catchThrowableOfType(type, () -> client.regenerate(request, options.build()));
        assertThat(failure).isInstanceOf(type);
        assertThat(failure.idempotencyKeys()).containsExactly(KEY);
        reason.accept(failure);
        return failure;
    }

    private static Consumer<RegenerateException> reason(String code, boolean number) {
        return failure -> assertThat(failure.reasons())
                .singleElement()
                .satisfies(reason -> assertThat(reason.code())
                        .hasValue(number ? ReasonCode.of(Long.parseLong(code)) : ReasonCode.of(code)));
    }

    private static <T extends RegenerateException> T caught(
            RegenerateClient client, Class<T> type, RegenerateOptions.Builder options) {
        T failure =
                catchThrowableOfType(type, () -> client.regenerate(Document.CREDIT_MEMO.byNumber(), options.build()));
        assertThat(failure).isInstanceOf(type);
        return failure;
    }
}
