package io.github.zuoraregenerate.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request;
import com.atlassian.oai.validator.model.SimpleRequest;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.LevelResolver;
import com.atlassian.oai.validator.report.ValidationReport.Level;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kit's own small reading of the contract judges as a known validator does. */
@Timeout(60)
class ContractAgreesWithValidatorTest {

    private static final Contract CONTRACT = Contract.load();
    private static final OpenApiInteractionValidator VALIDATOR = OpenApiInteractionValidator.createFor(
                    ContractAgreesWithValidatorTest.class
                            .getResource(Contract.RESOURCE)
                            .toString())
            .withLevelResolver(
                    LevelResolver.create().withDefaultLevel(Level.ERROR).build())
            .build();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"number\":\"CM1\"}                            | true",
                "{\"number\":\"CM1\",\"type\":\"Invoice\"}       | true",
                "{\"documentId\":\"x\",\"type\":\"DebitMemo\"}   | true",
                "{\"id\":\"x\"}                                  | true",
                "{}                                              | false",
                "[]                                              | false",
                "null                                            | false",
                "7                                               | false",
                "{\"number\":\"CM1\",\"id\":\"x\"}               | false",
                "{\"numbr\":\"CM1\"}                             | false",
                "{\"number\":\"\"}                               | false",
                "{\"number\":\" CM1\"}                           | false",
                "{\"number\":null}                               | false",
                "{\"number\":1}                                  | false",
                "{\"number\":\"CM1\",\"type\":\"Memo\"}          | false",
                "{\"number\":\"CM1\",\"type\":null}              | false",
                "{\"id\":\"a b\"}                                | false",
                "{\"id\":\"123456789012345678901234567890123\"}  | false",
                "{\"id\":\"12345678901234567890123456789012\"}   | true",
            })
    void bodiesAreJudgedAlike(String body, boolean allowed) {
        agree("", Map.of(), body, allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "onlyReSend=true, true",
        "reMigrate=false&onlyReSend=true, true",
        "reMigrate=1, false",
        "reMigrate=, false",
        "remigrate=true, false",
    })
    void queriesAreJudgedAlike(String query, boolean allowed) {
        agree(query, Map.of(), "{\"number\":\"CM1\"}", allowed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Zuora-Track-Id   | run 7      | true",
                "Zuora-Track-Id   | a:b        | false",
                "Zuora-Entity-Ids | a          | true",
                "Zuora-Entity-Ids | a,b        | false",
                "Zuora-Org-Ids    | a,b        | true",
                "Zuora-Org-Ids    | a,,b       | false",
                "Zuora-Version    | 2025-08-12 | true",
                "Zuora-Version    | 186.0      | true",
                "Zuora-Version    | 2025       | false",
                "Accept-Encoding  | gzip       | true",
                "Accept-Encoding  | br         | false",
                "Content-Encoding | deflate    | false",
                "Idempotency-Key  | a b        | true",
            })
    void headersAreJudgedAlike(String name, String value, boolean allowed) {
        agree("", Map.of(name, List.of(value)), "{\"number\":\"CM1\"}", allowed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | {\"success\":true,\"idList\":[\"a\"]}                           | true",
                "200 | {\"success\":true,\"idList\":null}                              | true",
                "200 | {\"success\":true,\"more\":1}                                   | true",
                "200 | {\"success\":\"true\"}                                          | false",
                "200 | {\"success\":null}                                              | false",
                "200 | {\"success\":true,\"idList\":[1]}                               | false",
                "200 | {\"success\":false,\"reasons\":[{\"code\":1,\"message\":\"\"}]} | true",
                "200 | {\"success\":false,\"reasons\":[{\"code\":\"1\"}]}              | true",
                "200 | {\"success\":false,\"reasons\":[{\"code\":true}]}               | false",
                "200 | {\"success\":false,\"reasons\":{}}                              | false",
                "404 | {\"message\":\"no\"}                                            | true",
                "404 | {\"message\":1}                                                 | false",
                "429 | {\"reasons\":[{\"code\":70}]}                                   | true",
                "500 | {\"reasons\":[{\"code\":\"SystemError\"}]}                      | true",
                "500 | []                                                              | false",
                "502 | {}                                                              | false",
                "302 | {}                                                              | false",
            })
    void answersAreJudgedAlike(int status, String body, boolean allowed) {
        assertThat(CONTRACT.checkAnswer(status, Map.of(), body.getBytes(StandardCharsets.UTF_8))
                        .isEmpty())
                .as("simulated tenant")
                .isEqualTo(allowed);
        assertThat(VALIDATOR
                        .validateResponse(
                                Contract.PATH,
                                Request.Method.POST,
                                SimpleResponse.Builder.status(status)
                                        .withContentType("application/json")
                                        .withBody(body)
                                        .build())
                        .hasErrors())
                .as("validator")
                .isEqualTo(!allowed);
    }

    @Test
    void contractThatCannotBeReadIsNamedWithItsReason() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Contract.read("a: [\n"))
                .withMessageContaining("openapi.yaml is not YAML")
                .withMessageContaining("line 2");
        assertThatIllegalStateException()
                .isThrownBy(() -> Contract.read("openapi: 3.0.3"))
                .withMessageContaining(
                        "openapi.yaml has nothing at /paths//v1/uno-regenerate/billing-transaction/post");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{type: string, multipleOf: 2}             | the keyword multipleOf",
                "{type: number}                            | the type number",
                "{$ref: '#/components/schemas/Absent'}     | the reference #/components/schemas/Absent",
            })
    void ruleThatTheKitCouldNotCheckIsRefused(String schema, String told) {
        String operation = "{requestBody: {content: {application/json: {schema: " + schema + "}}}}";

        assertThatIllegalStateException()
                .isThrownBy(() -> Contract.read("paths: {" + Contract.PATH + ": {post: " + operation + "}}"))
                .withMessageContaining("openapi.yaml, request body")
                .withMessageContaining(told);
    }

    private static void agree(String query, Map<String, List<String>> headers, String body, boolean allowed) {
        SimpleRequest.Builder request = SimpleRequest.Builder.post(Contract.PATH)
                .withContentType("application/json")
                .withAuthorization("Bearer token")
                .withBody(body);
        Contract.parseQuery(query).forEach(request::withQueryParam);
        headers.forEach(request::withHeader);
        Map<String, List<String>> sent = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        sent.putAll(headers);

        assertThat(CONTRACT.checkRequest(query, sent, Contract.readJson(body.getBytes(StandardCharsets.UTF_8)))
                        .isEmpty())
                .as("simulated tenant")
                .isEqualTo(allowed);
        assertThat(VALIDATOR.validateRequest(request.build()).hasErrors())
                .as("validator")
                .isEqualTo(!allowed);
    }
}
