package io.github.zuoraregenerate.demo;

import io.github.zuoraregenerate.error.ReasonCategory;
import io.github.zuoraregenerate.generated.model.DocumentType;
import io.github.zuoraregenerate.testkit.SimulatedTenant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the command line on the sample CSV against a simulated tenant that is not at its best: a burst of lock
 * contention, a rate limit, a lost answer and a document that is rejected. {@code mvn -q -Pdemo package}
 */
public final class Demo {

    private static final String JAR = "client/target/zuora-regenerate-cli.jar";
    private static final String DOCUMENTS = "contract-tests/src/test/resources/demo/documents.csv";
    private static final String OUTPUT = "contract-tests/target/demo";

    /** One document is rejected, and one line is refused. */
    private static final int SOME_FAILED = 1;

    private static final int SUCCEEDING = 10;

    private Demo() {}

    /** Runs it; the only argument is the directory of the project. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path project = Path.of(arguments[0]).toRealPath();
        Path output = Files.createDirectories(project.resolve(OUTPUT));
        for (String old : List.of("journal", "report.json", "failed.csv")) {
            Files.deleteIfExists(output.resolve(old));
        }
        try (SimulatedTenant tenant = SimulatedTenant.builder()
                .latency(Duration.ofMillis(300))
                .build()
                .start()) {
            script(tenant);
            List<String> command = List.of(
                    "java",
                    "-jar",
                    JAR,
                    "backfill",
                    DOCUMENTS,
                    "--skip-invalid",
                    "--each",
                    "--concurrency",
                    "3",
                    "--journal",
                    OUTPUT + "/journal",
                    "--report",
                    OUTPUT + "/report.json",
                    "--failed",
                    OUTPUT + "/failed.csv");
            System.out.println("$ " + shown(command) + "\n");
            int exitCode = run(project, command, tenant);
            System.out.println("\nExit code " + exitCode + ". The tenant executed " + tenant.executions()
                    + " documents in " + tenant.received().size() + " requests, none twice.");
            check(exitCode, tenant);
        }
    }

    private static void script(SimulatedTenant tenant) {
        tenant.document("INV00000101", DocumentType.INVOICE);
        tenant.document("INV00000102", DocumentType.INVOICE).failsOnceWith(ReasonCategory.LOCK_CONTENTION);
        tenant.document("INV00000103", DocumentType.INVOICE)
                .failsOnceWith(ReasonCategory.LOCK_CONTENTION)
                .failsOnceWith(ReasonCategory.LOCK_CONTENTION);
        tenant.document("CM00000201", DocumentType.CREDIT_MEMO).failsOnceWith(ReasonCategory.LOCK_CONTENTION);
        tenant.document("CM00000202", DocumentType.CREDIT_MEMO).losesAnswerAfterExecuting();
        tenant.document("CM00000203", DocumentType.CREDIT_MEMO, "2c9890508ad035db018ad0d8d1685fef");
        tenant.document("DM00000301", DocumentType.DEBIT_MEMO).isRateLimitedOnce(Duration.ofSeconds(2));
        tenant.document("DM00000302", DocumentType.DEBIT_MEMO)
                .rejects("The accounting period of the debit memo is closed.");
        tenant.document("DM00000303", DocumentType.DEBIT_MEMO, "2c9890508ad035db018ad0d8d4ec6013");
        tenant.document("IIA0000401", DocumentType.INVOICE_ITEM_ADJUSTMENT);
        tenant.document("IIA0000402", DocumentType.INVOICE_ITEM_ADJUSTMENT);
    }

    /** Each option with a file in a line of its own. */
    private static String shown(List<String> command) {
        return String.join(" ", command)
                .replaceAll(" (contract-tests/src|--skip-invalid|--journal|--report|--failed)", " \\\\\n      $1");
    }

    private static int run(Path project, List<String> command, SimulatedTenant tenant)
            throws IOException, InterruptedException {
        List<String> started = new ArrayList<>(command);
        // The machine's PATH may have another Java than the one that runs this.
        started.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ProcessBuilder process =
                new ProcessBuilder(started).directory(project.toFile()).inheritIO();
        process.environment().put("ZUORA_BASE_URL", tenant.baseUrl());
        process.environment().put("ZUORA_CLIENT_ID", tenant.clientId());
        process.environment().put("ZUORA_CLIENT_SECRET", tenant.clientSecret());
        process.environment().remove("ZUORA_BEARER_TOKEN");
        return process.start().waitFor();
    }

    private static void check(int exitCode, SimulatedTenant tenant) {
        List<String> violations = tenant.takeContractViolations();
        if (exitCode != SOME_FAILED || tenant.executions() != SUCCEEDING || !violations.isEmpty()) {
            throw new IllegalStateException("The demo did not go as scripted: exit code " + exitCode + ", "
                    + tenant.executions() + " executions instead of " + SUCCEEDING + ", contract violations "
                    + violations);
        }
    }
}
