package io.github.zuoraregenerate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.zuoraregenerate.backfill.BackfillProgress;
import io.github.zuoraregenerate.backfill.BackfillProgress.Phase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ProgressDisplayTest {

    @Test
    void barShowsWhatIsDoneAndWhatIsLeft() {
        assertThat(ProgressDisplay.line(progress(Phase.SENDING, 1000, 480, 20, 2, Optional.empty())))
                .isEqualTo("[######.......] 500/1,000, 50.0/s, 10 s left, 20 failed, 2 waiting, quota 2,450")
                .hasSizeLessThanOrEqualTo(79);
    }

    @Test
    void lineNeverWrapsOnATerminalOfEightyColumns() {
        BackfillProgress full = new BackfillProgress(
                Phase.SENDING,
                2_468_000,
                2_468_000,
                1_234_567,
                234_567,
                4,
                40,
                40,
                1_469_134,
                Duration.ofHours(9),
                Optional.of(Instant.parse("2026-11-22T12:00:00Z")),
                OptionalLong.of(2_249_999));

        assertThat(ProgressDisplay.line(full)).hasSizeLessThanOrEqualTo(79);
    }

    @Test
    void checkingCountsLines() {
        assertThat(ProgressDisplay.line(progress(Phase.CHECKING, 0, 0, 0, 0, Optional.empty())))
                .isEqualTo("Checking the input: 1,000 lines");
    }

    @Test
    void stoppingCountsCallsInFlight() {
        assertThat(ProgressDisplay.text(progress(Phase.STOPPING, 1000, 480, 20, 2, Optional.empty())))
                .isEqualTo("500/1,000, stopping, 8 in flight");
    }

    @Test
    void pauseIsShown() {
        assertThat(ProgressDisplay.text(progress(
                        Phase.SENDING, 1000, 480, 20, 2, Optional.of(Instant.parse("2026-11-22T12:34:56.789Z")))))
                .contains("paused until 2026-11-22T12:34:56Z");
    }

    @Test
    void linesGoAboveTheProgressOfATerminal() {
        StringWriter err = new StringWriter();
        try (ProgressDisplay display = new ProgressDisplay(
                new PrintWriter(err), true, () -> progress(Phase.SENDING, 10, 5, 0, 0, Optional.empty()))) {
            display.println("first");
            display.println("second");
        }

        assertThat(err.toString().replace(System.lineSeparator(), "\n"))
                .startsWith("first\n[")
                .contains("\r\u001B[Ksecond\n[")
                .endsWith("\r\u001B[K");
    }

    @Test
    void nothingButLinesGoesToAFile() {
        StringWriter err = new StringWriter();
        try (ProgressDisplay display = new ProgressDisplay(
                new PrintWriter(err), false, () -> progress(Phase.SENDING, 10, 5, 0, 0, Optional.empty()))) {
            display.println("first");
        }

        assertThat(err.toString()).doesNotContain("\u001B", "\r\u001B").startsWith("first");
    }

    private static BackfillProgress progress(
            Phase phase, int documents, int succeeded, int failed, int waiting, Optional<Instant> pausedUntil) {
        return new BackfillProgress(
                phase,
                1000,
                documents,
                succeeded,
                failed,
                8,
                8,
                waiting,
                succeeded + failed,
                Duration.ofSeconds(10),
                pausedUntil,
                OptionalLong.of(2450));
    }
}
