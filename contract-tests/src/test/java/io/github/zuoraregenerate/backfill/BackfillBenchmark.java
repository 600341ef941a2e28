package io.github.zuoraregenerate.backfill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.zuoraregenerate.RegenerateClient;
import io.github.zuoraregenerate.generated.model.DocumentType;
import io.github.zuoraregenerate.testkit.RateQuota;
import io.github.zuoraregenerate.testkit.SimulatedTenant;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Prints what the backfill reaches, measured on the self-contained jar in a process of its own. Fails on a wrong result,
 * never on a slow one: {@code mvn -q -Pbackfill-benchmark package}
 */
public final class BackfillBenchmark {

    private static final Pattern AFTER_COLLECTION = Pattern.compile("Pause .*->([0-9]+)M\\(");

    private final Path module;
    private final Path directory;

    private BackfillBenchmark(Path module) throws IOException {
        this.module = module;
        this.directory = module.resolve("target/backfill-benchmark");
        if (Files.exists(directory)) {
            try (var old = Files.list(directory)) {
                for (Path file : old.toList()) {
                    Files.delete(file);
                }
            }
        }
        Files.createDirectories(directory);
    }

    /** Runs the named parts, or all: throughput, quota, million. The first argument is the directory of the module. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        BackfillBenchmark benchmark = new BackfillBenchmark(Path.of(arguments[0]));
        List<String> parts = arguments.length > 1
                ? Arrays.asList(arguments[1].split(","))
                : List.of("throughput", "quota", "million");
        if (parts.contains("throughput")) {
            benchmark.throughput(10_000, 40, Duration.ofMillis(100));
        }
        if (parts.contains("quota")) {
            benchmark.quota(5_200);
        }
        if (parts.contains("million")) {
            benchmark.million(Integer.getInteger("benchmark.documents", 1_000_000));
        }
    }

    /**
     * The same documents three times, after a first time that is not counted: by the library, warmed up as in a service
     * or a long run; by nothing but the JDK's HTTP client, which tells what this machine allows; by the command line,
     * whose JVM starts cold.
     */
    private void throughput(int documents, int concurrency, Duration latency) throws IOException, InterruptedException {
        Duration ideal = latency.multipliedBy(documents).dividedBy(concurrency);
        System.out.printf(
                "throughput: %,d documents, %d in flight, %d ms each; ideal %.2f s%n",
                documents, concurrency, latency.toMillis(), seconds(ideal));
        try (SimulatedTenant tenant = tenant(latency, documents)) {
            tenant.rateQuotas();
            library(tenant, jsonLines("warm-up.jsonl", documents), concurrency);
            compare(
                    "library, journal on, warmed up",
                    ideal,
                    library(tenant, jsonLines("throughput.jsonl", documents), concurrency));
            compare("only the JDK's HTTP client, warmed up", ideal, bare(tenant, documents, concurrency));
            Path input = input("throughput.csv", documents);
            JsonNode run = run(tenant, input, 0, List.of(), "--concurrency", Integer.toString(concurrency));
            compare("command line, journal on, from its cold start", ideal, Duration.ofMillis((long)
                    (run.path("thisRun").path("elapsed").asDouble() * 1000)));
            require(tenant.executions() == 4 * documents, "executions " + tenant.executions());
            require(tenant.peakInFlight() == concurrency, "peak in flight " + tenant.peakInFlight());
        }
    }

    private static void compare(String what, Duration ideal, Duration elapsed) {
        System.out.printf(
                "throughput: %-45s %.2f s, %.1f %% of the ideal%n",
                what, seconds(elapsed), 100 * seconds(ideal) / seconds(elapsed));
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private Duration library(SimulatedTenant tenant, Path input, int concurrency) {
        BackfillReport report = Backfill.builder()
                .client(listener -> RegenerateClient.builder()
                        .baseUrl(tenant.baseUrl())
                        .clientCredentials(tenant.clientId(), tenant.clientSecret())
                        .maxConcurrency(concurrency)
                        .listener(listener)
                        .build())
                .target(tenant.baseUrl())
                .input(BackfillInput.jsonLines(input))
                .journal(input.resolveSibling(input.getFileName() + ".journal"))
                .concurrency(concurrency)
                .build()
                .run();
        require(report.isComplete(), report.toString());
        return report.thisRun().elapsed();
    }

    /** The same requests, one after the other in each thread, and no look at the answers. */
    private static Duration bare(SimulatedTenant tenant, int documents, int concurrency) throws InterruptedException {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        URI uri = URI.create(tenant.baseUrl() + "/v1/uno-regenerate/billing-transaction");
        String authorization = "Bearer " + tenant.accessToken();
        AtomicInteger next = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(concurrency);
        long start = System.nanoTime();
        for (int i = 0; i < concurrency; i++) {
            threads.submit(() -> {
                for (int number = next.getAndIncrement(); number < documents; number = next.getAndIncrement()) {
                    client.send(
                            HttpRequest.newBuilder(uri)
                                    .header("Authorization", authorization)
                                    .header("Content-Type", "application/json")
                                    .header("Idempotency-Key", "bare-" + number)
                                    .POST(HttpRequest.BodyPublishers.ofString(
                                            "{\"type\":\"Invoice\",\"number\":\"INV" + number + "\"}"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray());
                }
                return null;
            });
        }
        threads.shutdown();
        require(threads.awaitTermination(10, TimeUnit.MINUTES), "the bare client did not end");
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private void quota(int documents) throws IOException, InterruptedException {
        Path input = input("quota.csv", documents);
        try (SimulatedTenant tenant = tenant(Duration.ofMillis(20), documents)) {
            tenant.rateQuotas(RateQuota.API_SANDBOX.toArray(new RateQuota[0]));
            int quotaStops = 4;
            JsonNode run = run(tenant, input, quotaStops, List.of(), "--concurrency", "20", "--max-pause", "2m");
            long limited = tenant.received().stream()
                    .filter(request -> request.status().equals(OptionalInt.of(429)))
                    .count();
            System.out.printf(
                    "quota: API Sandbox limits: %,d of %,d documents in %.1f s, %d answers were 429; stopped: %s%n",
                    tenant.executions(),
                    documents,
                    run.path("thisRun").path("elapsed").asDouble(),
                    limited,
                    run.path("stop").path("message").asText());
            require(limited == 0, limited + " answers 429");
            require(tenant.executions() == 5_000, "executions " + tenant.executions());
        }
    }

    private void million(int documents) throws IOException, InterruptedException {
        Path input = input("million.csv", documents);
        Path collections = directory.resolve("collections.txt");
        try (AlwaysSucceeding server = new AlwaysSucceeding()) {
            JsonNode run = run(
                    server.baseUrl(),
                    input,
                    0,
                    List.of("-Xmx64m", "-Xlog:gc:file=" + collections),
                    "--concurrency",
                    "40");
            require(run.path("succeeded").asInt() == documents, run.toString());
            System.out.printf(
                    "million: %,d documents with -Xmx64m: %.0f s, %,.0f a second, journal of %,d MB%n",
                    documents,
                    run.path("thisRun").path("elapsed").asDouble(),
                    run.path("thisRun").path("documentsPerSecond").asDouble(),
                    Files.size(journal(input)) >> 20);
            System.out.println("million: heap after collections, by tenth of the run, in MB: " + heap(collections));
            Path noJournal = directory.resolve("none.journal");
            double check = seconds(server.baseUrl(), input, noJournal);
            double checkAndJournal = seconds(server.baseUrl(), input, journal(input));
            System.out.printf(
                    "million: the check of the input takes %.1f s, with the reading of the journal %.1f s: the journal"
                            + " takes %.1f s%n",
                    check, checkAndJournal, checkAndJournal - check);
        }
    }

    /** A dry run with that journal: start of the process, check of the input, reading of the journal. */
    private double seconds(String baseUrl, Path input, Path journal) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Process process = new CommandLineProcess(baseUrl, "id", "secret", module, directory.resolve("output.txt"))
                .start(
                        List.of("-Xmx64m"),
                        List.of("backfill", input.toString(), "--dry-run", "--journal", journal.toString()));
        require(process.waitFor() == 0, "exit code " + process.exitValue());
        return (System.nanoTime() - start) / 1e9;
    }

    private JsonNode run(SimulatedTenant tenant, Path input, int exitCode, List<String> javaOptions, String... options)
            throws IOException, InterruptedException {
        return run(tenant.baseUrl(), input, exitCode, javaOptions, options);
    }

    private JsonNode run(String baseUrl, Path input, int exitCode, List<String> javaOptions, String... options)
            throws IOException, InterruptedException {
        Path report = directory.resolve(input.getFileName() + ".json");
        List<String> arguments = new ArrayList<>(List.of("backfill", input.toString(), "--report", report.toString()));
        arguments.addAll(List.of(options));
        Path output = directory.resolve("output.txt");
        Process process = new CommandLineProcess(
                        baseUrl,
                        SimulatedTenant.DEFAULT_CLIENT_ID,
                        SimulatedTenant.DEFAULT_CLIENT_SECRET,
                        module,
                        output)
                .start(javaOptions, arguments);
        require(process.waitFor() == exitCode, "exit code " + process.exitValue() + ", see " + output);
        return new ObjectMapper().readTree(report.toFile());
    }

    private static Path journal(Path input) {
        return input.resolveSibling(input.getFileName() + ".journal");
    }

    private static String heap(Path collections) throws IOException {
        List<Integer> after = new ArrayList<>();
        for (String line : Files.readAllLines(collections)) {
            Matcher matcher = AFTER_COLLECTION.matcher(line);
            if (matcher.find()) {
                after.add(Integer.valueOf(matcher.group(1)));
            }
        }
        List<String> tenths = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            int from = after.size() * i / 10;
            int to = after.size() * (i + 1) / 10;
            tenths.add(after.subList(from, to).stream()
                            .mapToInt(Integer::intValue)
                            .summaryStatistics()
                            .getMin()
                    + "–"
                    + after.subList(from, to).stream()
                            .mapToInt(Integer::intValue)
                            .max()
                            .orElse(0));
        }
        return String.join(", ", tenths);
    }

    private static SimulatedTenant tenant(Duration latency, int documents) {
        SimulatedTenant tenant = SimulatedTenant.builder()
                .latency(latency)
                .checksContract(false)
                .build()
                .start();
        for (int i = 0; i < documents; i++) {
            tenant.document("INV" + i, DocumentType.INVOICE);
        }
        return tenant;
    }

    private Path input(String name, int documents) throws IOException {
        return file(name, "type,number", "Invoice,INV%d", documents);
    }

    private Path jsonLines(String name, int documents) throws IOException {
        return file(name, "", "{\"type\":\"Invoice\",\"number\":\"INV%d\"}", documents);
    }

    private Path file(String name, String head, String line, int documents) throws IOException {
        Path file = directory.resolve(name);
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            writer.write(head + "\n");
            for (int i = 0; i < documents; i++) {
                writer.write(line.replace("%d", Integer.toString(i)) + "\n");
            }
        }
        return file;
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalStateException("The benchmark went wrong: " + message);
        }
    }
}
