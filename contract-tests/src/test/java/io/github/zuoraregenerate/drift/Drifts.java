package io.github.zuoraregenerate.drift;

import static io.github.zuoraregenerate.drift.Drift.remove;
import static io.github.zuoraregenerate.drift.Drift.replace;

import io.github.zuoraregenerate.drift.Drift.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Every drift that is seeded. */
final class Drifts {

    static final String SPEC = "api-spec/src/main/openapi/openapi.yaml";

    private static final String TEMPLATE = "client/src/main/templates/libraries/feign/api.mustache";
    private static final String CLIENT = "client/src/main/java/io/github/zuoraregenerate/";
    private static final String KIT = "contract-tests/src/main/java/io/github/zuoraregenerate/testkit/";
    private static final String EXAMPLES = "api-spec/src/main/openapi/examples/";
    private static final String PACT = "zuora-regenerate-client-zuora-billing.json";

    private static final String REQUEST = "\n    BillingTransactionRequest:\n";
    private static final String RESPONSE = "\n    BillingTransactionResponse:\n";
    private static final String ERROR = "\n    ErrorResponse:\n";
    private static final String REASON = "\n    Reason:\n";
    private static final String LEGACY = "\n    LegacyError:\n";

    private final List<Drift> all = new ArrayList<>();

    private Drifts() {}

    static List<Drift> all() {
        Drifts drifts = new Drifts();
        drifts.bodyFields();
        drifts.parameters();
        drifts.answers();
        drifts.operation();
        drifts.template();
        drifts.facade();
        drifts.tenant();
        drifts.pacts();
        drifts.examples();
        return List.copyOf(drifts.all);
    }

    private void bodyFields() {
        for (String field : List.of("type", "number", "documentId", "id")) {
            String line = "        " + field + ":";
            spec("body field " + field + " removed", remove(REQUEST, line));
            spec(
                    "body field " + field + " renamed",
                    replace(REQUEST, "\n" + line + "\n", "\n" + line.replace(":", "s:\n")));
        }
        spec(
                "body field type retyped to a string",
                replace(REQUEST, "          $ref: '#/components/schemas/DocumentType'", "          type: string"));
        for (String field : List.of("number", "documentId", "id")) {
            String at = "\n        " + field + ":\n";
            spec(
                    "body field " + field + " retyped to an integer",
                    after(REQUEST, replace(at, "type: string", "type: integer")));
            spec("longest " + field + " loosened", after(REQUEST, replace(at, "maxLength: ", "maxLength: 9")));
            spec("pattern of " + field + " loosened", after(REQUEST, anyPattern(at)));
            spec("shortest " + field + " removed", after(REQUEST, replace(at, "          minLength: 1\n", "")));
            spec(
                    "identifier " + field + " no longer an alternative",
                    remove(REQUEST, "        - required: [" + field + "]"));
        }
        for (String value : List.of("Invoice", "CreditMemo", "DebitMemo", "InvoiceItemAdjustment")) {
            spec("enum value " + value + " removed", replace("\n    DocumentType:\n", "        - " + value + "\n", ""));
        }
        spec("enum value CreditMemo renamed", replace("\n    DocumentType:\n", "- CreditMemo\n", "- Creditmemo\n"));
        spec(
                "enum value BillRun added",
                replace("\n    DocumentType:\n", "- DebitMemo\n", "- DebitMemo\n        - BillRun\n"));
        spec(
                "request opened for unknown fields",
                replace(REQUEST, "additionalProperties: false", "additionalProperties: true"));
        spec("rule of the one identifier removed from the schema", remove(REQUEST, "      oneOf:"));
        spec("rule of the one identifier removed from the code", line(REQUEST, "      x-class-extra-annotation:"));
        spec(
                "rule of the one identifier forgets id in the code",
                replace(REQUEST, "\"documentId\", \"id\"", "\"documentId\""));
    }

    private void parameters() {
        for (String name : List.of("OnlyReSend", "ReMigrate")) {
            String at = "\n    " + name + ":\n";
            spec(
                    "query parameter " + name + " removed",
                    line("\n      parameters:\n", "        - $ref: '#/components/parameters/" + name));
            spec("query parameter " + name + " renamed", replace(at, "name: ", "name: x"));
            spec("query parameter " + name + " retyped to a string", replace(at, "type: boolean", "type: string"));
            spec("query parameter " + name + " required", replace(at, "required: false", "required: true"));
            spec("query parameter " + name + " moved to a header", replace(at, "in: query", "in: header"));
        }
        spec("rule of the two flags removed", line("\npaths:\n", "      x-operation-extra-annotation:"));
        spec(
                "default value for a flag",
                replace("\n    ReMigrate:\n", "type: boolean", "type: boolean\n        default: false"));
        for (String name : List.of(
                "IdempotencyKey",
                "TrackId",
                "EntityId",
                "OrgIds",
                "ZuoraVersion",
                "AcceptEncoding",
                "ContentEncoding")) {
            String at = "\n  parameters:\n";
            UnaryOperator<String> renamed = replace("\n    " + name + ":\n", "      name: ", "      name: X-");
            UnaryOperator<String> loosened = anyPattern("\n    " + name + ":\n");
            spec(
                    "request header " + name + " removed",
                    line("\n      parameters:\n", "        - $ref: '#/components/parameters/" + name));
            spec("request header " + name + " renamed", after(at, renamed));
            spec("pattern of request header " + name + " loosened", after(at, loosened));
        }
        spec(
                "longest idempotency key loosened",
                replace("\n    IdempotencyKey:\n", "maxLength: 254", "maxLength: 255"));
        spec("longest track id loosened", replace("\n    TrackId:\n", "maxLength: 64", "maxLength: 65"));
        spec("longest entity id loosened", replace("\n    EntityId:\n", "maxLength: 64", "maxLength: 640"));
        spec(
                "limit of the idempotency key removed",
                replace("\n    IdempotencyKey:\n", "        maxLength: 254\n", ""));
    }

    private void answers() {
        for (String field : List.of("success", "idList", "processId", "requestId", "reasons")) {
            field(RESPONSE, "BillingTransactionResponse", field);
        }
        for (String field : List.of(
                "success",
                "processId",
                "requestId",
                "reasons",
                "code",
                "message",
                "error",
                "Success",
                "Errors",
                "FaultCode",
                "FaultMessage")) {
            field(ERROR, "ErrorResponse", field);
        }
        field(REASON, "Reason", "code");
        field(REASON, "Reason", "message");
        field(LEGACY, "LegacyError", "Code");
        field(LEGACY, "LegacyError", "Message");
        spec(
                "success retyped to a string",
                after(RESPONSE, replace("\n        success:\n", "type: boolean", "type: string")));
        spec(
                "success required",
                replace(RESPONSE, "      properties:\n", "      required: [success]\n      properties:\n"));
        spec("idList not nullable", replace(RESPONSE, "          nullable: true\n", ""));
        spec(
                "answer closed for unknown fields",
                replace(RESPONSE, "additionalProperties: true", "additionalProperties: false"));
        spec("code as a number only", remove("\n    ReasonCode:\n", "        - type: string"));
        for (String header : List.of(
                "Zuora-Request-Id",
                "Zuora-Track-Id",
                "RateLimit-Limit",
                "RateLimit-Remaining",
                "RateLimit-Reset",
                "Concurrency-Limit-Type",
                "Concurrency-Limit-Limit",
                "Concurrency-Limit-Remaining",
                "Retry-After",
                "Content-Encoding",
                "WWW-Authenticate")) {
            spec(
                    "response header " + header + " removed from 200",
                    remove("\n        '200':\n", "            " + header + ":"));
            spec(
                    "response header " + header + " renamed in 4XX",
                    replace("\n        '4XX':\n", "            " + header + ":\n", "            " + header + "s:\n"));
        }
        spec(
                "RateLimit-Reset retyped to a string",
                replace(
                        "\n    RateLimitReset:\n",
                        "type: integer\n        format: int64\n        minimum: 0",
                        "type: string"));
        for (String status : List.of("200", "4XX", "500")) {
            spec("status " + status + " removed", remove("\n      responses:\n", "        '" + status + "':"));
        }
        spec("status 500 renamed to 503", replace("\n      responses:\n", "'500':", "'503':"));
        spec("status 4XX narrowed to 400", replace("\n      responses:\n", "'4XX':", "'400':"));
        spec(
                "schema of 4XX exchanged",
                after("\n        '4XX':\n", replace("", "schemas/ErrorResponse", "schemas/Reason")));
    }

    private void field(String schema, String name, String field) {
        String line = "        " + field + ":";
        spec("field " + field + " of " + name + " removed", remove(schema, line));
        spec(
                "field " + field + " of " + name + " renamed",
                replace(schema, "\n" + line + "\n", "\n        x" + field + ":\n"));
    }

    private void operation() {
        for (String url : List.of(
                "rest.test.zuora.com",
                "rest.sandbox.na.zuora.com",
                "rest.apisandbox.zuora.com",
                "rest.na.zuora.com",
                "rest.zuora.com",
                "rest.test.eu.zuora.com",
                "rest.sandbox.eu.zuora.com",
                "rest.eu.zuora.com",
                "rest.test.ap.zuora.com",
                "rest.ap.zuora.com")) {
            spec("server " + url + " removed", remove("\nservers:\n", "  - url: https://" + url));
        }
        spec("server renamed", replace("\nservers:\n", "https://rest.eu.zuora.com", "https://rest.eu.zuora.de"));
        spec(
                "server added",
                replace(
                        "\nservers:\n",
                        "servers:\n",
                        "servers:\n  - url: https://rest.jp.zuora.com\n    description: JP Production\n"));
        spec("servers exchanged", replace("\nservers:\n", "US Production, Cloud 1", "EU Production, Cloud 1"));
        spec("production called a sandbox", replace("\nservers:\n", "EU Production", "EU Sandbox"));
        spec("security scheme basic", replace("\n  securitySchemes:\n", "scheme: bearer", "scheme: basic"));
        spec("security scheme removed", remove("", "security:"));
        spec("path changed", replace("\npaths:\n", "billing-transaction:", "billing-transactions:"));
        spec("method changed to put", replace("\npaths:\n", "    post:\n", "    put:\n"));
        spec("operation id changed", replace("\npaths:\n", "operationId: regenerate", "operationId: redo"));
        spec("body no longer required", replace("\n      requestBody:\n", "required: true", "required: false"));
        spec("media type of the request changed", replace("\n      requestBody:\n", "application/json:", "text/json:"));
        spec(
                "second operation",
                replace(
                        "\npaths:\n",
                        "paths:\n",
                        "paths:\n  /v1/other:\n    $ref: '#/paths/~1v1~1uno-regenerate~1billing-transaction'\n"));
    }

    private void template() {
        in(Place.TEMPLATE, TEMPLATE, "constraints of parameters dropped", replace("", "{{>beanValidationCore}} ", ""));
        in(Place.TEMPLATE, TEMPLATE, "body not validated", replace("Response {{operationId}}(", "@Valid ", ""));
        in(Place.TEMPLATE, TEMPLATE, "rules over several parameters dropped", replace("", "\n  {{{.}}}\n", "\n"));
        in(
                Place.TEMPLATE,
                TEMPLATE,
                "credential dropped",
                replace("", "    \"Authorization: Bearer {bearerToken}\",\n", ""));
        in(Place.TEMPLATE, TEMPLATE, "credential without Bearer", replace("", "Bearer {bearerToken}", "{bearerToken}"));
        in(
                Place.TEMPLATE,
                TEMPLATE,
                "headers under the names of the code",
                replace("{{#headerParams}}", "{{baseName}}: ", "{{paramName}}: "));
        in(
                Place.TEMPLATE,
                TEMPLATE,
                "media type of the request dropped",
                replace("", "    \"Content-Type: {{{mediaType}}}\",\n", ""));
        in(
                Place.TEMPLATE,
                TEMPLATE,
                "media type of the answer changed",
                replace("", "\"Accept: {{", "\"Accept: text/html, {{"));
        in(
                Place.TEMPLATE,
                TEMPLATE,
                "query parameters under other names",
                replace("{{#queryParams}}", "{{baseName}}=", "{{baseName}}x="));
        in(
                Place.TEMPLATE,
                TEMPLATE,
                "header that nobody asked for",
                replace("", "  @Headers({\n", "  @Headers({\n    \"Zuora-Version: 186.0\",\n"));
    }

    private void facade() {
        String call = CLIENT + "RegenerateCall.java";
        in(
                Place.FACADE,
                call,
                "flags exchanged",
                text -> text.replace("options.onlyReSend().orElse(null)", "options.flag")
                        .replace("options.reMigrate().orElse(null)", "options.onlyReSend().orElse(null)")
                        .replace("options.flag", "options.reMigrate().orElse(null)"));
        in(Place.FACADE, call, "onlyReSend not sent", replace("", "options.onlyReSend().orElse(null)", "null"));
        in(
                Place.FACADE,
                call,
                "reMigrate sent as false when it was not set",
                replace("", "options.reMigrate().orElse(null)", "options.reMigrate().orElse(false)"));
        in(Place.FACADE, call, "track id not sent", replace("", "options.trackId().orElse(null)", "null"));
        in(Place.FACADE, call, "entity id not sent", replace("", "options.entityId().orElse(null)", "null"));
        in(
                Place.FACADE,
                call,
                "organizations separated by semicolons",
                replace("", "String.join(\",\"", "String.join(\";\""));
        in(Place.FACADE, call, "API version not sent", replace("", "options.zuoraVersion().orElse(null)", "null"));
        in(
                Place.FACADE,
                call,
                "gzip not accepted",
                replace("", "                \"gzip\",\n", "                null,\n"));
        in(
                Place.FACADE,
                call,
                "request always said to be gzipped",
                replace("", "                contentEncoding,\n", "                \"gzip\",\n"));
        in(
                Place.FACADE,
                CLIENT + "ZuoraEnvironment.java",
                "base URL of an environment changed",
                replace("", "https://rest.eu.zuora.com", "https://rest.eu.zuora.org"));
        in(
                Place.FACADE,
                CLIENT + "ZuoraEnvironment.java",
                "production taken for a sandbox",
                replace("", "\"https://rest.zuora.com\", true", "\"https://rest.zuora.com\", false"));
        in(
                Place.FACADE,
                CLIENT + "internal/auth/TokenEndpoint.java",
                "secret not encoded",
                replace("", "encode(clientSecret)", "clientSecret"));
        in(
                Place.FACADE,
                CLIENT + "internal/auth/TokenEndpoint.java",
                "other grant type",
                replace("", "grant_type=client_credentials", "grant_type=password"));
        in(
                Place.FACADE,
                CLIENT + "internal/auth/TokenEndpoint.java",
                "token from another path",
                replace("", "\"/oauth/token\"", "\"/oauth/tokens\""));
        in(
                Place.FACADE,
                CLIENT + "internal/retry/Classifier.java",
                "success:false taken for success",
                replace(
                        "",
                        "success\n                            ? Finding.SUCCEEDED",
                        "true\n                            ? Finding.SUCCEEDED"));
        in(
                Place.FACADE,
                CLIENT + "internal/retry/Classifier.java",
                "409 in progress taken for a refusal",
                replace("case 409", ": Finding.IN_PROGRESS", ": Finding.REJECTED"));
        in(
                Place.FACADE,
                CLIENT + "internal/retry/Classifier.java",
                "422 not told apart",
                replace("", "case 422 -> Finding.KEY_MISUSED;", "case 422 -> Finding.IN_PROGRESS;"));
        in(
                Place.FACADE,
                CLIENT + "internal/retry/Classifier.java",
                "429 not told apart",
                replace("", "orElse(Finding.RATE_LIMITED)", "orElse(Finding.REJECTED)"));
        in(
                Place.FACADE,
                CLIENT + "error/ReasonCategory.java",
                "category of lock contention changed",
                replace("", "LOCK_CONTENTION(50", "LOCK_CONTENTION(51"));
        in(
                Place.FACADE,
                CLIENT + "internal/http/Json.java",
                "nulls sent",
                text -> text.replace("JsonInclude.Include.NON_NULL", "JsonInclude.Include.ALWAYS"));
        in(
                Place.FACADE,
                CLIENT + "internal/http/Channel.java",
                "gzipped answers not understood",
                replace("", "if (!Headers.isGzipped(headers))", "if (headers != null)"));
        in(
                Place.FACADE,
                CLIENT + "internal/http/Headers.java",
                "quota left not read",
                replace("", "number(headers, RATE_LIMIT_REMAINING)", "number(headers, RATE_LIMIT_LIMIT)"));
        in(
                Place.FACADE,
                CLIENT + "constraint/NotBothTrueValidator.java",
                "both flags allowed",
                replace("isValid(", "return ", "return true || "));
    }

    private void tenant() {
        in(
                Place.TENANT,
                KIT + "RegenerateOperation.java",
                "token not asked for",
                replace("", "!state.tokens().accepts(arrival.header(\"Authorization\"))", "state.contract() == null"));
        in(
                Place.TENANT,
                KIT + "RegenerateOperation.java",
                "wrong code of the concurrency limit",
                replace("", "50000070", "50000170"));
        in(
                Place.TENANT,
                KIT + "RegenerateOperation.java",
                "no Retry-After",
                replace("", "\"Retry-After\"", "\"Zuora-Track-Id\""));
        in(
                Place.TENANT,
                KIT + "RegenerateOperation.java",
                "no request id",
                replace("", "headers.put(\"Zuora-Request-Id\", requestId);", ""));
        in(
                Place.TENANT,
                KIT + "RegenerateOperation.java",
                "track id not echoed",
                replace("", "headers.put(\"Zuora-Track-Id\", trackId);", ""));
        in(
                Place.TENANT,
                KIT + "RegenerateOperation.java",
                "success as text",
                replace("", ".put(\"success\", true)", ".put(\"success\", \"true\")"));
        in(
                Place.TENANT,
                KIT + "RegenerateOperation.java",
                "idList renamed",
                replace("", "putArray(\"idList\")", "putArray(\"ids\")"));
        in(
                Place.TENANT,
                KIT + "RegenerateOperation.java",
                "replay forgets to replay",
                replace("", "return deliver(call, done.answer(), Handling.REPLAYED);", "return execute(call);"));
        in(
                Place.TENANT,
                KIT + "RegenerateOperation.java",
                "422 becomes 409",
                replace("", "inProgress ? 409 : 422", "409"));
        in(
                Place.TENANT,
                KIT + "RegenerateOperation.java",
                "codes always strings",
                replace("", "each.put(\"code\", Long.parseLong(code.value()));", "each.put(\"code\", code.value());"));
        in(
                Place.TENANT,
                KIT + "Contract.java",
                "path of the operation changed",
                replace("", "billing-transaction\"", "billing-transactions\""));
        in(
                Place.TENANT,
                KIT + "Contract.java",
                "unknown parameters accepted",
                replace(
                        "private static void check(",
                        "if (parameter == null) {",
                        "if (parameter == null && values.isEmpty()) {"));
        in(
                Place.TENANT,
                KIT + "Regime.java",
                "real statuses a day later",
                replace("", "\"2024-05-20\"", "\"2024-05-21\""));
        in(Place.TENANT, KIT + "Regime.java", "permission told as 401", replace("", "-> 403;", "-> 401;"));
        in(Place.TENANT, KIT + "Regime.java", "lock contention told as 423", replace("", "-> 409;", "-> 423;"));
        in(
                Place.TENANT,
                KIT + "RateLimiter.java",
                "RateLimit-Reset renamed",
                replace("", "\"RateLimit-Reset\"", "\"RateLimit-Rest\""));
        in(
                Place.TENANT,
                KIT + "ConcurrencyGate.java",
                "concurrency limit not enforced",
                replace("", "inFlight + others <= limit", "inFlight + others >= 0"));
        in(
                Place.TENANT,
                KIT + "IdempotencyStore.java",
                "keys live for ever",
                replace("", "Duration.ofHours(24)", "Duration.ofHours(24_000)"));
        in(
                Place.TENANT,
                KIT + "SimulatedDocument.java",
                "flag to Revenue inverted",
                replace("", "? 'Y' : 'N'", "? 'N' : 'Y'"));
        in(
                Place.TENANT,
                KIT + "SimulatedTokens.java",
                "secret not checked",
                replace("", "List.of(clientSecret))", "fields.getOrDefault(\"client_secret\", List.of()))"));
        in(
                Place.TENANT,
                KIT + "SimulatedTokens.java",
                "token_type dropped",
                replace("", "body.put(\"token_type\", \"bearer\");", ""));
        in(
                Place.TENANT,
                KIT + "TenantServer.java",
                "answers never gzipped",
                replace("", "response.setHeader(\"Content-Encoding\", \"gzip\");", ""));
    }

    private void pacts() {
        pact("path changed", replace("", "/v1/uno-regenerate/billing-transaction", "/v1/uno-regenerate/transaction"));
        pact("body field misspelt", replace("\"content\": {", "\"number\"", "\"numbr\""));
        pact("type misspelt", replace("\"content\"", "\"type\": \"CreditMemo\"", "\"type\": \"CreditMem\""));
        pact("flag that is no boolean", replace("\"reMigrate\": [", "\"true\"", "\"yes\""));
        pact("request header misspelt", replace("", "\"Zuora-Track-Id\"", "\"Zuora-Track\""));
        pact("credential dropped", replace("\"Authorization\": [", "Bearer pact-access-token", "pact-access-token"));
        pact("status changed", replace("", "\"status\": 422", "\"status\": 423"));
        pact("code changed", replace("\"reasons\": [", "58730230", "58730231"));
        pact("response header misspelt", replace("\"response\"", "\"Zuora-Request-Id\"", "\"Zuora-Request\""));
        pact("response field misspelt", replace("\"response\"", "\"idList\"", "\"idLists\""));
        pact(
                "success inverted",
                replace("a request to regenerate an invoice by its number", "\"success\": true", "\"success\": false"));
        pact(
                "provider state misspelt",
                replace("", "the billing document can be regenerated", "the document can be regenerated"));
        pact("grant type misspelt", replace("", "client_credentials", "client_credential"));
        pact("not JSON", replace("", "\"interactions\": [", "\"interactions\": [,"));
    }

    private void examples() {
        example("request-invoice-by-number.json", "field misspelt", replace("", "\"number\"", "\"numbr\""));
        example("request-credit-memo-by-id.json", "type misspelt", replace("", "CreditMemo", "Creditmemo"));
        example(
                "request-debit-memo-by-document-id.json",
                "second identifier",
                replace("", "{\n", "{\n  \"id\": \"a\",\n"));
        example(
                "request-invoice-item-adjustment-by-id.json",
                "identifier as a number",
                replace("\"id\": ", "\"2c9890508ad035db018ad0d8d1685fef\"", "1"));
        example("response-success.json", "field misspelt", replace("", "\"idList\"", "\"idlist\""));
        example("response-success.json", "success as text", replace("", "true", "\"true\""));
        example(
                "response-rejected.json",
                "reasons no list",
                replace("", "\"reasons\": [", "\"reasons\": 1, \"more\": ["));
        example("error-refused.json", "code as a boolean", replace("", "\"58730222\"", "true"));
        example("error-rate-limit.json", "field of a reason misspelt", replace("", "\"message\"", "\"mesage\""));
        example("error-authentication.json", "field misspelt", replace("", "\"message\"", "\"msg\""));
        example("error-system.json", "not JSON", replace("", "{", "{,"));
        example(
                "error-concurrency-limit.json",
                "field added",
                replace("", "\"success\": false,", "\"success\": false, \"retry\": 1,"));
    }

    private void spec(String what, UnaryOperator<String> change) {
        in(Place.SPEC, SPEC, what, change);
    }

    private void pact(String what, UnaryOperator<String> change) {
        in(Place.PACT, PACT, what, change);
    }

    private void example(String file, String what, UnaryOperator<String> change) {
        in(Place.EXAMPLE, EXAMPLES + file, file + ": " + what, change);
    }

    private void in(Place place, String file, String what, UnaryOperator<String> change) {
        all.add(new Drift(place, what, file, change));
    }

    /** Applies a change to what follows an anchor. */
    private static UnaryOperator<String> after(String anchor, UnaryOperator<String> change) {
        return text -> {
            int at = text.indexOf(anchor);
            if (at < 0) {
                throw new IllegalStateException("the text to drift is not there any more: " + anchor.strip());
            }
            return text.substring(0, at) + change.apply(text.substring(at));
        };
    }

    /** Makes the first pattern after an anchor match anything. */
    private static UnaryOperator<String> anyPattern(String anchor) {
        return after(anchor, text -> text.replaceFirst("pattern: '.*'", "pattern: '.*'"));
    }

    /** Removes the first line after an anchor that begins so. */
    private static UnaryOperator<String> line(String anchor, String begin) {
        return text -> {
            int start = text.indexOf("\n" + begin, text.indexOf(anchor)) + 1;
            if (start == 0) {
                throw new IllegalStateException("the text to drift is not there any more: " + begin.strip());
            }
            return text.substring(0, start) + text.substring(text.indexOf('\n', start) + 1);
        };
    }
}
