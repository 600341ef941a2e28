package io.github.zuoraregenerate.drift;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Seeds one drift after the other in a copy of the sources and runs the gates that can see it. Exits with 1 if a drift
 * escaped, or if a gate is red without any drift.
 */
final class DriftMatrix {

    private DriftMatrix() {}

    private record Result(Drift drift, Optional<String> gate, String trouble) {

        String verdict() {
            return trouble.isEmpty() ? gate.orElse("ESCAPED") : "NOT SEEDED: " + trouble;
        }

        boolean caught() {
            return trouble.isEmpty() && gate.isPresent();
        }
    }

    /** Arguments: the root of the repository, the folder to work in, the jar of the generator. */
    public static void main(String[] arguments) throws Exception {
        Path root = Path.of(arguments[0]).toAbsolutePath().normalize();
        Path folder = Path.of(arguments[1]).toAbsolutePath().normalize();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        // The generator thanks for its use on every run.
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
        boolean caught;
        try (Generator generator = new Generator(Path.of(arguments[2]))) {
            caught = run(root, folder, generator, out);
        }
        System.exit(caught ? 0 : 1);
    }

    private static boolean run(Path root, Path folder, Generator generator, PrintStream out) throws Exception {
        long start = System.nanoTime();
        Workshop workshop = new Workshop(root, folder.resolve("work"), generator);
        Optional<String> red = workshop.baseline();
        if (red.isPresent()) {
            out.println("A gate is red without any drift: " + red.get());
            return false;
        }
        List<Drift> drifts = Drifts.all();
        List<Future<Result>> running = new ArrayList<>();
        ExecutorService workers =
                Executors.newFixedThreadPool(Math.max(2, Runtime.getRuntime().availableProcessors()));
        List<Result> results = new ArrayList<>();
        try {
            for (int i = 0; i < drifts.size(); i++) {
                Drift drift = drifts.get(i);
                int number = i + 1;
                running.add(workers.submit(() -> run(workshop, drift, number)));
            }
            for (int i = 0; i < running.size(); i++) {
                Result result = await(running.get(i));
                results.add(result);
                out.printf(
                        "%3d  %-16s  %-60s  %s%n",
                        i + 1, result.drift().place(), result.drift().what(), brief(result.verdict(), 110));
            }
        } finally {
            workers.shutdownNow();
        }
        long caught = results.stream().filter(Result::caught).count();
        String summary = "caught " + caught + " of " + results.size();
        long seconds = (System.nanoTime() - start) / 1_000_000_000;
        out.println(summary + " in " + seconds + " seconds");
        write(folder.resolve("report.md"), results, summary);
        return caught == results.size();
    }

    private static Result run(Workshop workshop, Drift drift, int number) throws IOException, InterruptedException {
        try {
            return new Result(drift, workshop.caughtBy(drift, number), "");
        } catch (IllegalStateException e) {
            return new Result(drift, Optional.empty(), String.valueOf(e.getMessage()));
        }
    }

    private static Result await(Future<Result> result) throws Exception {
        try {
            return result.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private static void write(Path report, List<Result> results, String summary) throws IOException {
        StringBuilder text = new StringBuilder(
                "# Drift matrix\n\n" + summary + "\n\n" + "| # | where | drift | caught by |\n|---|---|---|---|\n");
        for (int i = 0; i < results.size(); i++) {
            Result result = results.get(i);
            text.append("| ")
                    .append(i + 1)
                    .append(" | ")
                    .append(result.drift().place())
                    .append(" | ")
                    .append(result.drift().what())
                    .append(" | ")
                    .append(brief(result.verdict(), 300).replace("|", "\\|"))
                    .append(" |\n");
        }
        Files.createDirectories(report.getParent());
        Files.writeString(report, text.toString());
    }

    private static String brief(String text, int length) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() <= length ? line : line.substring(0, length - 1) + "…";
    }
}
