package io.github.zuoraregenerate.cli;

import io.github.zuoraregenerate.backfill.BackfillProgress;
import io.github.zuoraregenerate.backfill.BackfillProgress.Phase;
import io.github.zuoraregenerate.backfill.BackfillReport;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Shows progress on standard error: one line that is drawn anew on a terminal, else a plain line every few seconds. Safe
 * for several threads.
 */
final class ProgressDisplay implements AutoCloseable {

    private static final Duration REDRAW = Duration.ofMillis(200);
    private static final Duration PLAIN_LINE = Duration.ofSeconds(5);

    /** Fits into 80 columns; a longer line would wrap, and could not be drawn anew. */
    private static final int WIDTH = 79;

    private static final int MIN_BAR = 8;
    private static final int MAX_BAR = 24;

    /** Back to the first column, and clear the line. */
    private static final String CLEAR = "\r\u001B[K";

    private final PrintWriter err;
    private final boolean terminal;
    private final Supplier<BackfillProgress> progress;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread painter = new Thread(this::paint, "progress");
    private boolean drawn;

    ProgressDisplay(PrintWriter err, boolean terminal, Supplier<BackfillProgress> progress) {
        this.err = err;
        this.terminal = terminal;
        this.progress = progress;
        painter.setDaemon(true);
        painter.start();
    }

    /** Prints a line above the progress. */
    synchronized void println(String line) {
        clear();
        err.println(line);
        if (terminal) {
            draw();
        }
        err.flush();
    }

    private void paint() {
        try {
            Duration period = terminal ? REDRAW : PLAIN_LINE;
            while (!closed.await(period.toMillis(), TimeUnit.MILLISECONDS)) {
                synchronized (this) {
                    if (terminal) {
                        clear();
                        draw();
                    } else {
                        err.println(text(progress.get()));
                    }
                    err.flush();
                }
            }
        } catch (InterruptedException e) {
            // Nobody wants to see it any more.
            Thread.currentThread().interrupt();
        }
    }

    private void clear() {
        if (drawn) {
            err.print(CLEAR);
            drawn = false;
        }
    }

    private void draw() {
        if (closed.getCount() == 0) {
            return;
        }
        err.print(line(progress.get()));
        drawn = true;
    }

    /** The last line stays empty: the report follows. */
    @Override
    public void close() {
        synchronized (this) {
            closed.countDown();
            clear();
            err.flush();
        }
    }

    /** For a terminal: with a bar as wide as there is room. */
    static String line(BackfillProgress now) {
        String text = text(now);
        int bar = Math.min(MAX_BAR, WIDTH - text.length() - 3);
        if (now.phase() == Phase.CHECKING || now.documents() == 0 || bar < MIN_BAR) {
            return text.length() <= WIDTH ? text : text.substring(0, WIDTH);
        }
        long done = now.documents() - now.remaining();
        int full = (int) (bar * done / now.documents());
        return "[" + "#".repeat(full) + ".".repeat(bar - full) + "] " + text;
    }

    static String text(BackfillProgress now) {
        if (now.phase() == Phase.CHECKING) {
            return String.format(Locale.ROOT, "Checking the input: %,d lines", now.linesChecked());
        }
        StringBuilder text = new StringBuilder();
        int done = now.documents() - now.remaining();
        text.append(String.format(Locale.ROOT, "%,d/%,d", done, now.documents()));
        if (now.phase() == Phase.STOPPING) {
            return text.append(String.format(Locale.ROOT, ", stopping, %d in flight", now.inFlight()))
                    .toString();
        }
        text.append(String.format(Locale.ROOT, ", %.1f/s", now.documentsPerSecond()));
        now.remainingTime()
                .ifPresent(left ->
                        text.append(", ").append(BackfillReport.text(left)).append(" left"));
        if (now.failed() > 0) {
            text.append(String.format(Locale.ROOT, ", %,d failed", now.failed()));
        }
        if (now.waiting() > 0) {
            text.append(String.format(Locale.ROOT, ", %d waiting", now.waiting()));
        }
        now.pausedUntil()
                .ifPresent(until -> text.append(", paused until ")
                        .append(until.truncatedTo(java.time.temporal.ChronoUnit.SECONDS)));
        now.quotaRemaining().ifPresent(left -> text.append(String.format(Locale.ROOT, ", quota %,d", left)));
        return text.toString();
    }
}
