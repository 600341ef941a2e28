package io.github.zuoraregenerate.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What Zuora documents, written down a second time and by hand: a spec that loses, renames or retypes something says
 * so here, even if the generated code follows it.
 */
class ContractFactsTest {

    private static final Spec SPEC = Spec.read(Spec.FILE);

    @Test
    void operationIsOnePostThatNeedsABody() {
        assertThat(SPEC.api().getPaths().keySet()).containsExactly("/v1/uno-regenerate/billing-transaction");
        assertThat(SPEC.api().getPaths().get(Spec.PATH).readOperations()).hasSize(1);
        assertThat(SPEC.operation().getRequestBody().getRequired()).isTrue();
        assertThat(SPEC.operation().getRequestBody().getContent().keySet()).containsExactly("application/json");
    }

    @Test
    void parametersAreTheDocumentedOnes() {
        assertThat(SPEC.parameters().stream()
                        .map(parameter -> parameter.getIn() + " " + parameter.getName() + " "
                                + parameter.getSchema().getType()
                                + (Boolean.TRUE.equals(parameter.getRequired()) ? " required" : "")))
                .containsExactlyInAnyOrder(
                        "query onlyReSend boolean",
                        "query reMigrate boolean",
                        "header Idempotency-Key string",
                        "header Zuora-Track-Id string",
                        "header Zuora-Entity-Ids string",
                        "header Zuora-Org-Ids string",
                        "header Zuora-Version string",
                        "header Accept-Encoding string",
                        "header Content-Encoding string");
    }

    @ParameterizedTest
    @CsvSource({
        "Idempotency-Key, 1, 254",
        "Zuora-Track-Id, 1, 64",
        "Zuora-Entity-Ids, 1, 64",
        "Zuora-Org-Ids, 1, 4096",
        "Zuora-Version, 1, 10",
        "Accept-Encoding, 4, 4",
        "Content-Encoding, 4, 4",
    })
    void lengthsOfHeadersAreKept(String name, int shortest, int longest) {
        assertThat(parameter(name).getSchema().getMinLength()).isEqualTo(shortest);
        assertThat(parameter(name).getSchema().getMaxLength()).isEqualTo(longest);
    }

    @ParameterizedTest
    @CsvSource({"number, 1, 255", "documentId, 1, 32", "id, 1, 32"})
    void lengthsOfFieldsAreKept(String name, int shortest, int longest) {
        Schema<?> field = schema("BillingTransactionRequest").getProperties().get(name);
        assertThat(field.getMinLength()).isEqualTo(shortest);
        assertThat(field.getMaxLength()).isEqualTo(longest);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Idempotency-Key  | a b        | ä",
                "Zuora-Track-Id   | run 7/a,b  | a:b",
                "Zuora-Track-Id   | x          | a;b",
                "Zuora-Track-Id   | (x)        | a'b",
                "Zuora-Track-Id   | #          | a\"b",
                "Zuora-Track-Id   | ~          | é",
                "Zuora-Entity-Ids | a-b        | a,b",
                "Zuora-Org-Ids    | a,b        | a,,b",
                "Zuora-Version    | 2024-05-20 | latest",
                "Zuora-Version    | 186.0      | 2024-5-20",
                "Accept-Encoding  | gzip       | zstd",
                "Content-Encoding | gzip       | zstd",
            })
    void alphabetsOfHeadersAreKept(String name, String allowed, String refused) {
        assertThat(problems(name, allowed, "{\"number\":\"CM1\"}")).isEmpty();
        assertThat(problems(name, refused, "{\"number\":\"CM1\"}")).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({"number, CM 1, ' CM1'", "documentId, a-b, a b", "id, a-b, a b"})
    void alphabetsOfFieldsAreKept(String name, String allowed, String refused) {
        assertThat(problems("Zuora-Track-Id", "t", "{\"" + name + "\":\"" + allowed + "\"}"))
                .isEmpty();
        assertThat(problems("Zuora-Track-Id", "t", "{\"" + name + "\":\"" + refused + "\"}"))
                .isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"number\":\"a\"}                                     | true",
                "{\"documentId\":\"a\"}                                 | true",
                "{\"id\":\"a\"}                                         | true",
                "{}                                                     | false",
                "{\"number\":\"a\",\"id\":\"a\"}                        | false",
                "{\"number\":\"a\",\"documentId\":\"a\"}                | false",
                "{\"documentId\":\"a\",\"id\":\"a\"}                    | false",
                "{\"number\":\"a\",\"documentId\":\"a\",\"id\":\"a\"}   | false",
                "{\"number\":\"a\",\"more\":\"a\"}                      | false",
            })
    void exactlyOneIdentifierIsAllowed(String body, boolean allowed) {
        assertThat(problems("Zuora-Track-Id", "t", body).isEmpty()).isEqualTo(allowed);
    }

    @Test
    void documentTypesAreTheFourDocumentedOnes() {
        assertThat(schema("DocumentType").getEnum().stream().map(Object::toString))
                .containsExactlyInAnyOrder("Invoice", "CreditMemo", "DebitMemo", "InvoiceItemAdjustment");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "BillingTransactionRequest  | documentId:string id:string number:string type:DocumentType",
                "BillingTransactionResponse | idList:array processId:string reasons:array requestId:string success:boolean",
                "ErrorResponse              | Errors:array FaultCode:string FaultMessage:string Success:boolean "
                        + "code:ReasonCode error:Reason message:string processId:string reasons:array "
                        + "requestId:string success:boolean",
                "Reason                     | code:ReasonCode message:string",
                "LegacyError                | Code:ReasonCode Message:string",
            })
    void fieldsAreTheDocumentedOnes(String name, String fields) {
        Map<String, String> types = new TreeMap<>();
        schema(name).getProperties().forEach((field, property) -> types.put(field, type(property)));
        assertThat(types.entrySet().stream()
                        .map(entry -> entry.getKey() + ":" + entry.getValue())
                        .collect(Collectors.joining(" ")))
                .isEqualTo(fields);
        assertThat(schema(name).getRequired()).isNull();
    }

    @Test
    void requestIsClosedAndAnswersAreOpen() {
        assertThat(schema("BillingTransactionRequest").getAdditionalProperties())
                .isEqualTo(false);
        for (String answer : List.of("BillingTransactionResponse", "ErrorResponse", "Reason", "LegacyError")) {
            assertThat(schema(answer).getAdditionalProperties()).as(answer).isEqualTo(true);
        }
        assertThat(schema("BillingTransactionResponse")
                        .getProperties()
                        .get("idList")
                        .getNullable())
                .isTrue();
    }

    @Test
    void reasonCodeIsATextOrANumber() {
        assertThat(SPEC.alternatives("ReasonCode").stream().map(each -> each.getType()))
                .containsExactly("string", "integer");
    }

    @Test
    void statusesAndTheirSchemasAreTheDocumentedOnes() {
        Map<String, String> bodies = new TreeMap<>();
        SPEC.operation()
                .getResponses()
                .forEach((status, response) -> bodies.put(
                        status,
                        type(response.getContent().get("application/json").getSchema())));
        assertThat(bodies)
                .isEqualTo(Map.of("200", "BillingTransactionResponse", "4XX", "ErrorResponse", "500", "ErrorResponse"));
    }

    @Test
    void responseHeadersAreTheDocumentedOnes() {
        Set<String> documented = new TreeSet<>(Set.of(
                "Zuora-Request-Id:string",
                "Zuora-Track-Id:string",
                "RateLimit-Limit:string",
                "RateLimit-Remaining:integer",
                "RateLimit-Reset:integer",
                "Concurrency-Limit-Type:string",
                "Concurrency-Limit-Limit:integer",
                "Concurrency-Limit-Remaining:integer",
                "Retry-After:string",
                "Content-Encoding:string",
                "WWW-Authenticate:string"));
        SPEC.operation().getResponses().forEach((status, response) -> {
            Set<String> declared = new TreeSet<>();
            SPEC.headers(response)
                    .forEach((name, header) ->
                            declared.add(name + ":" + header.getSchema().getType()));
            assertThat(declared).as(status).isEqualTo(documented);
        });
    }

    @Test
    void serversAreTheDocumentedOnes() {
        assertThat(SPEC.api().getServers().stream().map(Server::getUrl))
                .containsExactly(
                        "https://rest.test.zuora.com",
                        "https://rest.sandbox.na.zuora.com",
                        "https://rest.apisandbox.zuora.com",
                        "https://rest.na.zuora.com",
                        "https://rest.zuora.com",
                        "https://rest.test.eu.zuora.com",
                        "https://rest.sandbox.eu.zuora.com",
                        "https://rest.eu.zuora.com",
                        "https://rest.test.ap.zuora.com",
                        "https://rest.ap.zuora.com");
    }

    @Test
    void everyCallNeedsABearerToken() {
        assertThat(SPEC.api().getComponents().getSecuritySchemes().values())
                .singleElement()
                .satisfies(scheme -> {
                    assertThat(scheme.getType()).isEqualTo(SecurityScheme.Type.HTTP);
                    assertThat(scheme.getScheme()).isEqualTo("bearer");
                });
        assertThat(SPEC.api().getSecurity()).hasSize(1);
        assertThat(SPEC.operation().getSecurity()).isNull();
    }

    private static List<String> problems(String header, String value, String body) {
        return SPEC.requestProblems(
                "POST",
                Spec.PATH,
                Map.of(),
                Map.of(
                        "Authorization",
                        List.of("Bearer t"),
                        "Content-Type",
                        List.of("application/json"),
                        header,
                        List.of(value)),
                body);
    }

    private static Schema<?> schema(String name) {
        return SPEC.schema(name);
    }

    private static Parameter parameter(String name) {
        return SPEC.parameters().stream()
                .filter(parameter -> parameter.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String type(Schema<?> schema) {
        return schema.get$ref() == null
                ? schema.getType()
                : schema.get$ref().substring(schema.get$ref().lastIndexOf('/') + 1);
    }
}
