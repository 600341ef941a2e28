package io.github.zuoraregenerate.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.zuoraregenerate.backfill.Ledger.State;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class JournalTest {

    private static final Instant AT = Instant.parse("2026-11-22T12:00:00Z");
    private static final JournalHeader HEADER =
            new JournalHeader(AT, "https://rest.test.zuora.com", Map.of(), "documents.csv", 3, "abcdef");

    @TempDir
    Path directory;

    @Test
    void everyCutOfTheLastRecordIsRecovered() throws IOException {
        byte[] first = JournalFormat.sending(1, "Invoice A", "key-1", AT);
        byte[] last = JournalFormat.sending(2, "Invoice B", "key-2", AT);
        for (int cut = 0; cut < last.length; cut++) {
            Path path = write(JournalFormat.header(HEADER), first, java.util.Arrays.copyOf(last, cut));
            Ledger ledger = ledger();

            open(path, ledger).close();

            assertThat(ledger.state(1)).isEqualTo(State.SENT);
            assertThat(ledger.state(2)).as("cut after %d bytes", cut).isEqualTo(State.OPEN);
            assertThat(Files.size(path)).isEqualTo(JournalFormat.header(HEADER).length + first.length);
        }
    }

    @Test
    void everyCutOfTheHeaderIsRecovered() throws IOException {
        byte[] header = JournalFormat.header(HEADER);
        for (int cut = 0; cut < header.length; cut++) {
            Path path = write(java.util.Arrays.copyOf(header, cut));

            open(path, ledger()).close();

            assertThat(Files.readAllBytes(path)).as("cut after %d bytes", cut).isEqualTo(header);
        }
    }

    @Test
    void endThatIsAllZerosIsRecovered() throws IOException {
        byte[] first = JournalFormat.sending(1, "Invoice A", "key-1", AT);
        Path path = write(JournalFormat.header(HEADER), first, new byte[5000]);
        Ledger ledger = ledger();

        open(path, ledger).close();

        assertThat(ledger.state(1)).isEqualTo(State.SENT);
        assertThat(Files.size(path)).isEqualTo(JournalFormat.header(HEADER).length + first.length);
    }

    @Test
    void recordAfterARecoveredEndIsReadable() throws Exception {
        Path path = write(JournalFormat.header(HEADER), "{\"line\":1,\"key".getBytes(StandardCharsets.UTF_8));
        try (Journal journal = open(path, ledger())) {
            journal.append(JournalFormat.sending(2, "Invoice B", "key-2", AT));
        }
        Ledger ledger = ledger();

        open(path, ledger).close();

        assertThat(ledger.state(1)).isEqualTo(State.OPEN);
        assertThat(ledger.key(2)).isEqualTo(new Ledger.Sent("key-2", AT, "Invoice B"));
    }

    @Test
    void damageInTheMiddleIsRefused() {
        Path path = write(
                JournalFormat.header(HEADER),
                "{\"line\":1,\"k\n".getBytes(StandardCharsets.UTF_8),
                JournalFormat.sending(2, "Invoice B", "key-2", AT));

        assertThatThrownBy(() -> open(path, ledger()))
                .isInstanceOf(BackfillRefusedException.class)
                .hasMessageContaining("is damaged: line 2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "type,number\nInvoice,A\n",
                "a",
                "{\"journal\":\"of somebody else\"}\n",
                "\n",
                "{\"journal\":\"zuora-regenerate backfill\",\"version\":2,\"created\":\"2026-11-22T12:00:00Z\"}\n"
            })
    void fileThatIsNoJournalIsLeftAsItIs(String content) throws IOException {
        Path path = write(content.getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> open(path, ledger()))
                .isInstanceOf(BackfillRefusedException.class)
                .hasMessageContaining("is not a journal");
        assertThat(Files.readString(path)).isEqualTo(content);
    }

    @Test
    void directoryIsRefused() {
        assertThatThrownBy(() -> open(directory, ledger()))
                .isInstanceOf(BackfillRefusedException.class)
                .hasMessageContaining("is a directory");
    }

    @Test
    void missingDirectoryIsRefused() {
        assertThatThrownBy(() -> open(directory.resolve("absent/journal"), ledger()))
                .isInstanceOf(BackfillRefusedException.class)
                .hasMessageContaining("directory does not exist");
    }

    @Test
    void recordOfALineWithoutADocumentIsRefused() {
        Path path = write(
                JournalFormat.header(HEADER),
                JournalFormat.sending(9, "Invoice X", "key-1", AT),
                JournalFormat.sending(2, "Invoice B", "key-2", AT));

        assertThatThrownBy(() -> open(path, ledger()))
                .isInstanceOf(BackfillRefusedException.class)
                .hasMessageContaining("speaks of line 9");
    }

    @Test
    void lastWordOnALineCounts() throws IOException {
        Path path = write(
                JournalFormat.header(HEADER),
                JournalFormat.sending(1, "Invoice A", "key-1", AT),
                JournalFormat.outcome(1, JournalFormat.NOT_SENT, "r", "m", Optional.empty()),
                JournalFormat.sending(2, "Invoice B", "key-2", AT),
                JournalFormat.outcome(2, JournalFormat.UNKNOWN, "r", "m", Optional.empty()),
                JournalFormat.sending(3, "Invoice C", "key-3", AT),
                JournalFormat.sending(3, "Invoice C", "key-4", AT.plusSeconds(1)),
                JournalFormat.outcome(3, JournalFormat.FAILED, "58730240", "not there", Optional.of("request")));
        Ledger ledger = ledger();

        open(path, ledger).close();

        assertThat(ledger.state(1)).isEqualTo(State.OPEN);
        assertThat(ledger.state(2)).isEqualTo(State.SENT);
        assertThat(ledger.state(3)).isEqualTo(State.FAILED);
        assertThat(ledger.reason(3)).isEqualTo("58730240");
    }

    @Test
    void manyRecordsShareOneForce() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger forces = new AtomicInteger();
        Path path = directory.resolve("journal");
        JournalFile slow = new ForwardingJournalFile(LockedFile.open(path)) {
            @Override
            public void force() throws IOException {
                if (forces.incrementAndGet() == 2) {
                    await(go);
                }
                super.force();
            }
        };
        try (Journal journal = Journal.open(path, opened -> slow, HEADER, ledger())) {
            List<Long> positions = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                positions.add(journal.append(JournalFormat.sending(1, "Invoice A", "key-" + i, AT)));
            }
            go.countDown();
            journal.awaitDurable(positions.get(999));
        }

        // One for the header, one that the test holds up, and at most two for what came meanwhile; the one that is held
        // up has all of them if its thread came late.
        assertThat(forces).hasValueBetween(2, 4);
    }

    @Test
    void nothingIsAppendedAfterAFailedWrite() throws Exception {
        Path path = directory.resolve("journal");
        JournalFile broken = new ForwardingJournalFile(LockedFile.open(path)) {
            private int appends;

            @Override
            public void append(ByteBuffer bytes) throws IOException {
                if (++appends == 2) {
                    throw new IOException("No space left on device");
                }
                super.append(bytes);
            }
        };
        Journal journal = Journal.open(path, opened -> broken, HEADER, ledger());
        long position = journal.append(JournalFormat.sending(1, "Invoice A", "key-1", AT));

        assertThatThrownBy(() -> journal.awaitDurable(position)).hasMessage("No space left on device");
        assertThatThrownBy(() -> journal.append(JournalFormat.sending(2, "Invoice B", "key-2", AT)))
                .hasMessage("No space left on device");
        assertThatThrownBy(journal::close).hasMessage("No space left on device");
        assertThat(Files.readAllBytes(path)).isEqualTo(JournalFormat.header(HEADER));
    }

    @Test
    void longRecordIsReadWhole() throws IOException {
        Path path = write(
                JournalFormat.header(HEADER),
                JournalFormat.sending(1, "x".repeat(300_000), "key-1", AT),
                JournalFormat.sending(2, "Invoice B", "key-2", AT));
        Ledger ledger = ledger();

        open(path, ledger).close();

        assertThat(ledger.count(State.SENT)).isEqualTo(2);
    }

    private Journal open(Path path, Ledger ledger) {
        return Journal.open(path, LockedFile::open, HEADER, ledger);
    }

    private static Ledger ledger() {
        Ledger ledger = new Ledger();
        ledger.open(1);
        ledger.open(2);
        ledger.open(3);
        return ledger;
    }

    private Path write(byte[]... parts) {
        Path path = directory.resolve("journal");
        try {
            Files.deleteIfExists(path);
            Files.createFile(path);
            for (byte[] part : parts) {
                Files.write(path, part, java.nio.file.StandardOpenOption.APPEND);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return path;
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
