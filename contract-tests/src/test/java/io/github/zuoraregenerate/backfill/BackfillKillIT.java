package io.github.zuoraregenerate.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.zuoraregenerate.error.ReasonCategory;
import io.github.zuoraregenerate.generated.model.DocumentType;
import io.github.zuoraregenerate.testkit.ReceivedRequest;
import io.github.zuoraregenerate.testkit.SimulatedDocument;
import io.github.zuoraregenerate.testkit.SimulatedTenant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the command line with SIGKILL at random moments and resumes it until it is done, against a tenant that loses
 * answers, is locked and rejects. Three rounds; {@code -Dkill.rounds=100} or the profile {@code kill} for more.
 */
class BackfillKillIT {

    private static final int ROUNDS = Integer.getInteger("kill.rounds", 3);
    private static final int DOCUMENTS = 100;

    /** After that many kills of one round the process may go on to its end. */
    private static final int MAX_KILLS = 2;

    @TempDir
    Path directory;

    @Test
    void killedRunsGoOnAndNothingIsLostOrExecutedTwice() throws Exception {
        long seed = Long.getLong("kill.seed", System.nanoTime());
        Counts counts = new Counts();
        for (int round = 1; round <= ROUNDS; round++) {
            round(Files.createDirectory(directory.resolve("round-" + round)), new Random(seed + round), seed, counts);
        }
        System.out.printf(
                "Killed %d times in %d rounds (seed %d): %d documents, %d executed, %d rejected, %d requests, of them %d"
                        + " repetitions of a key; %d kills came before the process sent, %d while it did.%n",
                counts.kills,
                ROUNDS,
                seed,
                counts.documents,
                counts.executed,
                counts.rejected,
                counts.requests,
                counts.repeatedKeys,
                counts.killsBeforeSending,
                counts.killsWhileSending);
        assertThat(counts.kills).isGreaterThanOrEqualTo(ROUNDS / 2);
    }

    private static final class Counts {
        int kills;
        int killsBeforeSending;
        int killsWhileSending;
        int documents;
        int executed;
        int rejected;
        int requests;
        int repeatedKeys;
    }

    private static void round(Path directory, Random random, long seed, Counts counts) throws Exception {
        try (SimulatedTenant tenant =
                SimulatedTenant.builder().latency(Duration.ofMillis(30)).build().start()) {
            int rejected = script(tenant, random);
            Path input = input(directory);
            CommandLineProcess commandLine =
                    new CommandLineProcess(tenant, Path.of(""), directory.resolve("output.txt"));
            Path report = directory.resolve("report.json");
            List<String> arguments =
                    List.of("backfill", input.toString(), "--report", report.toString(), "--stop-after", "0");
            int exitCode = -1;
            for (int kills = 0; exitCode < 0; kills++) {
                int before = tenant.received().size();
                Process process = commandLine.start(List.of("-XX:TieredStopAtLevel=1", "-Xmx64m"), arguments);
                boolean ended = kills < MAX_KILLS
                        ? endsBeforeItsTime(process, tenant, before, random)
                        : process.waitFor(120, TimeUnit.SECONDS);
                if (ended) {
                    exitCode = process.exitValue();
                } else {
                    boolean sending = tenant.received().size() > before;
                    process.destroyForcibly().waitFor();
                    counts.kills++;
                    counts.killsBeforeSending += sending ? 0 : 1;
                    counts.killsWhileSending += sending ? 1 : 0;
                }
            }
            String context = "seed " + seed + ", " + directory.getFileName() + "\n" + commandLine.output();
            assertThat(exitCode).as(context).isEqualTo(rejected > 0 ? 1 : 0);
            verify(tenant, report, rejected, context);
            counts.documents += DOCUMENTS;
            counts.rejected += rejected;
            counts.executed += tenant.executions();
            List<ReceivedRequest> received = tenant.received();
            counts.requests += received.size();
            counts.repeatedKeys += received.size()
                    - (int) received.stream()
                            .map(request -> request.idempotencyKey().orElseThrow())
                            .distinct()
                            .count();
        }
    }

    /** Three of four kills come while the process sends, the others at any moment since its start. */
    private static boolean endsBeforeItsTime(Process process, SimulatedTenant tenant, int before, Random random)
            throws InterruptedException {
        if (random.nextInt(4) == 0) {
            return process.waitFor(random.nextInt(2000), TimeUnit.MILLISECONDS);
        }
        while (process.isAlive() && tenant.received().size() == before) {
            process.waitFor(5, TimeUnit.MILLISECONDS);
        }
        return process.waitFor(random.nextInt(600), TimeUnit.MILLISECONDS);
    }

    private static void verify(SimulatedTenant tenant, Path report, int rejected, String context) throws IOException {
        for (int i = 0; i < DOCUMENTS; i++) {
            SimulatedDocument document = tenant.document(number(i));
            assertThat(document.executions()).as("%s\n%s", document, context).isEqualTo(isRejected(document) ? 0 : 1);
        }
        JsonNode json = new ObjectMapper().readTree(report.toFile());
        assertThat(json.path("documents").asInt()).as(context).isEqualTo(DOCUMENTS);
        assertThat(json.path("succeeded").asInt()).as(context).isEqualTo(DOCUMENTS - rejected);
        assertThat(json.path("failed").asInt()).as(context).isEqualTo(rejected);
        assertThat(json.path("unknown").asInt()).as(context).isZero();
        assertThat(json.path("setAside").asInt()).as(context).isZero();
        assertThat(json.path("notSent").asInt()).as(context).isZero();
        assertThat(tenant.takeContractViolations()).as(context).isEmpty();
    }

    private static boolean isRejected(SimulatedDocument document) {
        return document.number().endsWith("R");
    }

    /** How many documents are rejected for good. */
    private static int script(SimulatedTenant tenant, Random random) {
        int rejected = 0;
        for (int i = 0; i < DOCUMENTS; i++) {
            SimulatedDocument document = tenant.document(number(i), DocumentType.INVOICE);
            if (isRejected(document)) {
                document.rejects("closed");
                rejected++;
                continue;
            }
            switch (random.nextInt(40)) {
                case 0, 1 -> document.losesAnswerAfterExecuting();
                case 2 -> document.losesRequestBeforeExecuting();
                case 3 -> document.truncatesAnswerAfterExecuting();
                case 4, 5 -> document.failsOnceWith(ReasonCategory.LOCK_CONTENTION);
                case 6 -> document.staysInProgress(1);
                case 7 -> document.takes(Duration.ofMillis(300));
                case 8 -> document.gatewayAnswersAfterExecuting(502, "text/html", "<html>Bad gateway</html>");
                default -> {
                    // Succeeds.
                }
            }
        }
        return rejected;
    }

    private static Path input(Path directory) throws IOException {
        StringBuilder lines = new StringBuilder("type,number\n");
        for (int i = 0; i < DOCUMENTS; i++) {
            lines.append("Invoice,").append(number(i)).append('\n');
        }
        return Files.writeString(directory.resolve("documents.csv"), lines);
    }

    private static String number(int i) {
        return "INV" + i + (i % 50 == 49 ? "R" : "");
    }
}
