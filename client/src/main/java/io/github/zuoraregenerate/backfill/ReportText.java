package io.github.zuoraregenerate.backfill;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.stream.Collectors;

/** A report for people. */
final class ReportText {

    private static final int MAX_LISTED = 20;

    private ReportText() {}

    static String of(BackfillReport report) {
        StringBuilder text = new StringBuilder();
        line(text, "%s to %s", report.input(), report.target());
        count(text, report.succeeded(), "succeeded", "");
        count(text, report.failed(), "failed", "");
        count(text, report.unknown(), "unknown", ": the next run repeats them with the same keys");
        count(text, report.notSent(), "not sent", ": the next run sends them");
        if (report.setAside() > 0) {
            count(text, report.setAside(), "set aside", ": unknown, and their keys are too old to repeat");
        }
        if (report.invalidLines() > 0) {
            count(text, report.invalidLines(), "invalid, left out", "");
        }
        if (report.duplicates() > 0) {
            count(text, report.duplicates(), "repeated in the input, sent once", "");
        }
        if (!report.reasons().isEmpty()) {
            line(text, "Failed because of");
            report.reasons().stream().limit(MAX_LISTED).forEach(reason -> {
                line(text, "  %,9d  %s", reason.count(), reason.reason());
                line(text, "             first in line %d: %s", reason.firstLine(), reason.sample());
            });
            more(text, report.reasons().size());
        }
        if (!report.unknownDocuments().isEmpty()) {
            line(text, "Unknown");
            report.unknownDocuments().stream()
                    .limit(MAX_LISTED)
                    .forEach(document -> line(
                            text,
                            "  line %d %s, key %s of %s%s",
                            document.line(),
                            document.document(),
                            document.idempotencyKey(),
                            document.since().truncatedTo(ChronoUnit.SECONDS),
                            document.setAside() ? ", set aside" : ""));
            more(text, report.unknownDocuments().size());
        }
        BackfillReport.ThisRun run = report.thisRun();
        line(
                text,
                "This run: %s in %s, %.1f a second; %s, %s",
                counted(run.documents(), "document", "documents"),
                duration(run.elapsed()),
                run.documentsPerSecond(),
                counted(run.calls(), "call", "calls"),
                counted(run.retries(), "retry", "retries"));
        if (!run.waited().isEmpty()) {
            line(
                    text,
                    "  calls waited for %s",
                    run.waited().stream().map(ReportText::waited).collect(Collectors.joining(", ")));
        }
        if (!run.paused().isZero()) {
            line(text, "  the run paused %s for the quota", duration(run.paused()));
        }
        report.stop().ifPresent(stop -> line(text, "Stopped: %s", stop.message()));
        line(text, "Journal: %s", report.journal());
        return text.toString();
    }

    private static String waited(BackfillReport.Waited waited) {
        String what = switch (waited.cause()) {
            case RETRY_AFTER -> "Retry-After";
            case QUOTA -> "the quota";
            case BACKOFF -> "backoff";
        };
        return what + " " + duration(waited.total()) + " (" + counted(waited.times(), "time", "times") + ")";
    }

    /** Rounded for people: {@code 0.4 s}, {@code 12 s}, {@code 3 min 05 s}, {@code 2 h 10 min}, {@code 3 d 04 h}. */
    static String duration(Duration duration) {
        long seconds = duration.toSeconds();
        if (duration.compareTo(Duration.ofSeconds(10)) < 0) {
            return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
        }
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60);
        }
        if (seconds < 86_400) {
            return String.format(Locale.ROOT, "%d h %02d min", seconds / 3600, seconds / 60 % 60);
        }
        return String.format(Locale.ROOT, "%d d %02d h", seconds / 86_400, seconds / 3600 % 24);
    }

    private static String counted(long count, String one, String many) {
        return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? one : many);
    }

    private static void count(StringBuilder text, long count, String what, String ifAny) {
        line(text, "  %,9d  %s%s", count, what, count > 0 ? ifAny : "");
    }

    private static void more(StringBuilder text, int size) {
        if (size > MAX_LISTED) {
            line(text, "             and %,d more in the JSON report", size - MAX_LISTED);
        }
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
