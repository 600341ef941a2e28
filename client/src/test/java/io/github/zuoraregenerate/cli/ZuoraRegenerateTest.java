package io.github.zuoraregenerate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.zuoraregenerate.RegenerateClient;
import io.github.zuoraregenerate.RegenerateClientBuilder;
import io.github.zuoraregenerate.transport.Transport;
import io.github.zuoraregenerate.transport.TransportRequest;
import io.github.zuoraregenerate.transport.TransportResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@Timeout(60)
class ZuoraRegenerateTest {

    private static final String SUCCESS = "{\"success\":true,\"idList\":[\"a1\",\"b2\"]}";
    private static final String SANDBOX = "--environment=eu-api-sandbox";

    @TempDir
    Path directory;

    private final Map<String, String> variables = new HashMap<>(Map.of("ZUORA_BEARER_TOKEN", "secret-token"));
    private final List<TransportRequest> sent = Collections.synchronizedList(new ArrayList<>());
    private final List<Runnable> interruptHooks = new ArrayList<>();
    private String standardInput = "";
    private Transport transport = request -> answer(200, SUCCESS);

    @Test
    void oneDocumentIsRegenerated() {
        Result result = run("regenerate", SANDBOX, "--type", "CreditMemo", "--number", "CM00000001", "--re-migrate");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains("Regenerated CreditMemo CM00000001.", "a1, b2", "idempotency key");
        assertThat(result.err()).isEmpty();
        assertThat(sent).singleElement().satisfies(request -> {
            assertThat(request.uri())
                    .hasToString(
                            "https://rest.sandbox.eu.zuora.com/v1/uno-regenerate/billing-transaction?reMigrate=true");
            assertThat(new String(request.body(), StandardCharsets.UTF_8))
                    .isEqualTo("{\"type\":\"CreditMemo\",\"number\":\"CM00000001\"}");
        });
    }

    @Test
    void resultIsPrintedAsJson() throws IOException {
        Result result = run("regenerate", SANDBOX, "--type=Invoice", "--id=2c98", "--json");

        JsonNode json = new ObjectMapper().readTree(result.out());
        assertThat(json.path("outcome").asText()).isEqualTo("succeeded");
        assertThat(json.path("ids")).hasSize(2);
        assertThat(json.path("idempotencyKey").asText()).hasSize(36);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    200 | {"success":false,"reasons":[{"code":58730240,"message":"absent"}]} | 1 | definitely_failed
                    200 | {"success":false,"reasons":[{"code":58730210,"message":"may not"}]} | 4 | definitely_failed
                    401 | {"message":"Authentication error"} | 4 | not_executed
                    """)
    void failureIsPrintedAndDecidesTheExitCode(int status, String body, int exitCode, String outcome)
            throws IOException {
        transport = request -> answer(status, body);

        Result text = run("regenerate", SANDBOX, "--type=Invoice", "--number=A");
        Result json = run("regenerate", SANDBOX, "--type=Invoice", "--number=A", "--json");

        assertThat(text.exitCode()).isEqualTo(exitCode);
        assertThat(text.out()).isEmpty();
        assertThat(text.err()).contains("Invoice A");
        assertThat(json.exitCode()).isEqualTo(exitCode);
        assertThat(new ObjectMapper().readTree(json.out()).path("outcome").asText())
                .isEqualTo(outcome);
    }

    @Test
    void unknownOutcomeIsRepeatedByItsKey() {
        // Interrupted, so that the call ends at once instead of repeating for minutes.
        transport = request -> {
            Thread.currentThread().interrupt();
            throw new InterruptedException();
        };
        Result lost = run("regenerate", SANDBOX, "--type=Invoice", "--number=A");
        assertThat(Thread.interrupted()).isTrue();
        String key = sent.get(0).headers().get("Idempotency-Key").get(0);
        transport = request -> answer(200, SUCCESS);

        Result repeated = run("regenerate", SANDBOX, "--type=Invoice", "--number=A", "--repeat", key);

        assertThat(lost.exitCode()).isEqualTo(3);
        assertThat(lost.err()).contains("--repeat " + key);
        assertThat(repeated.exitCode()).isZero();
        assertThat(sent.get(1).headers().get("Idempotency-Key")).containsExactly(key);
    }

    @Test
    void interruptTellsTheKeyOfACallInFlight() {
        transport = request -> {
            interruptHooks.forEach(Runnable::run);
            return answer(200, SUCCESS);
        };

        Result result = run("regenerate", SANDBOX, "--type=Invoice", "--number=A");
        interruptHooks.forEach(Runnable::run);

        assertThat(result.err())
                .containsOnlyOnce("Interrupted: the outcome is unknown. Repeat the command with --repeat "
                        + sent.get(0).headers().get("Idempotency-Key").get(0));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    regenerate --type=Invoice --number=A                                     | No server is given
                    regenerate -e eu-api-sandbox --number=A                                  | '--type=<type>'
                    regenerate -e eu-api-sandbox --type=Banana --number=A                    | is no document type
                    regenerate -e eu-api-sandbox --type=Invoice                              | -n=NUMBER
                    regenerate -e eu-api-sandbox --type=Invoice --number=A --id=B            | mutually exclusive
                    regenerate -e moon --type=Invoice --number=A                             | 'moon' is no environment
                    regenerate -e eu-api-sandbox --base-url=https://a.b --type=Invoice -n=A  | mutually exclusive
                    regenerate --base-url=http://example.com --type=Invoice --number=A       | must be https
                    regenerate -e eu-production --type=Invoice --number=A                    | eu-production: real data. Add --production
                    regenerate --base-url=https://rest.na.zuora.com --type=Invoice -n=A      | us-production-cloud-1: real data
                    regenerate --base-url=https://tenant.example.com --type=Invoice -n=A     | not one of Zuora's known sandboxes
                    regenerate -e eu-api-sandbox --type=Invoice --number=A --token=x         | Unknown option: '--token=x'
                    regenerate -e eu-api-sandbox --type=Invoice -n=A --re-migrate --only-re-send | must not be true together
                    backfill                                                                 | Missing required parameter: 'FILE'
                    backfill a.csv                                                           | No server is given
                    backfill a.csv -e eu-api-sandbox --concurrency=41                        | concurrency = 41
                    backfill a.csv -e eu-api-sandbox --rate=fast                             | is no rate
                    backfill a.csv -e eu-api-sandbox --stop-timeout=soon                     | is no duration
                    backfill a.csv -e eu-api-sandbox                                         | a.csv does not exist
                    backfill - -e eu-api-sandbox                                             | add --journal
                    ``                                                                       | A command is missing
                    fly                                                                      | Unmatched argument
                    """)
    void badUsageIsExplainedAndSendsNothing(String commandLine, String explanation) {
        Result result = run(Stream.of(commandLine.split(" "))
                .filter(word -> !word.isEmpty())
                .toArray(String[]::new));

        assertThat(result.err()).contains(explanation);
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(sent).isEmpty();
    }

    @Test
    void badUsageIsToldInOneLineAndWhereToReadOn() {
        assertThat(run("regenerate", "--number=A").err().lines())
                .last()
                .isEqualTo("'zuora-regenerate regenerate --help' tells more.");
        assertThat(run("fly").err().lines()).hasSizeLessThan(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"eu-production", "EU_PRODUCTION"})
    void productionIsReachedInSoManyWords(String environment) {
        Result result = run("regenerate", "--environment", environment, "--production", "--type=Invoice", "--number=A");

        assertThat(result.exitCode()).isZero();
        assertThat(sent.get(0).uri()).hasHost("rest.eu.zuora.com");
    }

    @Test
    void serverCanComeFromTheEnvironment() {
        variables.put("ZUORA_BASE_URL", "https://rest.apisandbox.zuora.com/");

        assertThat(run("regenerate", "--type=Invoice", "--number=A").exitCode()).isZero();
        assertThat(sent.get(0).uri()).hasHost("rest.apisandbox.zuora.com");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''                                        | Set now: none
                    ZUORA_CLIENT_ID                           | Set now: ZUORA_CLIENT_ID.
                    ZUORA_CLIENT_SECRET                       | Set now: ZUORA_CLIENT_SECRET.
                    ZUORA_CLIENT_ID ZUORA_BEARER_TOKEN        | Set now: ZUORA_CLIENT_ID, ZUORA_BEARER_TOKEN.
                    """)
    void credentialsComeWholeFromTheEnvironment(String set, String explanation) {
        variables.clear();
        Stream.of(set.split(" ")).filter(name -> !name.isEmpty()).forEach(name -> variables.put(name, "hidden"));

        Result result = run("regenerate", SANDBOX, "--type=Invoice", "--number=A");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains(explanation).doesNotContain("hidden");
    }

    @Test
    void backfillSendsEveryDocumentAndReports() throws IOException {
        Path input = csv("type,number\nInvoice,A\nCreditMemo,B\n");

        Result result = run("backfill", input.toString(), SANDBOX, "--each");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains("2  succeeded", "Journal: " + input + ".journal");
        assertThat(result.err()).contains("line 2     succeeded  Invoice A", "line 3     succeeded  CreditMemo B");
        assertThat(result.out() + result.err()).doesNotContain("secret-token");
        assertThat(sent).hasSize(2);
    }

    @Test
    void sameCommandGoesOn() throws IOException {
        Path input = csv("type,number\nInvoice,A\n");
        run("backfill", input.toString(), SANDBOX);

        Result second = run("backfill", input.toString(), SANDBOX);

        assertThat(second.exitCode()).isZero();
        assertThat(second.out()).contains("Nothing was left to send");
        assertThat(sent).hasSize(1);
    }

    @Test
    void failuresAreReportedAndWritten() throws IOException {
        transport = request -> new String(request.body(), StandardCharsets.UTF_8).contains("\"B\"")
                ? answer(200, "{\"success\":false,\"reasons\":[{\"code\":58730240,\"message\":\"absent\"}]}")
                : answer(200, SUCCESS);
        Path input = csv("type,number\nInvoice,A\nInvoice,B\n");
        Path report = directory.resolve("report.json");
        Path failed = directory.resolve("failed.csv");

        Result result = run(
                "backfill", input.toString(), SANDBOX, "--report", report.toString(), "--failed", failed.toString());

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out()).contains("1  failed", "58730240 (not found)", "first in line 3: absent");
        JsonNode json = new ObjectMapper().readTree(report.toFile());
        assertThat(json.path("failed").asInt()).isEqualTo(1);
        assertThat(json.path("reasons").path(0).path("firstLine").asInt()).isEqualTo(3);
        assertThat(Files.readAllLines(failed)).hasSize(2).last().asString().startsWith("Invoice,B,");
    }

    @Test
    void unknownOutcomesEndWith3AndAreRepeatedByTheSameCommand() throws IOException {
        Path input = csv("type,number\nInvoice,A\n");
        // A worker that is interrupted gives up at once instead of repeating for minutes.
        transport = request -> {
            throw new InterruptedException();
        };
        Result first = run("backfill", input.toString(), SANDBOX);
        transport = request -> answer(200, SUCCESS);

        Result second = run("backfill", input.toString(), SANDBOX);

        String key = sent.get(0).headers().get("Idempotency-Key").get(0);
        assertThat(first.exitCode()).isEqualTo(3);
        assertThat(first.out()).contains("1  unknown", key, "Repeat the same command to go on.");
        assertThat(second.exitCode()).isZero();
        assertThat(sent.get(1).headers().get("Idempotency-Key")).containsExactly(key);
    }

    @Test
    void reportIsPrintedAsJson() throws IOException {
        Path input = csv("type,number\nInvoice,A\n");

        Result result = run("backfill", input.toString(), SANDBOX, "--json");

        assertThat(new ObjectMapper().readTree(result.out()).path("complete").asBoolean())
                .isTrue();
    }

    @Test
    void reportThatCannotBeWrittenIsAFailure() throws IOException {
        Path input = csv("type,number\nInvoice,A\n");

        Result result = run(
                "backfill",
                input.toString(),
                SANDBOX,
                "--report",
                directory.resolve("absent/r.json").toString());

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("r.json could not be written");
        assertThat(result.out()).contains("1  succeeded");
    }

    @Test
    void badLinesAreAllNamedAndNothingIsSent() throws IOException {
        Path input = csv("type,number\nBanana,A\nInvoice,B\nInvoice,\n");

        Result refused = run("backfill", input.toString(), SANDBOX);
        Result skipped = run("backfill", input.toString(), SANDBOX, "--skip-invalid");

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err())
                .contains("line 2, type = Banana: must be one of", "line 4, number, documentId, id")
                .contains("2 of 3 lines", "--skip-invalid goes on without them");
        assertThat(skipped.exitCode()).isEqualTo(1);
        assertThat(skipped.err()).contains("left out: line 2, type = Banana");
        assertThat(sent).hasSize(1);
    }

    @Test
    void dryRunSendsNothingWritesNothingAndNeedsNoCredentials() throws IOException {
        variables.clear();
        StringBuilder lines = new StringBuilder("type,number\n");
        for (int i = 0; i < 80; i++) {
            lines.append("Invoice,A").append(i).append('\n');
        }
        Path input = csv(lines.toString());

        Result result = run("backfill", input.toString(), SANDBOX, "--dry-run");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out())
                .contains("80  Invoice", "A run would send 80 documents")
                .contains("no time      API Sandbox (2,500 calls a minute, 5,000 an hour, 10,000 a day)")
                .contains("calls of 1 s each take 10 s at 8 at a time");
        assertThat(sent).isEmpty();
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(input);
        }
    }

    @Test
    void standardInputIsTheSameAsAFile() throws IOException {
        standardInput = "{\"type\":\"Invoice\",\"number\":\"A\"}\n{\"type\":\"Invoice\",\"number\":\"B\"}";
        Path journal = directory.resolve("journal");
        String[] command = {"backfill", "-", "--format=jsonl", "--journal", journal.toString(), SANDBOX};

        Result first = run(command);
        Result second = run(command);

        assertThat(first.exitCode()).isZero();
        assertThat(first.out()).contains("standard input to https://", "This run: 2 documents in");
        assertThat(second.exitCode()).isZero();
        assertThat(sent).hasSize(2);
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(journal);
        }
    }

    @Test
    void interruptedBackfillEndsWith130() throws IOException {
        StringBuilder lines = new StringBuilder("type,number\n");
        for (int i = 0; i < 200; i++) {
            lines.append("Invoice,A").append(i).append('\n');
        }
        Path input = csv(lines.toString());
        transport = request -> {
            if (sent.size() == 20) {
                new Thread(interruptHooks.get(0)).start();
            }
            return answer(200, SUCCESS);
        };

        Result result = run("backfill", input.toString(), SANDBOX, "--rate=60000/min");

        assertThat(result.exitCode()).isEqualTo(130);
        assertThat(result.err()).contains("Stopping: nothing more is sent");
        assertThat(result.out())
                .contains("Stopped: The run was asked to stop. Repeat it with the same journal to go on.");
        transport = request -> answer(200, SUCCESS);
        assertThat(run("backfill", input.toString(), SANDBOX).exitCode()).isZero();
        assertThat(sent).hasSize(200);
    }

    @Test
    void exhaustedDailyQuotaEndsWith4AndTellsWhen() throws IOException {
        transport = request -> new TransportResponse(
                429,
                Map.of("RateLimit-Remaining", List.of("0"), "RateLimit-Reset", List.of("30000")),
                new ByteArrayInputStream(
                        "{\"reasons\":[{\"code\":70,\"message\":\"limit\"}]}".getBytes(StandardCharsets.UTF_8)));
        Path input = csv("type,number\nInvoice,A\nInvoice,B\n");

        Result result = run("backfill", input.toString(), SANDBOX);

        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.out())
                .contains("The tenant's quota is exhausted until 20", "Repeat the run with the same journal");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "regenerate --help", "backfill --help", "help backfill", "--version"})
    void helpGoesToStandardOutput(String commandLine) {
        Result result = run(commandLine.split(" "));

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains("zuora-regenerate");
        assertThat(result.err()).isEmpty();
        assertThat(result.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void completionScriptKnowsCommandsAndEnvironments() {
        Result result = run("generate-completion");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains("backfill", "--dry-run", "us-api-sandbox-cloud-1", "InvoiceItemAdjustment");
    }

    private Path csv(String content) throws IOException {
        return Files.writeString(directory.resolve("documents.csv"), content);
    }

    private record Result(int exitCode, String out, String err) {}

    private Result run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = ZuoraRegenerate.commandLine(new Surroundings(
                variables,
                false,
                new ByteArrayInputStream(standardInput.getBytes(StandardCharsets.UTF_8)),
                this::client,
                interruptHooks::add));
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(err));
        int exitCode = commandLine.execute(arguments);
        return new Result(exitCode, out.toString(), err.toString());
    }

    private RegenerateClient client(RegenerateClientBuilder builder) {
        return builder.transport(request -> {
                    sent.add(request);
                    return transport.send(request);
                })
                .build();
    }

    private static TransportResponse answer(int status, String body) {
        return new TransportResponse(
                status,
                Map.of("Content-Type", List.of("application/json")),
                new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }
}
