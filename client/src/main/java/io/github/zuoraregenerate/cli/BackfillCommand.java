package io.github.zuoraregenerate.cli;

import io.github.zuoraregenerate.RegenerateClientBuilder;
import io.github.zuoraregenerate.ZuoraEnvironment;
import io.github.zuoraregenerate.backfill.Backfill;
import io.github.zuoraregenerate.backfill.BackfillInput;
import io.github.zuoraregenerate.backfill.BackfillListener;
import io.github.zuoraregenerate.backfill.BackfillPlan;
import io.github.zuoraregenerate.backfill.BackfillRefusedException;
import io.github.zuoraregenerate.backfill.BackfillReport;
import io.github.zuoraregenerate.backfill.DocumentResult;
import io.github.zuoraregenerate.backfill.LineProblem;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "backfill",
        description =
                "Regenerates the documents of a file. Every line is checked before the first one is sent. A journal"
                        + " remembers what was sent, so that the same command goes on where an earlier run was stopped, killed or"
                        + " cut off, and sends nothing twice.",
        mixinStandardHelpOptions = true,
        versionProvider = ZuoraRegenerate.Version.class,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:Everything succeeded",
            "1:Some documents failed, were not sent, or were skipped as invalid",
            "2:Bad usage, settings or input; nothing was sent",
            "3:Some outcomes are unknown: repeat the command",
            "4:Stopped: a failure that concerns every document, or an exhausted quota",
            "130:Interrupted: repeat the command to go on"
        })
final class BackfillCommand implements Callable<Integer> {

    private static final String STANDARD_INPUT = "-";

    /** For the report, beyond the time that the calls in flight get. */
    private static final Duration REPORT_TIME = Duration.ofSeconds(15);

    enum Format {
        CSV,
        JSONL
    }

    @ParentCommand
    private @Nullable ZuoraRegenerate parent;

    @Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Parameters(
            paramLabel = "FILE",
            description = {
                "The documents; - for standard input.",
                "CSV with a header: type; one or more of number, documentId, id; and if wanted onlyReSend, reMigrate,"
                        + " orgIds, entityId, trackId, zuoraVersion. Columns that begin with _ are ignored.",
                "Or JSON Lines: one request body a line."
            })
    private Path file = Path.of("");

    @Option(
            names = "--format",
            description = "One of ${COMPLETION-CANDIDATES}. Default: JSONL for a name that ends with .jsonl or .ndjson,"
                    + " else CSV.")
    private @Nullable Format format;

    @Option(names = "--journal", paramLabel = "FILE", description = "Default: the name of the input with .journal.")
    private @Nullable Path journal;

    @Option(
            names = "--dry-run",
            description = "Check everything and tell what would be sent, and how long the limits make it take. Sends"
                    + " nothing, writes nothing and needs no credentials.")
    private boolean dryRun;

    @Option(names = "--skip-invalid", description = "Go on without the lines that cannot be sent.")
    private boolean skipInvalid;

    @Option(
            names = {"-c", "--concurrency"},
            paramLabel = "N",
            defaultValue = "8",
            description =
                    "Documents on their way at the same time, 1 to 40. Default: ${DEFAULT-VALUE}. The tenant's limit"
                            + " of 40 is shared by all its users.")
    private int concurrency;

    @Option(
            names = "--rate",
            paramLabel = "N/min",
            converter = Rate.class,
            description = "Begin at most that many documents a minute. Default: as many as the limits allow.")
    private @Nullable Integer rate;

    @Option(
            names = "--stop-after",
            paramLabel = "N",
            defaultValue = "20",
            description = "Stop after that many failures in a row for the same reason; 0 for never. Default:"
                    + " ${DEFAULT-VALUE}.")
    private int stopAfter;

    @Option(
            names = "--max-pause",
            paramLabel = "TIME",
            defaultValue = "61m",
            converter = Durations.class,
            description = "If the quota is exhausted for longer, stop instead of waiting. Default: ${DEFAULT-VALUE}.")
    private Duration longestPause = Backfill.DEFAULT_LONGEST_PAUSE;

    @Option(
            names = "--stop-timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = Durations.class,
            description = "How long calls in flight may take to end after Ctrl-C. Default: ${DEFAULT-VALUE}.")
    private Duration stopTimeout = Backfill.DEFAULT_STOP_TIMEOUT;

    @Option(names = "--report", paramLabel = "FILE", description = "Write the report as JSON.")
    private @Nullable Path reportFile;

    @Option(
            names = "--failed",
            paramLabel = "FILE",
            description = "Write the failed documents as CSV that can be fed in again.")
    private @Nullable Path failedFile;

    @Option(names = "--json", description = "Print the report as JSON instead of text.")
    private boolean json;

    @Option(names = "--each", description = "Print a line for each document.")
    private boolean each;

    @Mixin
    private RequestOptions request = new RequestOptions();

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Override
    public Integer call() throws IOException {
        CommandLine command = spec.commandLine();
        Path spooled = null;
        try {
            if (file.toString().equals(STANDARD_INPUT)) {
                spooled = spool(command);
            }
            return run(command, spooled == null ? file : spooled);
        } catch (BackfillRefusedException e) {
            refused(command.getErr(), e);
            return ExitCode.USAGE;
        } finally {
            if (spooled != null) {
                Files.deleteIfExists(spooled);
            }
        }
    }

    private int run(CommandLine command, Path input) {
        Surroundings surroundings = surroundings();
        String baseUrl = server.baseUrl(command, surroundings.variables());
        Display display = new Display();
        Backfill.Builder settings = settings(command)
                .target(baseUrl)
                .input(documents(input))
                .journal(journal())
                .listener(display);
        if (dryRun) {
            BackfillPlan plan = settings.build().plan();
            plan(command.getOut(), plan, ServerOptions.environment(baseUrl));
            return ExitCode.SUCCEEDED;
        }
        RegenerateClientBuilder client =
                server.client(command, baseUrl, surroundings.variables()).maxConcurrency(concurrency);
        Backfill backfill = settings.client(listener -> surroundings.clients().apply(client.listener(listener)))
                .build();
        CountDownLatch ended = new CountDownLatch(1);
        surroundings.interruptHooks().accept(() -> interrupted(backfill, display, ended));
        try {
            return run(command, backfill, display);
        } finally {
            ended.countDown();
        }
    }

    private int run(CommandLine command, Backfill backfill, Display display) {
        BackfillReport report;
        try (ProgressDisplay progress =
                new ProgressDisplay(command.getErr(), surroundings().terminal(), backfill::progress)) {
            display.progress = progress;
            report = backfill.run();
        } finally {
            display.progress = null;
        }
        PrintWriter out = command.getOut();
        out.print(json ? report.toJson() : System.lineSeparator() + report.toText());
        int exitCode = ExitCode.of(report);
        boolean written = write(command, reportFile, path -> Files.writeString(path, report.toJson()));
        written &= write(command, failedFile, backfill::writeFailedDocuments);
        if (!json) {
            advice(out, report);
        }
        out.flush();
        return exitCode == ExitCode.SUCCEEDED && !written ? ExitCode.FAILED : exitCode;
    }

    private void advice(PrintWriter out, BackfillReport report) {
        if (report.stop().isPresent()) {
            // Its message says how to go on.
            return;
        }
        if (report.unknown() > 0 || report.notSent() > 0) {
            out.println("Repeat the same command to go on.");
        } else if (report.thisRun().documents() == 0 && report.documents() > 0) {
            out.println("Nothing was left to send. To send the documents once more, name a new --journal.");
        }
    }

    private Backfill.Builder settings(CommandLine command) {
        try {
            Backfill.Builder settings = Backfill.builder()
                    .options(request.toOptions().build())
                    .concurrency(concurrency)
                    .stopAfterEqualFailures(stopAfter)
                    .longestPause(longestPause)
                    .stopTimeout(stopTimeout)
                    .skipInvalid(skipInvalid);
            Optional.ofNullable(rate).ifPresent(settings::ratePerMinute);
            return settings;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command, String.valueOf(e.getMessage()), e);
        }
    }

    private Surroundings surroundings() {
        return Objects.requireNonNull(parent).surroundings();
    }

    private Path journal() {
        return journal != null ? journal : file.resolveSibling(file.getFileName() + ".journal");
    }

    private BackfillInput documents(Path input) {
        BackfillInput documents = isJsonLines(input) ? BackfillInput.jsonLines(input) : BackfillInput.csv(input);
        return input.equals(file) ? documents : new StandardInput(documents);
    }

    /** Under the name that people gave it, and not that of the file that keeps it. */
    private record StandardInput(BackfillInput spooled) implements BackfillInput {

        @Override
        public String name() {
            return "standard input";
        }

        @Override
        public LineReader open() throws IOException {
            return spooled.open();
        }
    }

    private boolean isJsonLines(Path input) {
        if (format != null) {
            return format == Format.JSONL;
        }
        String name = input.toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".jsonl") || name.endsWith(".ndjson");
    }

    /** The input is read twice, and read again by the next run, so standard input is kept in a file. */
    private Path spool(CommandLine command) throws IOException {
        if (journal == null) {
            throw new ParameterException(
                    command,
                    "Standard input has no name that a journal could have: add --journal FILE, and give the same input"
                            + " and the same journal to go on with a run.");
        }
        Path directory = Objects.requireNonNull(journal.toAbsolutePath().getParent());
        if (!Files.isDirectory(directory)) {
            throw new ParameterException(command, "The directory of the journal does not exist: " + directory);
        }
        Path spooled = Files.createTempFile(directory, "standard-input-", format == Format.JSONL ? ".jsonl" : ".csv");
        Files.copy(surroundings().standardInput(), spooled, StandardCopyOption.REPLACE_EXISTING);
        return spooled;
    }

    private void interrupted(Backfill backfill, Display display, CountDownLatch ended) {
        if (ended.getCount() == 0) {
            return;
        }
        display.println("Stopping: nothing more is sent. Calls in flight have " + BackfillReport.text(stopTimeout)
                + " to end; the journal keeps what is not known by then.");
        backfill.stop();
        try {
            ended.await(stopTimeout.plus(REPORT_TIME).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void plan(PrintWriter out, BackfillPlan plan, Optional<ZuoraEnvironment> environment) {
        out.printf(Locale.ROOT, "Dry run of %s to %s: nothing was sent.%n", plan.input(), plan.target());
        for (Map.Entry<String, Integer> type : plan.documentsByType().entrySet()) {
            out.printf(
                    Locale.ROOT,
                    "  %,9d  %s%n",
                    type.getValue(),
                    type.getKey().isEmpty() ? "without a type" : type.getKey());
        }
        if (plan.duplicates() > 0) {
            out.printf(Locale.ROOT, "  %,9d  repeated in the input, would be sent once%n", plan.duplicates());
        }
        if (plan.invalidLines() > 0) {
            out.printf(Locale.ROOT, "  %,9d  invalid, would be left out:%n", plan.invalidLines());
            problems(out, plan.problems());
        }
        if (plan.resumes()) {
            out.printf(
                    Locale.ROOT,
                    "The journal %s knows %,d that succeeded and %,d that failed.%n",
                    plan.journal(),
                    plan.succeeded(),
                    plan.failed());
        }
        out.printf(
                Locale.ROOT,
                "A run would send %,d documents%s.%n",
                plan.toSend(),
                plan.toRepeat() > 0
                        ? String.format(Locale.ROOT, " and repeat %,d with the keys they have", plan.toRepeat())
                        : "");
        if (plan.calls() > 0) {
            out.println("The documented limits make that take at least:");
            for (TenantKind kind : TenantKind.of(environment)) {
                Duration least = kind.leastTime(plan.calls());
                out.printf(
                        Locale.ROOT,
                        "  %-12s %s (%s)%n",
                        least.isZero() ? "no time" : BackfillReport.text(least),
                        kind.label,
                        kind.quotas());
            }
            out.printf(
                    Locale.ROOT,
                    "Beside that, calls of 1 s each take %s at %d at a time.%n",
                    BackfillReport.text(Duration.ofMillis(plan.calls() * 1000L / concurrency)),
                    concurrency);
        }
        out.flush();
    }

    private static void refused(PrintWriter err, BackfillRefusedException e) {
        problems(err, e.problems());
        err.println(e.getMessage());
        if (!e.problems().isEmpty()) {
            err.println("--skip-invalid goes on without them.");
        }
        err.flush();
    }

    private static void problems(PrintWriter to, List<LineProblem> problems) {
        problems.forEach(problem -> to.println("  " + problem));
        if (problems.size() == Backfill.MAX_PROBLEMS) {
            to.println("  and perhaps more: these are the first " + Backfill.MAX_PROBLEMS + ".");
        }
    }

    private interface Writing {
        void write(Path path) throws IOException;
    }

    /** Whether the file was written, or not wanted. */
    private static boolean write(CommandLine command, @Nullable Path path, Writing writing) {
        if (path == null) {
            return true;
        }
        try {
            writing.write(path);
            return true;
        } catch (IOException e) {
            command.getErr().println(path + " could not be written: " + e + ". The journal has everything.");
            return false;
        }
    }

    /** Lines about single documents. */
    private final class Display implements BackfillListener {

        private volatile @Nullable ProgressDisplay progress;

        void println(String line) {
            ProgressDisplay shown = progress;
            if (shown != null) {
                shown.println(line);
            }
        }

        @Override
        public void onDocument(DocumentResult result) {
            if (each) {
                println(text(result));
            }
        }

        @Override
        public void onPause(Instant until) {
            println("The tenant's quota is used up: pausing until " + until.truncatedTo(ChronoUnit.SECONDS) + ".");
        }

        @Override
        public void onProblem(LineProblem problem) {
            if (skipInvalid && !dryRun) {
                println("left out: " + problem);
            }
        }

        private String text(DocumentResult result) {
            StringBuilder text = new StringBuilder();
            String kind = result.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
            text.append(String.format(Locale.ROOT, "line %-4d  %-9s  %s", result.line(), kind, result.document()));
            if (result.attempts() > 1) {
                text.append(String.format(
                        Locale.ROOT, ", %d attempts in %s", result.attempts(), BackfillReport.text(result.elapsed())));
            }
            if (result.lostAnswers() > 0) {
                text.append(String.format(
                        Locale.ROOT,
                        ", %d %s lost",
                        result.lostAnswers(),
                        result.lostAnswers() == 1 ? "answer" : "answers"));
            }
            result.reason().ifPresent(reason -> text.append(": ").append(reason));
            return text.toString();
        }
    }

    /** {@code 2000/min}. */
    static final class Rate implements CommandLine.ITypeConverter<Integer> {

        private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,6})/min");

        @Override
        public Integer convert(String value) {
            Matcher matcher = FORM.matcher(value);
            if (!matcher.matches()) {
                throw new CommandLine.TypeConversionException(
                        "'" + value + "' is no rate. Write for example 2000/min.");
            }
            return Integer.valueOf(matcher.group(1));
        }
    }
}
