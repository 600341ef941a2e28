package io.github.zuoraregenerate.testkit;

import static io.github.zuoraregenerate.testkit.RawClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.zuoraregenerate.error.ReasonCategory;
import io.github.zuoraregenerate.generated.model.DocumentType;
import io.github.zuoraregenerate.testkit.ReceivedRequest.Handling;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class SimulatedTenantTest {

    private static final String NUMBER = "CM00000001";

    private final ManualClock clock = new ManualClock();

    @RegisterExtension
    final SimulatedTenant tenant = SimulatedTenant.builder().clock(clock).build();

    @Test
    void knownDocumentIsExecutedAndItsIdsAreTold() throws Exception {
        tenant.document(NUMBER, DocumentType.CREDIT_MEMO).succeedsWithIds("a", "b");

        HttpResponse<byte[]> response = client().send();

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json(response)).isEqualTo(tree("{\"success\":true,\"idList\":[\"a\",\"b\"]}"));
        assertThat(response.headers().firstValue("Zuora-Request-Id").orElseThrow())
                .hasSize(36);
        assertThat(tenant.executions(NUMBER)).isEqualTo(1);
        assertThat(tenant.received()).singleElement().satisfies(request -> {
            assertThat(request.handling()).isEqualTo(Handling.EXECUTED);
            assertThat(request.path()).isEqualTo("/v1/uno-regenerate/billing-transaction");
            assertThat(request.query()).isEmpty();
            assertThat(request.body()).isEqualTo(RawClient.BY_NUMBER);
        });
    }

    @Test
    void documentCanHaveAnIdOfItsOwnHoweverShort() throws Exception {
        SimulatedDocument document = tenant.document(NUMBER, DocumentType.INVOICE, "x");

        assertThat(json(client().send("{\"id\":\"x\"}")).path("idList")).hasSize(2);
        assertThat(document.executions()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"documentId", "id"})
    void documentIsFoundByEitherNameOfItsId(String field) throws Exception {
        SimulatedDocument document =
                tenant.document(NUMBER, DocumentType.INVOICE).succeedsWithoutIds();

        HttpResponse<byte[]> response = client().send("{\"" + field + "\":\"" + document.id() + "\"}");

        assertThat(json(response)).isEqualTo(tree("{\"success\":true}"));
        assertThat(document.executions()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        // onlyReSend, reMigrate, rows overwritten, flag sent to Revenue
        "true,     ,      0, Y",
        "true,     false, 0, Y",
        "false,    true,  1, Y",
        "    ,     true,  1, Y",
        "false,    false, 0, N",
        "    ,     ,      0, N",
    })
    void flagsDecideWhatIsOverwrittenAndWhatRevenueIsTold(
            String onlyReSend, String reMigrate, int overwrites, char flag) throws Exception {
        SimulatedDocument document = tenant.document(NUMBER, DocumentType.CREDIT_MEMO);
        String query = (onlyReSend == null ? "" : "onlyReSend=" + onlyReSend)
                + (onlyReSend == null || reMigrate == null ? "" : "&")
                + (reMigrate == null ? "" : "reMigrate=" + reMigrate);

        client().query(query).send();

        assertThat(document.executions()).isEqualTo(1);
        assertThat(document.overwrites()).isEqualTo(overwrites);
        assertThat(document.sentFlags()).containsExactly(flag);
    }

    @ParameterizedTest
    @CsvSource({
        "PERMISSION_DENIED,    10, 403",
        "AUTHENTICATION_FAILED,11, 401",
        "INVALID_VALUE,        20, 400",
        "UNKNOWN_FIELD,        21, 400",
        "MISSING_FIELD,        22, 400",
        "MISSING_PARAMETER,    23, 400",
        "RULE_RESTRICTION,     30, 400",
        "NOT_FOUND,            40, 404",
        "NOT_SUPPORTED,        45, 405",
        "LOCK_CONTENTION,      50, 409",
        "INTERNAL_ERROR,       60, 500",
        "TEMPORARY_ERROR,      61, 500",
        "REQUEST_LIMIT,        70, 429",
        "MALFORMED_REQUEST,    90, 400",
        "INTEGRATION_ERROR,    99, 500",
    })
    void versionDecidesWhetherAnErrorHasItsOwnStatus(ReasonCategory category, int number, int status) throws Exception {
        SimulatedDocument document =
                tenant.document(NUMBER, DocumentType.CREDIT_MEMO).rejects(category, "no");

        HttpResponse<byte[]> byDefault = client().send();
        HttpResponse<byte[]> before =
                client().header("Zuora-Version", "2024-05-19").send();
        HttpResponse<byte[]> since =
                client().header("Zuora-Version", "2024-05-20").send();

        assertThat(List.of(byDefault.statusCode(), before.statusCode(), since.statusCode()))
                .containsExactly(200, 200, status);
        for (HttpResponse<byte[]> response : List.of(byDefault, before, since)) {
            assertThat(json(response).path("success").asBoolean(true)).isFalse();
            assertThat(json(response).at("/reasons/0/code").asText()).isEqualTo("587302" + number);
            assertThat(json(response).path("requestId").asText())
                    .isEqualTo(response.headers().firstValue("Zuora-Request-Id").orElseThrow());
        }
        assertThat(document.executions()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"number\":\"CM99\",\"type\":\"CreditMemo\"}     | 40",
                "{\"number\":\"CM00000001\",\"type\":\"Invoice\"}  | 40",
            })
    void unknownDocumentAndWrongTypeAreNotFound(String body, int category) throws Exception {
        tenant.document(NUMBER, DocumentType.CREDIT_MEMO);

        assertThat(json(client().send(body)).at("/reasons/0/code").asInt() % 100)
                .isEqualTo(category);
        assertThat(tenant.executions()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"numbr\":\"CM00000001\"}                                | 21 | numbr",
                "{}                                                        | 22 | request body",
                "{\"number\":\"CM00000001\",\"id\":\"x\"}                  | 20 | request body",
                "{\"number\":\"CM00000001\",\"type\":\"Memo\"}             | 20 | request body.type",
                "{\"number\":7}                                            | 20 | request body.number",
                "{\"number\":null}                                         | 20 | request body.number",
                "{\"id\":\"123456789012345678901234567890123\"}            | 20 | request body.id",
                "{\"number\"                                               | 90 | request body",
            })
    void bodyThatBreaksTheContractIsRefusedAndReported(String body, int category, String where) throws Exception {
        tenant.document(NUMBER, DocumentType.CREDIT_MEMO);

        JsonNode answer = json(client().send(body));

        assertThat(answer.path("reasons"))
                .anySatisfy(
                        reason -> assertThat(reason.path("code").asInt() % 100).isEqualTo(category));
        assertThat(tenant.takeContractViolations())
                .anySatisfy(line -> assertThat(line).contains(where));
        assertThat(tenant.executions()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "reMigrat=true                 | |                                   | query parameter reMigrat",
                "reMigrate=yes                 | |                                   | query parameter reMigrate",
                "reMigrate=true&reMigrate=true | |                                   | query parameter reMigrate",
                "reMigrate=true&onlyReSend=true| |                                   | onlyReSend and reMigrate",
                "                              | Zuora-Track-Id    | a:b             | request header Zuora-Track-Id",
                "                              | Zuora-Track       | a               | request header Zuora-Track",
                "                              | Accept-Encoding   | br              | request header Accept-Encoding",
                "                              | Zuora-Version     | latest          | request header Zuora-Version",
            })
    void parameterThatBreaksTheContractIsRefusedAndReported(String query, String header, String value, String where)
            throws Exception {
        tenant.document(NUMBER, DocumentType.CREDIT_MEMO);
        RawClient client = client().query(query == null ? "" : query);
        if (header != null) {
            client.header(header, value);
        }

        assertThat(json(client.send()).path("success").asBoolean(true)).isFalse();
        assertThat(tenant.takeContractViolations())
                .anySatisfy(line -> assertThat(line).contains(where));
        assertThat(tenant.executions()).isZero();
    }

    @Test
    void testThatLeavesAViolationFails() throws Exception {
        try (SimulatedTenant careless = SimulatedTenant.create().start()) {
            new RawClient(careless).send("{}");

            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> careless.afterEach(null))
                    .withMessageContaining("must fit exactly one of 3 alternatives");
        }
    }

    @Test
    void scriptedAnswerThatBreaksTheContractIsReported() throws Exception {
        tenant.document(NUMBER, DocumentType.CREDIT_MEMO);

        client().header("Zuora-Track-Id", "x".repeat(65)).send();

        assertThat(tenant.takeContractViolations())
                .anySatisfy(line -> assertThat(line).contains("answer header Zuora-Track-Id"));
    }

    @Test
    void repeatedKeyGetsTheStoredSuccessAndExecutesOnce() throws Exception {
        tenant.document(NUMBER, DocumentType.CREDIT_MEMO);

        HttpResponse<byte[]> first = client().key("k1").send();
        HttpResponse<byte[]> second = client().key("k1").send();

        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.headers().firstValue("Zuora-Request-Id"))
                .isEqualTo(first.headers().firstValue("Zuora-Request-Id"));
        assertThat(tenant.executions(NUMBER)).isEqualTo(1);
        assertThat(tenant.received())
                .extracting(ReceivedRequest::handling)
                .containsExactly(Handling.EXECUTED, Handling.REPLAYED);
    }

    @Test
    void storedFailureIsReplayedForItsKeyOnly() throws Exception {
        tenant.document(NUMBER, DocumentType.CREDIT_MEMO).failsOnceWith(ReasonCategory.LOCK_CONTENTION);

        JsonNode failed = json(client().key("k1").send());
        JsonNode replayed = json(client().key("k1").send());
        JsonNode withNewKey = json(client().key("k2").send());

        assertThat(failed.at("/reasons/0/code").asText()).endsWith("50");
        assertThat(replayed).isEqualTo(failed);
        assertThat(withNewKey.path("success").asBoolean()).isTrue();
        assertThat(tenant.executions(NUMBER)).isEqualTo(1);
    }

    @Test
    void keyIsForgottenAfter24Hours() throws Exception {
        tenant.document(NUMBER, DocumentType.CREDIT_MEMO);
        tenant.tokens().lifetime(Duration.ofDays(2));
        RawClient client = client().key("k1");

        client.send();
        clock.move(Duration.ofHours(24).minusSeconds(1));
        client.send();
        assertThat(tenant.executions(NUMBER)).isEqualTo(1);
        clock.move(Duration.ofSeconds(1));
        client.send();
        assertThat(tenant.executions(NUMBER)).isEqualTo(2);
    }

    @Test
    void keyOfAnotherUrlIsRefusedWith422() throws Exception {
        tenant.document(NUMBER, DocumentType.CREDIT_MEMO);

        client().key("k1").send();
        HttpResponse<byte[]> other = client().key("k1").query("reMigrate=true").send();

        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(tenant.executions(NUMBER)).isEqualTo(1);
    }

    @Test
    void unfinishedRequestIsAnsweredWith409UntilItsResultIsTold() throws Exception {
        tenant.document(NUMBER, DocumentType.CREDIT_MEMO).staysInProgress(2);

        assertThatIOException().isThrownBy(() -> client().key("k1").send());
        HttpResponse<byte[]> second = client().key("k1").send();
        HttpResponse<byte[]> third = client().key("k1").send();
        HttpResponse<byte[]> fourth = client().key("k1").send();

        assertThat(List.of(second.statusCode(), third.statusCode(), fourth.statusCode()))
                .containsExactly(409, 409, 200);
        assertThat(json(fourth).path("success").asBoolean()).isTrue();
        assertThat(tenant.executions(NUMBER)).isEqualTo(1);
    }

    @Test
    void requestBesideAnUnfinishedOneIsAnsweredWith409() throws Exception {
        tenant.document(NUMBER, DocumentType.CREDIT_MEMO).takes(Duration.ofDays(1));
        CompletableFuture<HttpResponse<byte[]>> first =
                HttpClient.newHttpClient().sendAsync(keyed("k1"), HttpResponse.BodyHandlers.ofByteArray());
        while (tenant.document(NUMBER).requests() == 0) {
            Thread.onSpinWait();
        }

        assertThat(client().key("k1").send().statusCode()).isEqualTo(409);
        first.cancel(true);
    }

    @Test
    void lostAnswerIsExecutedAndLostRequestIsNot() throws Exception {
        SimulatedDocument document = tenant.document(NUMBER, DocumentType.CREDIT_MEMO)
                .losesAnswerAfterExecuting()
                .losesRequestBeforeExecuting();

        assertThatIOException().isThrownBy(() -> client().key("k1").send());
        assertThat(document.executions()).isEqualTo(1);
        assertThat(json(client().key("k1").send()).path("success").asBoolean()).isTrue();
        assertThat(document.executions()).isEqualTo(1);

        assertThatIOException().isThrownBy(() -> client().key("k2").send());
        assertThat(document.executions()).isEqualTo(1);
        assertThat(json(client().key("k2").send()).path("success").asBoolean()).isTrue();
        assertThat(document.executions()).isEqualTo(2);
    }

    @Test
    void truncatedAnswerBreaksOffInItsBody() {
        tenant.document(NUMBER, DocumentType.CREDIT_MEMO).truncatesAnswerAfterExecuting();

        assertThatIOException().isThrownBy(() -> client().send()).withStackTraceContaining("fixed content-length");
        assertThat(tenant.executions(NUMBER)).isEqualTo(1);
    }

    @Test
    void timedOutRequestWasExecutedAndIsNeverAnswered() {
        tenant.document(NUMBER, DocumentType.CREDIT_MEMO).timesOutAfterExecuting();
        HttpRequest impatient = HttpRequest.newBuilder(keyed("k1"), (name, value) -> true)
                .timeout(Duration.ofMillis(500))
                .build();

        assertThatExceptionOfType(HttpTimeoutException.class)
                .isThrownBy(() -> HttpClient.newHttpClient().send(impatient, HttpResponse.BodyHandlers.ofByteArray()));
        assertThat(tenant.executions(NUMBER)).isEqualTo(1);
    }

    @Test
    void gatewayAnswersInsteadOfOrAfterTheExecution() throws Exception {
        SimulatedDocument document = tenant.document(NUMBER, DocumentType.CREDIT_MEMO)
                .gatewayAnswersOnce(502, "text/html", "<html>Bad Gateway</html>")
                .gatewayAnswersAfterExecuting(200, "text/html", "<html>Welcome</html>");

        HttpResponse<byte[]> instead = client().send();
        assertThat(instead.statusCode()).isEqualTo(502);
        assertThat(instead.headers().firstValue("Content-Type")).hasValue("text/html");
        assertThat(document.executions()).isZero();

        assertThat(new String(client().send().body(), StandardCharsets.UTF_8)).isEqualTo("<html>Welcome</html>");
        assertThat(document.executions()).isEqualTo(1);
    }

    @Test
    void systemErrorHasASymbolicCodeAndNoSuccess() throws Exception {
        tenant.document(NUMBER, DocumentType.CREDIT_MEMO).failsOnceWithSystemError();

        HttpResponse<byte[]> response = client().send();

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(json(response))
                .isEqualTo(tree("{\"reasons\":[{\"code\":\"SystemError\",\"message\":\"internal server error\"}]}"));
    }

    @ParameterizedTest
    @CsvSource({"1, ", "999, ", "2000, gzip"})
    void answersOfMoreThan1000BytesComeGzippedIfAccepted(int idLength, String encoding) throws Exception {
        tenant.document(NUMBER, DocumentType.CREDIT_MEMO).succeedsWithIds("x".repeat(Math.max(1, idLength - 31)));

        HttpResponse<byte[]> plain = client().send();
        HttpResponse<byte[]> accepted =
                client().header("Accept-Encoding", "gzip").send();

        assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(accepted.headers().firstValue("Content-Encoding").orElse(null))
                .isEqualTo(encoding);
        if (encoding != null) {
            assertThat(new GZIPInputStream(new ByteArrayInputStream(accepted.body())).readAllBytes())
                    .isEqualTo(plain.body());
        }
    }

    @Test
    void gzippedRequestIsUnderstood() throws Exception {
        tenant.document(NUMBER, DocumentType.CREDIT_MEMO);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(RawClient.BY_NUMBER.getBytes(StandardCharsets.UTF_8));
        }

        client().header("Content-Encoding", "gzip").send(bytes.toByteArray());

        assertThat(tenant.executions(NUMBER)).isEqualTo(1);
        assertThat(tenant.received().get(0).body()).isEqualTo(RawClient.BY_NUMBER);
    }

    @Test
    void trackIdIsEchoed() throws Exception {
        tenant.document(NUMBER, DocumentType.CREDIT_MEMO);

        assertThat(client().header("Zuora-Track-Id", "t-1").send().headers().firstValue("Zuora-Track-Id"))
                .hasValue("t-1");
        assertThat(client().send().headers().firstValue("Zuora-Track-Id")).isEmpty();
    }

    @Test
    void exhaustedQuotaIsAnsweredWith429UntilItsWindowEnds() throws Exception {
        tenant.document(NUMBER, DocumentType.CREDIT_MEMO);
        tenant.rateQuotas(new RateQuota(2, Duration.ofMinutes(1)), new RateQuota(100, Duration.ofHours(1)));

        HttpResponse<byte[]> first = client().key("k1").send();
        client().send();
        clock.move(Duration.ofSeconds(20));
        HttpResponse<byte[]> refused = client().key("k3").send();

        assertThat(first.headers().firstValue("RateLimit-Limit")).hasValue("2, 2;w=60, 100;w=3600");
        assertThat(first.headers().firstValue("RateLimit-Remaining")).hasValue("1");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("RateLimit-Remaining")).hasValue("0");
        assertThat(refused.headers().firstValue("RateLimit-Reset")).hasValue("40");
        assertThat(refused.headers().firstValue("Retry-After")).isEmpty();
        assertThat(json(refused).at("/reasons/0/code").asInt()).isEqualTo(70);

        clock.move(Duration.ofSeconds(40));
        assertThat(client().key("k4").send().statusCode()).isEqualTo(200);
        assertThat(client().key("k3").send().statusCode())
                .as("the failure is stored")
                .isEqualTo(429);
        assertThat(tenant.executions(NUMBER)).isEqualTo(3);
    }

    @Test
    void refusalOfARepetitionDoesNotReplaceItsStoredAnswer() throws Exception {
        tenant.document(NUMBER, DocumentType.CREDIT_MEMO);
        tenant.rateQuotas(new RateQuota(1, Duration.ofMinutes(1)));

        client().key("k1").send();
        assertThat(client().key("k1").send().statusCode()).isEqualTo(429);
        clock.move(Duration.ofMinutes(1));
        assertThat(client().key("k1").send().statusCode()).isEqualTo(200);
        assertThat(tenant.executions(NUMBER)).isEqualTo(1);
    }

    @Test
    void callBeyondTheConcurrencyLimitIsAnsweredWith429() throws Exception {
        tenant.document(NUMBER, DocumentType.CREDIT_MEMO);
        tenant.otherCallsInFlight(39);
        assertThat(client().send().headers().firstValue("Concurrency-Limit-Remaining"))
                .hasValue("0");

        tenant.otherCallsInFlight(40);
        HttpResponse<byte[]> refused = client().send();

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(json(refused).at("/reasons/0/code").asInt()).isEqualTo(50000070);
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("120");
        assertThat(refused.headers().firstValue("Concurrency-Limit-Limit")).hasValue("40");
        assertThat(tenant.executions(NUMBER)).isEqualTo(1);
    }

    @Test
    void rateLimitOfOneDocumentCarriesTheChosenWait() throws Exception {
        tenant.document(NUMBER, DocumentType.CREDIT_MEMO)
                .isRateLimitedOnce(Duration.ofSeconds(3))
                .hitsConcurrencyLimitOnce();

        HttpResponse<byte[]> rate = client().send();
        HttpResponse<byte[]> concurrency = client().send();

        assertThat(rate.statusCode()).isEqualTo(429);
        assertThat(rate.headers().firstValue("Retry-After")).hasValue("3");
        assertThat(concurrency.headers().firstValue("Retry-After")).hasValue("120");
        assertThat(json(client().send()).path("success").asBoolean()).isTrue();
    }

    @Test
    void limitsAreAnnouncedUnlessToldOtherwise() throws Exception {
        tenant.document(NUMBER, DocumentType.CREDIT_MEMO);
        assertThat(client().send().headers().firstValue("RateLimit-Limit"))
                .hasValue("50000, 50000;w=60, 2250000;w=3600, 27000000;w=86400");

        tenant.announcesLimits(false);
        assertThat(client().send().headers().map().keySet())
                .noneMatch(name -> name.toLowerCase().startsWith("ratelimit"))
                .noneMatch(name -> name.toLowerCase().startsWith("concurrency"));
    }

    @Test
    void tokenIsIssuedExpiresAndCanBeRevoked() throws Exception {
        tenant.document(NUMBER, DocumentType.CREDIT_MEMO);
        JsonNode token = json(client().token(
                        "client_id=simulated-client&client_secret=simulated-secret&grant_type=client_credentials"));
        assertThat(token.path("expires_in").asInt()).isEqualTo(3599);
        RawClient client = client().header(
                        "Authorization", "Bearer " + token.path("access_token").asText());

        assertThat(client.send().statusCode()).isEqualTo(200);
        clock.move(Duration.ofSeconds(3599));
        HttpResponse<byte[]> expired = client.send();
        assertThat(expired.statusCode()).isEqualTo(401);
        assertThat(expired.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        assertThat(json(expired)).isEqualTo(tree("{\"message\":\"Authentication error\"}"));

        RawClient renewed = client();
        tenant.tokens().revokeAll();
        assertThat(renewed.send().statusCode()).isEqualTo(401);
        assertThat(tenant.executions(NUMBER)).isEqualTo(1);
        assertThat(tenant.receivedTokenRequests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "client_id=other&client_secret=simulated-secret&grant_type=client_credentials",
        "client_id=simulated-client&client_secret=other&grant_type=client_credentials",
        "client_id=simulated-client&client_secret=simulated-secret&grant_type=password",
        "client_id=simulated-client&client_secret=simulated-secret",
        "''",
    })
    void tokenRequestWithAnythingElseIsRefused(String form) throws Exception {
        HttpResponse<byte[]> refused = client().token(form);

        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(json(refused).at("/reasons/0/code").asInt()).isEqualTo(90000011);
    }

    @Test
    void requestWithoutATokenIsNotExecuted() throws Exception {
        tenant.document(NUMBER, DocumentType.CREDIT_MEMO);

        assertThat(client().without("Authorization").send().statusCode()).isEqualTo(401);
        assertThat(tenant.executions(NUMBER)).isZero();
    }

    @Test
    void foreignEntityOrOrganizationIsDenied() throws Exception {
        tenant.document(NUMBER, DocumentType.CREDIT_MEMO);
        tenant.entities("e1").organizations("o1", "o2");

        assertThat(code(client().header("Zuora-Entity-Ids", "e2").send())).endsWith("10");
        assertThat(code(client().header("Zuora-Org-Ids", "o1,o3").send())).endsWith("10");
        assertThat(client().header("Zuora-Entity-Ids", "e1")
                        .header("Zuora-Org-Ids", "o2,o1")
                        .send()
                        .statusCode())
                .isEqualTo(200);
        assertThat(tenant.executions(NUMBER)).isEqualTo(1);
    }

    @Test
    void otherMediaTypeMethodAndPathAreRefused() throws Exception {
        tenant.document(NUMBER, DocumentType.CREDIT_MEMO);
        HttpClient http = HttpClient.newHttpClient();

        assertThat(code(client().header("Content-Type", "text/plain").send())).endsWith("45");
        assertThat(http.send(
                                HttpRequest.newBuilder(URI.create(tenant.baseUrl() + Contract.PATH))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(405);
        assertThat(http.send(
                                HttpRequest.newBuilder(URI.create(tenant.baseUrl() + "/v1/invoices"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void fortyCallsAreServedAtTheSameTime() {
        IntStream.range(0, 40).forEach(i -> tenant.document("INV" + i, DocumentType.INVOICE));
        tenant.latency(Duration.ofMillis(300));
        HttpClient http = HttpClient.newHttpClient();

        CompletableFuture<?>[] calls = IntStream.range(0, 40)
                .mapToObj(i -> http.sendAsync(
                        client().request(HttpRequest.BodyPublishers.ofString("{\"number\":\"INV" + i + "\"}")),
                        HttpResponse.BodyHandlers.discarding()))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(calls).join();

        assertThat(tenant.executions()).isEqualTo(40);
        assertThat(tenant.peakInFlight()).isGreaterThan(1);
    }

    @Test
    void misuseIsToldAtOnce() {
        SimulatedTenant other = SimulatedTenant.create();
        assertThatIllegalStateException().isThrownBy(other::baseUrl).withMessageContaining("not started");
        other.start();
        assertThatIllegalStateException().isThrownBy(other::start).withMessageContaining("started already");
        int port = URI.create(other.baseUrl()).getPort();
        assertThatIllegalStateException()
                .isThrownBy(() -> SimulatedTenant.builder().port(port).build().start())
                .withMessageContaining("port " + port);
        other.document("A", DocumentType.INVOICE).rejects("no");
        assertThatIllegalStateException()
                .isThrownBy(() -> other.document("A", DocumentType.INVOICE))
                .withMessageContaining("document A was already scripted");
        assertThatIllegalStateException()
                .isThrownBy(() -> other.document("A").rejects("again"))
                .withMessageContaining("already told to reject");
        assertThatIllegalStateException()
                .isThrownBy(() -> other.document("B"))
                .withMessageContaining("document B is not in this tenant");
        other.close();
        other.close();
        assertThatIllegalStateException().isThrownBy(other::start).withMessageContaining("is closed");
        assertThatIllegalStateException().isThrownBy(other::baseUrl).withMessageContaining("is closed");
        assertThatIllegalStateException()
                .isThrownBy(() -> other.document("C", DocumentType.INVOICE))
                .withMessageContaining("is closed");
    }

    private RawClient client() {
        return new RawClient(tenant);
    }

    private HttpRequest keyed(String key) {
        return client().key(key).request(HttpRequest.BodyPublishers.ofString(RawClient.BY_NUMBER));
    }

    private static String code(HttpResponse<byte[]> response) throws IOException {
        return json(response).at("/reasons/0/code").asText();
    }

    private static JsonNode tree(String json) throws IOException {
        return Contract.JSON.readTree(json);
    }
}
