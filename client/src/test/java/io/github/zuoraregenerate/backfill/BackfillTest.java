package io.github.zuoraregenerate.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.zuoraregenerate.RegenerateOptions;
import io.github.zuoraregenerate.backfill.BackfillReport.StopCause;
import io.github.zuoraregenerate.error.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class BackfillTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    Path directory;

    private final FakeTenant tenant = new FakeTenant();

    @Test
    void everyDocumentIsSentOnceWithItsOwnKey() {
        BackfillReport report = run(csv("Invoice,A", "CreditMemo,B", "DebitMemo,C"));

        assertThat(tenant.sent()).containsExactlyInAnyOrder("A", "B", "C");
        assertThat(List.of(tenant.keys("A"), tenant.keys("B"), tenant.keys("C")))
                .allSatisfy(keys -> assertThat(keys).hasSize(1))
                .doesNotHaveDuplicates();
        assertThat(report.isComplete()).isTrue();
        assertThat(report.documents()).isEqualTo(3);
        assertThat(report.succeeded()).isEqualTo(3);
        assertThat(tenant.isClosed()).isTrue();
    }

    @Test
    void keyIsDurableBeforeItsRequest() {
        List<String> durable = new CopyOnWriteArrayList<>();
        tenant.endsOtherwise((key, options) -> {
            assertThat(durable).anySatisfy(written -> assertThat(written).contains(key));
            return FakeTenant.success(key);
        });

        BackfillReport report = builder(csv("Invoice,A", "Invoice,B"))
                .journalOpener(path -> new SpiedFile(path, durable))
                .build()
                .run();

        assertThat(report.succeeded()).isEqualTo(2);
    }

    @Test
    void rotatedKeyIsDurableBeforeItsRequest() {
        List<String> durable = new CopyOnWriteArrayList<>();
        tenant.ends("A", FakeTenant.rotatesTo("second-key", (key, options) -> {
            assertThat(durable).anySatisfy(written -> assertThat(written).contains("second-key"));
            return FakeTenant.success(key);
        }));

        BackfillReport report = builder(csv("Invoice,A"))
                .journalOpener(path -> new SpiedFile(path, durable))
                .build()
                .run();

        assertThat(report.succeeded()).isEqualTo(1);
    }

    @Test
    void sameDocumentInSeveralLinesIsSentOnce() {
        BackfillReport report = run(csv("Invoice,A", "Invoice,B", "Invoice,A", "CreditMemo,A", "Invoice,A"));

        assertThat(tenant.keys("A")).hasSize(2);
        assertThat(report.documents()).isEqualTo(3);
        assertThat(report.duplicates()).isEqualTo(2);
        assertThat(report.isComplete()).isTrue();
    }

    @Test
    void oneBadLineKeepsAllFromBeingSent() {
        Backfill backfill =
                builder(csv("Invoice,A", "Invoice,", "Banana,B", "Invoice, C")).build();

        assertThatThrownBy(backfill::run)
                .isInstanceOfSatisfying(
                        BackfillRefusedException.class,
                        refused -> assertThat(refused.problems())
                                .extracting(LineProblem::line, LineProblem::column, LineProblem::value)
                                .containsExactly(
                                        org.assertj.core.groups.Tuple.tuple(
                                                3L,
                                                "number, documentId, id",
                                                refused.problems().get(0).value()),
                                        org.assertj.core.groups.Tuple.tuple(4L, "type", "Banana"),
                                        org.assertj.core.groups.Tuple.tuple(5L, "number", " C")))
                .hasMessageContaining("3 of 4 lines of documents.csv");
        assertThat(tenant.calls()).isZero();
        assertThat(directory.resolve("journal")).doesNotExist();
    }

    @Test
    void badLinesAreLeftOutOnRequest() {
        BackfillReport report = builder(csv("Invoice,A", "Banana,B", "Invoice,C"))
                .skipInvalid(true)
                .build()
                .run();

        assertThat(tenant.sent()).containsExactlyInAnyOrder("A", "C");
        assertThat(report.invalidLines()).isEqualTo(1);
        assertThat(report.isComplete()).isFalse();
    }

    @Test
    void flagsOfTheRunMeetThoseOfTheLineBeforeAnythingIsSent() {
        Path input = file("documents.csv", "type,number,onlyReSend\nInvoice,A,\nInvoice,B,true\nInvoice,C,false\n");
        Backfill backfill = builder(input)
                .options(RegenerateOptions.builder().reMigrate(true).build())
                .build();

        assertThatThrownBy(backfill::run)
                .isInstanceOfSatisfying(
                        BackfillRefusedException.class,
                        refused -> assertThat(refused.problems())
                                .extracting(LineProblem::line)
                                .containsExactly(3L));
        assertThat(tenant.calls()).isZero();
    }

    @Test
    void lineSetsItsOwnOptions() {
        Path input = file(
                "documents.csv", "type,number,reMigrate,orgIds,trackId\nInvoice,A,FALSE,\"o1,o2\",t1\nInvoice,B,,,\n");

        builder(input)
                .options(RegenerateOptions.builder()
                        .reMigrate(true)
                        .orgIds(List.of("run"))
                        .build())
                .build()
                .run();

        assertThat(tenant.options("A").reMigrate()).contains(false);
        assertThat(tenant.options("A").orgIds()).containsExactly("o1", "o2");
        assertThat(tenant.options("A").trackId()).contains("t1");
        assertThat(tenant.options("B").reMigrate()).contains(true);
        assertThat(tenant.options("B").orgIds()).containsExactly("run");
        assertThat(tenant.options("B").trackId()).isEmpty();
    }

    @Test
    void succeededAndFailedDocumentsAreNotSentAgain() {
        tenant.ends("B", FakeTenant.rejected("58730240", "not there"));
        Path input = csv("Invoice,A", "Invoice,B");
        run(input);
        FakeTenant second = new FakeTenant();

        BackfillReport report = builder(input).client(second::client).build().run();

        assertThat(second.calls()).isZero();
        assertThat(second.clients()).isZero();
        assertThat(report.succeeded()).isEqualTo(1);
        assertThat(report.failed()).isEqualTo(1);
        assertThat(report.reasons())
                .containsExactly(new BackfillReport.ReasonCount("58730240 (not found)", 1, "not there", 3));
        assertThat(report.thisRun().documents()).isZero();
    }

    @Test
    void unknownOutcomeIsRepeatedWithTheSameKey() {
        tenant.ends("A", FakeTenant.loses());
        Path input = csv("Invoice,A", "Invoice,B");
        BackfillReport first = run(input);
        String key = tenant.keys("A").get(0);

        BackfillReport second = run(input);

        assertThat(first.unknown()).isEqualTo(1);
        assertThat(first.unknownDocuments())
                .containsExactly(new BackfillReport.UnknownDocument(2, "Invoice A", key, NOW, false));
        assertThat(tenant.keys("A")).containsExactly(key, key);
        assertThat(tenant.repetitions("A")).containsExactly(key);
        assertThat(tenant.keys("B")).hasSize(1);
        assertThat(second.isComplete()).isTrue();
    }

    @Test
    void lastOfSeveralKeysIsRepeated() {
        tenant.ends("A", FakeTenant.rotatesTo("second-key", FakeTenant.loses()));
        Path input = csv("Invoice,A");
        run(input);

        run(input);

        assertThat(tenant.repetitions("A")).containsExactly("second-key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT23H45M", "PT0S"})
    void youngKeyIsRepeated(Duration age) {
        tenant.ends("A", FakeTenant.loses());
        Path input = csv("Invoice,A");
        run(input);

        BackfillReport report = builder(input).clock(at(NOW.plus(age))).build().run();

        assertThat(tenant.repetitions("A")).hasSize(1);
        assertThat(report.isComplete()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT23H51M", "P1D", "P30D"})
    void oldKeyIsSetAsideAndReported(Duration age) {
        tenant.ends("A", FakeTenant.loses());
        Path input = csv("Invoice,A", "Invoice,B");
        run(input);

        BackfillReport report = builder(input).clock(at(NOW.plus(age))).build().run();

        assertThat(tenant.keys("A")).hasSize(1);
        assertThat(report.setAside()).isEqualTo(1);
        assertThat(report.unknown()).isZero();
        assertThat(report.unknownDocuments()).singleElement().satisfies(document -> {
            assertThat(document.setAside()).isTrue();
            assertThat(document.idempotencyKey()).isEqualTo(tenant.keys("A").get(0));
        });
    }

    @Test
    void repeatedKeyKeepsItsAge() {
        tenant.ends("A", FakeTenant.loses(), FakeTenant.loses(), FakeTenant.loses());
        Path input = csv("Invoice,A");
        run(input);
        builder(input).clock(at(NOW.plus(Duration.ofHours(20)))).build().run();

        BackfillReport report =
                builder(input).clock(at(NOW.plus(Duration.ofHours(30)))).build().run();

        assertThat(tenant.keys("A")).hasSize(2);
        assertThat(report.setAside()).isEqualTo(1);
    }

    @Test
    void documentThatDidNotReachTheServerIsSentByTheNextRunWithANewKey() {
        tenant.ends("A", FakeTenant.exhausted("58730261", Outcome.NOT_EXECUTED));
        Path input = csv("Invoice,A");
        BackfillReport first = run(input);

        BackfillReport second = run(input);

        assertThat(first.notSent()).isEqualTo(1);
        assertThat(tenant.keys("A")).hasSize(2).doesNotHaveDuplicates();
        assertThat(tenant.repetitions("A")).isEmpty();
        assertThat(second.isComplete()).isTrue();
    }

    @Test
    void repetitionThatDidNotReachTheServerStaysUnknown() {
        tenant.ends("A", FakeTenant.loses(), FakeTenant.exhausted("58730261", Outcome.NOT_EXECUTED));
        Path input = csv("Invoice,A");
        run(input);
        BackfillReport second = run(input);

        run(input);

        assertThat(second.unknown()).isEqualTo(1);
        assertThat(tenant.keys("A")).hasSize(3).containsOnly(tenant.keys("A").get(0));
    }

    @Test
    void givenUpDocumentIsAFailure() {
        tenant.ends("A", FakeTenant.exhausted("58730250", Outcome.DEFINITELY_FAILED));

        BackfillReport report = run(csv("Invoice,A"));

        assertThat(report.failed()).isEqualTo(1);
        assertThat(report.reasons())
                .extracting(BackfillReport.ReasonCount::reason)
                .containsExactly("58730250 (lock contention), given up");
    }

    @Test
    void missingPermissionStopsAtOnceAndLeavesTheDocumentOpen() {
        tenant.endsOtherwise(FakeTenant.permissionDenied());
        Path input = csv(100);
        BackfillReport report = builder(input).concurrency(2).build().run();

        assertThat(report.stop()).map(BackfillReport.Stop::cause).contains(StopCause.SYSTEMIC);
        assertThat(tenant.calls()).isBetween(1, 4);
        assertThat(report.failed()).isZero();
        assertThat(report.notSent()).isEqualTo(100);

        tenant.endsOtherwise(FakeTenant.succeeds());
        assertThat(run(input).isComplete()).isTrue();
    }

    @Test
    void missingAuthenticationStopsAtOnce() {
        tenant.endsOtherwise(FakeTenant.unauthenticated());

        BackfillReport report = builder(csv(100)).concurrency(1).build().run();

        assertThat(report.stop()).map(BackfillReport.Stop::cause).contains(StopCause.SYSTEMIC);
        assertThat(tenant.calls()).isEqualTo(1);
        assertThat(report.notSent()).isEqualTo(100);
    }

    @Test
    void sameReasonTwentyTimesInARowStops() {
        tenant.endsOtherwise(FakeTenant.rejected("58730230", "rule"));

        BackfillReport report = builder(csv(100)).concurrency(1).build().run();

        assertThat(tenant.calls()).isEqualTo(20);
        assertThat(report.failed()).isEqualTo(20);
        assertThat(report.notSent()).isEqualTo(80);
        assertThat(report.stop().orElseThrow().message()).contains("20 documents in a row", "58730230", "rule");
    }

    @Test
    void differentReasonsAndSuccessesDoNotStop() {
        AtomicInteger calls = new AtomicInteger();
        tenant.endsOtherwise((key, options) -> switch (calls.getAndIncrement() % 3) {
            case 0 -> FakeTenant.rejected("58730230", "rule").end(key, options);
            case 1 -> FakeTenant.rejected("58730240", "not there").end(key, options);
            default -> FakeTenant.success(key);
        });

        BackfillReport report = builder(csv(60))
                .concurrency(1)
                .stopAfterEqualFailures(2)
                .build()
                .run();

        assertThat(report.stop()).isEmpty();
        assertThat(report.failed()).isEqualTo(40);
        assertThat(report.succeeded()).isEqualTo(20);
    }

    @Test
    void successBetweenEqualFailuresKeepsTheRunGoing() {
        AtomicInteger calls = new AtomicInteger();
        tenant.endsOtherwise((key, options) -> calls.getAndIncrement() % 2 == 0
                ? FakeTenant.rejected("58730230", "rule").end(key, options)
                : FakeTenant.success(key));

        BackfillReport report = builder(csv(20))
                .concurrency(1)
                .stopAfterEqualFailures(2)
                .build()
                .run();

        assertThat(report.stop()).isEmpty();
        assertThat(report.failed()).isEqualTo(10);
    }

    @Test
    void equalFailuresNeverStopOnRequest() {
        tenant.endsOtherwise(FakeTenant.rejected("58730230", "rule"));

        BackfillReport report =
                builder(csv(100)).stopAfterEqualFailures(0).build().run();

        assertThat(report.failed()).isEqualTo(100);
        assertThat(report.stop()).isEmpty();
    }

    @Test
    void quotaOfTheDayStopsAndTellsWhenToGoOn() {
        Instant tomorrow = NOW.plus(Duration.ofHours(9));
        tenant.ends("D3", FakeTenant.rateLimited(tomorrow));
        Path input = csv(10);

        BackfillReport report = builder(input).concurrency(1).build().run();

        assertThat(report.stop().orElseThrow().cause()).isEqualTo(StopCause.QUOTA);
        assertThat(report.stop().orElseThrow().resumeAt()).contains(tomorrow);
        assertThat(report.notSent()).isPositive().isEqualTo(10 - report.succeeded());
        assertThat(run(input).isComplete()).isTrue();
        assertThat(tenant.keys("D3")).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void shortQuotaIsWaitedFor() {
        tenant.ends("A", FakeTenant.rateLimited(Instant.now()));
        List<Instant> pauses = Collections.synchronizedList(new ArrayList<>());

        BackfillReport report = builder(csv("Invoice,A"))
                .clock(Clock.systemUTC())
                .listener(new BackfillListener() {
                    @Override
                    public void onPause(Instant until) {
                        pauses.add(until);
                    }
                })
                .build()
                .run();

        assertThat(report.isComplete()).isTrue();
        assertThat(tenant.keys("A")).hasSize(2).doesNotHaveDuplicates();
        assertThat(pauses).hasSize(1);
        assertThat(report.thisRun().paused()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 40})
    void noMoreDocumentsAreOnTheirWayThanAllowed(int concurrency) {
        CountDownLatch allIn = new CountDownLatch(concurrency);
        tenant.endsOtherwise((key, options) -> {
            allIn.countDown();
            allIn.await();
            return FakeTenant.success(key);
        });

        BackfillReport report =
                builder(csv(200)).concurrency(concurrency).build().run();

        assertThat(report.isComplete()).isTrue();
        assertThat(tenant.peakInFlight()).isEqualTo(concurrency);
    }

    @Test
    void stopLetsCallsInFlightEndAndSendsNothingMore() throws Exception {
        Semaphore release = new Semaphore(0);
        CountDownLatch inFlight = new CountDownLatch(2);
        tenant.endsOtherwise((key, options) -> {
            inFlight.countDown();
            release.acquire();
            return FakeTenant.success(key);
        });
        Path input = csv(50);
        Backfill backfill = builder(input).concurrency(2).build();
        CompletableFuture<BackfillReport> running = CompletableFuture.supplyAsync(backfill::run);
        assertThat(inFlight.await(30, TimeUnit.SECONDS)).isTrue();

        backfill.stop();
        assertThat(backfill.progress().phase()).isEqualTo(BackfillProgress.Phase.STOPPING);
        release.release(100);
        BackfillReport report = running.get(30, TimeUnit.SECONDS);

        assertThat(report.succeeded()).isEqualTo(2);
        assertThat(report.notSent()).isEqualTo(48);
        assertThat(report.unknown()).isZero();
        assertThat(report.stop()).map(BackfillReport.Stop::cause).contains(StopCause.REQUESTED);
        tenant.endsOtherwise(FakeTenant.succeeds());
        assertThat(run(input).isComplete()).isTrue();
        assertThat(tenant.calls()).isEqualTo(50);
    }

    @Test
    void stopInterruptsWhatTakesTooLong() throws Exception {
        AtomicBoolean interrupted = new AtomicBoolean();
        CountDownLatch inFlight = new CountDownLatch(1);
        tenant.ends("A", (key, options) -> {
            inFlight.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.set(true);
                throw e;
            }
            return FakeTenant.success(key);
        });
        Path input = csv("Invoice,A");
        Backfill backfill = builder(input).stopTimeout(Duration.ofMillis(50)).build();
        CompletableFuture<BackfillReport> running = CompletableFuture.supplyAsync(backfill::run);
        assertThat(inFlight.await(30, TimeUnit.SECONDS)).isTrue();

        backfill.stop();
        BackfillReport report = running.get(30, TimeUnit.SECONDS);

        assertThat(interrupted).isTrue();
        assertThat(report.unknown()).isEqualTo(1);
        assertThat(run(input).isComplete()).isTrue();
        assertThat(tenant.repetitions("A")).containsExactly(tenant.keys("A").get(0));
    }

    @Test
    void documentThatWasReadyAndNotSentIsSentByTheNextRunWithANewKey() throws Exception {
        CountDownLatch inFlightAndReady = new CountDownLatch(3);
        tenant.ends("D1", (key, options) -> {
            inFlightAndReady.countDown();
            new CountDownLatch(1).await();
            return FakeTenant.success(key);
        });
        Path input = csv(3);
        List<String> keys = Collections.synchronizedList(new ArrayList<>());
        Backfill backfill = builder(input)
                .concurrency(1)
                .stopTimeout(Duration.ofMillis(50))
                .keys(() -> {
                    keys.add("key-" + keys.size());
                    inFlightAndReady.countDown();
                    return keys.get(keys.size() - 1);
                })
                .build();
        CompletableFuture<BackfillReport> running = CompletableFuture.supplyAsync(backfill::run);
        assertThat(inFlightAndReady.await(30, TimeUnit.SECONDS)).isTrue();

        backfill.stop();
        BackfillReport report = running.get(30, TimeUnit.SECONDS);

        assertThat(report.unknown()).isEqualTo(1);
        assertThat(report.notSent()).isEqualTo(2);
        assertThat(Files.readString(directory.resolve("journal"))).contains("key-1");
        assertThat(run(input).isComplete()).isTrue();
        assertThat(tenant.repetitions("D2")).isEmpty();
        assertThat(tenant.keys("D2")).hasSize(1).doesNotContain("key-1");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 40})
    void asManyDocumentsAreReadyAsCanBeInFlight(int concurrency) {
        CountDownLatch inFlightAndReady = new CountDownLatch(2 * concurrency);
        AtomicInteger keys = new AtomicInteger();
        tenant.endsOtherwise((key, options) -> {
            // Ends never if the others wait for this one.
            inFlightAndReady.await();
            return FakeTenant.success(key);
        });

        BackfillReport report = builder(csv(100))
                .concurrency(concurrency)
                .keys(() -> {
                    inFlightAndReady.countDown();
                    return "key-" + keys.incrementAndGet();
                })
                .build()
                .run();

        assertThat(report.isComplete()).isTrue();
    }

    @Test
    void atARateNothingIsReadyBeforeItsTime() {
        AtomicInteger ready = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        List<Integer> ahead = Collections.synchronizedList(new ArrayList<>());
        tenant.endsOtherwise((key, options) -> {
            ended.incrementAndGet();
            return FakeTenant.success(key);
        });

        BackfillReport report = builder(csv(50))
                .concurrency(1)
                .ratePerMinute(1_000_000)
                .keys(() -> {
                    ahead.add(ready.get() - ended.get());
                    return "key-" + ready.incrementAndGet();
                })
                .build()
                .run();

        assertThat(report.isComplete()).isTrue();
        assertThat(ahead).hasSize(50).containsOnly(0);
    }

    @Test
    void stopBeforeTheRunSendsNothing() {
        Backfill backfill = builder(csv("Invoice,A")).build();
        backfill.stop();

        BackfillReport report = backfill.run();

        assertThat(tenant.calls()).isZero();
        assertThat(report.notSent()).isEqualTo(1);
    }

    @Test
    void interruptStopsTheRunAndStaysSet() {
        Thread.currentThread().interrupt();

        BackfillReport report = run(csv(20));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(report.stop()).map(BackfillReport.Stop::cause).contains(StopCause.REQUESTED);
        assertThat(report.documents()).isEqualTo(20);
        assertThat(run(directory.resolve("documents.csv")).isComplete()).isTrue();
        assertThat(tenant.calls()).isEqualTo(20);
    }

    @Test
    void journalOfAnotherTargetIsRefused() {
        Path input = csv("Invoice,A");
        run(input);

        assertThatThrownBy(() -> builder(input)
                        .target("https://rest.eu.zuora.com")
                        .build()
                        .run())
                .isInstanceOf(BackfillRefusedException.class)
                .hasMessageContaining(
                        "its server is https://rest.test.zuora.com, this run's is https://rest.eu.zuora.com");
        assertThat(tenant.calls()).isEqualTo(1);
    }

    @Test
    void journalOfOtherFlagsIsRefused() {
        Path input = csv("Invoice,A");
        run(input);

        assertThatThrownBy(() -> builder(input)
                        .options(RegenerateOptions.builder().reMigrate(true).build())
                        .build()
                        .run())
                .isInstanceOf(BackfillRefusedException.class)
                .hasMessageContaining("its options are none, this run's are {reMigrate=true}");
    }

    @Test
    void journalOfAnotherInputIsRefused() {
        run(csv("Invoice,A"));

        assertThatThrownBy(() -> run(csv("Invoice,A", "Invoice,B")))
                .isInstanceOf(BackfillRefusedException.class)
                .hasMessageContaining("had 1 documents")
                .hasMessageContaining("has 2 with digest");
        assertThat(tenant.calls()).isEqualTo(1);
    }

    @Test
    void sameDocumentsInOtherLinesAreAnotherInput() {
        run(csv("Invoice,A", "Invoice,B"));

        assertThatThrownBy(() -> run(csv("", "Invoice,A", "Invoice,B")))
                .isInstanceOf(BackfillRefusedException.class)
                .hasMessageContaining("its input documents.csv had 2 documents with digest");
    }

    @Test
    void sameContentInAnotherFormIsTheSameInput() throws IOException {
        Path input = csv("Invoice,A", "Invoice,B");
        run(input);
        Files.writeString(input, "\uFEFFnumber,type\r\nA,\"Invoice\"\r\nB,Invoice");

        BackfillReport report = run(input);

        assertThat(report.isComplete()).isTrue();
        assertThat(tenant.calls()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "type,number\nInvoice,D1\nInvoice,CHANGED\nInvoice,D3\n",
                "type,number\nInvoice,D1\n",
                "type,number\nInvoice,D1\nInvoice,D2\nInvoice,D3\nInvoice,D4\n",
                "type,number\nInvoice,D1\nnonsense\n",
                "type,number\nInvoice,D1\n\"Invoice,D2\nInvoice,D3\n",
                "nonsense"
            })
    void changeOfTheInputAfterTheCheckStopsTheRunAndLosesNothing(String changed) {
        BackfillInput original =
                BackfillInput.csv(file("original.csv", "type,number\nInvoice,D1\nInvoice,D2\nInvoice,D3\n"));
        BackfillInput other = BackfillInput.csv(file("changed.csv", changed));
        AtomicBoolean checked = new AtomicBoolean();
        BackfillInput input = new BackfillInput() {
            @Override
            public String name() {
                return "documents.csv";
            }

            @Override
            public LineReader open() throws IOException {
                return checked.getAndSet(true) ? other.open() : original.open();
            }
        };

        BackfillReport report =
                builder(csv("Invoice,X")).input(input).concurrency(1).build().run();

        assertThat(report.stop()).map(BackfillReport.Stop::cause).contains(StopCause.INPUT);
        assertThat(tenant.sent()).isSubsetOf("D1", "D2", "D3");
        assertThat(report.succeeded()).isEqualTo(tenant.calls());
        BackfillReport second =
                builder(csv("Invoice,X")).input(original).build().run();
        assertThat(second.isComplete()).isTrue();
        assertThat(tenant.calls()).isEqualTo(3);
    }

    @Test
    void fullDiskStopsTheRunBeforeAnUnrecordedKeyIsSent() {
        Path input = csv(100);
        Backfill backfill = builder(input)
                .journalOpener(path -> new FullDisk(LockedFile.open(path), 2000))
                .build();

        BackfillReport report = backfill.run();

        assertThat(report.stop()).map(BackfillReport.Stop::cause).contains(StopCause.JOURNAL);
        assertThat(report.stop().orElseThrow().message()).contains("No space left on device");
        int sentBefore = tenant.calls();
        assertThat(sentBefore).isPositive().isLessThan(100);
        BackfillReport second = run(input);
        assertThat(second.isComplete()).isTrue();
        assertThat(tenant.sent()).hasSize(100);
        // What was sent and not known as ended went out again with the key it had.
        assertThat(tenant.sent())
                .allSatisfy(document -> assertThat(tenant.keys(document)).hasSizeBetween(1, 2));
        assertThat(tenant.sent())
                .allSatisfy(document -> assertThat(List.copyOf(new java.util.HashSet<>(tenant.keys(document))))
                        .hasSize(1));
    }

    @Test
    void diskThatIsFullFromTheBeginningRefusesTheRun() {
        Backfill backfill = builder(csv(3))
                .journalOpener(path -> new FullDisk(LockedFile.open(path), 0))
                .build();

        assertThatThrownBy(backfill::run)
                .isInstanceOf(BackfillRefusedException.class)
                .hasMessageContaining("No space left on device");
        assertThat(tenant.calls()).isZero();
    }

    @Test
    void readOnlyJournalRefusesTheRun() {
        Backfill backfill = builder(csv(3))
                .journalOpener(path -> {
                    throw new AccessDeniedException(path.toString());
                })
                .build();

        assertThatThrownBy(backfill::run)
                .isInstanceOf(BackfillRefusedException.class)
                .hasMessageContaining("no permission to read and write it");
        assertThat(tenant.calls()).isZero();
    }

    @Test
    void secondRunAtTheSameTimeIsRefused() throws Exception {
        Semaphore release = new Semaphore(0);
        CountDownLatch inFlight = new CountDownLatch(1);
        tenant.ends("A", (key, options) -> {
            inFlight.countDown();
            release.acquire();
            return FakeTenant.success(key);
        });
        Path input = csv("Invoice,A");
        CompletableFuture<BackfillReport> first =
                CompletableFuture.supplyAsync(builder(input).build()::run);
        assertThat(inFlight.await(30, TimeUnit.SECONDS)).isTrue();

        assertThatThrownBy(() -> run(input))
                .isInstanceOf(BackfillRefusedException.class)
                .hasMessageContaining("Another run uses the journal");
        release.release();
        assertThat(first.get(30, TimeUnit.SECONDS).isComplete()).isTrue();
        assertThat(tenant.calls()).isEqualTo(1);
    }

    /** How a listener can break a run, with what the report says of it. */
    enum BadListener {
        THROWS("broken listener") {
            @Override
            void act() {
                throw new IllegalStateException("broken listener");
            }
        },
        // Its own call of a client failed: that says nothing of the document.
        THROWS_WHAT_A_CALL_THROWS("limited") {
            @Override
            void act() throws InterruptedException {
                FakeTenant.rateLimited(NOW.plusSeconds(1)).end("key", RegenerateOptions.none());
            }
        },
        INTERRUPTS("was asked to stop") {
            @Override
            void act() {
                Thread.currentThread().interrupt();
            }
        };

        private final String told;

        BadListener(String told) {
            this.told = told;
        }

        abstract void act() throws InterruptedException;
    }

    @ParameterizedTest
    @EnumSource
    void badListenerStopsTheRunAndLosesNothing(BadListener bad) {
        Path input = csv(50);
        BackfillReport report = builder(input)
                .concurrency(2)
                .listener(new BackfillListener() {
                    @Override
                    public void onDocument(DocumentResult result) {
                        try {
                            bad.act();
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                    }
                })
                .build()
                .run();

        assertThat(report.stop().orElseThrow().message()).contains(bad.told);
        assertThat(run(input).isComplete()).isTrue();
        assertThat(tenant.calls()).isEqualTo(50);
    }

    @Test
    void keyThatWaitedThroughALongPauseIsReplaced() {
        MovableClock clock = new MovableClock();
        AtomicInteger keys = new AtomicInteger();
        CountDownLatch ready = new CountDownLatch(2);
        tenant.ends("D1", (key, options) -> {
            ready.await();
            clock.now = NOW.plus(Duration.ofMinutes(11));
            return FakeTenant.success(key);
        });

        BackfillReport report = builder(csv(2))
                .concurrency(1)
                .clock(clock)
                .keys(() -> {
                    ready.countDown();
                    return "key-" + keys.incrementAndGet();
                })
                .build()
                .run();

        assertThat(report.isComplete()).isTrue();
        assertThat(tenant.keys("D2")).containsExactly("key-3");
    }

    @Test
    void failedDocumentsCanBeFedInAgain() throws IOException {
        Path input = file(
                "documents.csv",
                "type,number,id,reMigrate,orgIds\nInvoice,\"A,\"\"1\",,true,\"o1,o2\"\nInvoice,,2c98,,\nInvoice,C,,,\n");
        tenant.ends("A,\"1", FakeTenant.rejected("58730240", "not, \"there\""));
        tenant.ends("id 2c98", FakeTenant.rejected("58730230", "rule"));
        Backfill backfill = builder(input).build();
        backfill.run();
        Path failed = directory.resolve("failed.csv");

        backfill.writeFailedDocuments(failed);

        FakeTenant second = new FakeTenant();
        BackfillReport report = builder(failed)
                .journal(directory.resolve("second"))
                .client(second::client)
                .build()
                .run();
        assertThat(report.isComplete()).isTrue();
        assertThat(second.sent()).containsExactlyInAnyOrder("A,\"1", "id 2c98");
        assertThat(second.options("A,\"1").reMigrate()).contains(true);
        assertThat(second.options("A,\"1").orgIds()).containsExactly("o1", "o2");
        assertThat(Files.readString(failed)).contains(",2,58730240 (not found)").contains(",3,58730230");
    }

    @Test
    void planTellsWhatARunWouldDoAndWritesNothing() throws IOException {
        tenant.ends("A", FakeTenant.loses());
        tenant.ends("B", FakeTenant.rejected("58730240", "not there"));
        Path input = csv("Invoice,A", "Invoice,B", "CreditMemo,C", "CreditMemo,C");
        BackfillPlan before = builder(input).build().plan();
        assertThat(directory.resolve("journal")).doesNotExist();
        run(input);
        byte[] journal = Files.readAllBytes(directory.resolve("journal"));

        BackfillPlan after = builder(input).build().plan();

        assertThat(before.resumes()).isFalse();
        assertThat(before.toSend()).isEqualTo(3);
        assertThat(before.documentsByType()).containsEntry("Invoice", 2).containsEntry("CreditMemo", 1);
        assertThat(before.duplicates()).isEqualTo(1);
        assertThat(after.resumes()).isTrue();
        assertThat(after.toSend()).isZero();
        assertThat(after.toRepeat()).isEqualTo(1);
        assertThat(after.succeeded()).isEqualTo(1);
        assertThat(after.failed()).isEqualTo(1);
        assertThat(Files.readAllBytes(directory.resolve("journal"))).isEqualTo(journal);
    }

    @Test
    void rateSpreadsTheStarts() {
        List<Long> starts = Collections.synchronizedList(new ArrayList<>());
        tenant.endsOtherwise((key, options) -> {
            starts.add(System.nanoTime());
            return FakeTenant.success(key);
        });

        BackfillReport report = builder(csv(6)).ratePerMinute(1200).build().run();

        assertThat(report.isComplete()).isTrue();
        // A lower bound only: 1200 a minute are 50 ms each, and a busy machine makes it longer, never shorter.
        assertThat(starts.get(5) - starts.get(0)).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(5 * 50 - 50));
    }

    @Test
    void emptyInputIsDoneAtOnce() {
        BackfillReport report = run(file("documents.csv", "type,number\n"));

        assertThat(report.isComplete()).isTrue();
        assertThat(report.documents()).isZero();
        assertThat(tenant.clients()).isZero();
    }

    @Test
    void reportAddsUp() {
        tenant.ends("D1", FakeTenant.loses());
        tenant.ends("D2", FakeTenant.rejected("58730240", "not there"));
        tenant.ends("D3", FakeTenant.exhausted("58730261", Outcome.NOT_EXECUTED));

        BackfillReport report = run(csv(10));

        assertThat(report.succeeded() + report.failed() + report.unknown() + report.setAside() + report.notSent())
                .isEqualTo(report.documents())
                .isEqualTo(10);
        assertThat(report.thisRun().documents()).isEqualTo(10);
        assertThat(report.toText())
                .contains("7  succeeded", "1  failed", "1  unknown", "1  not sent", "58730240 (not found)")
                .contains(tenant.keys("D1").get(0));
        assertThat(report.toJson())
                .contains("\"succeeded\" : 7", "\"unknown\" : 1", "\"idempotencyKey\"")
                .contains(tenant.keys("D1").get(0));
    }

    @Test
    void backfillRunsOnce() {
        Backfill backfill = builder(csv("Invoice,A")).build();
        backfill.run();

        assertThatThrownBy(backfill::run).isInstanceOf(IllegalStateException.class);
    }

    private BackfillReport run(Path input) {
        return builder(input).build().run();
    }

    private Backfill.Builder builder(Path input) {
        return Backfill.builder()
                .client(tenant::client)
                .target("https://rest.test.zuora.com")
                .input(BackfillInput.csv(input))
                .journal(directory.resolve("journal"))
                .clock(at(NOW));
    }

    private static Clock at(Instant instant) {
        return Clock.fixed(instant, ZoneOffset.UTC);
    }

    private Path csv(int documents) {
        String[] lines = new String[documents];
        for (int i = 0; i < documents; i++) {
            lines[i] = "Invoice,D" + (i + 1);
        }
        return csv(lines);
    }

    private Path csv(String... lines) {
        return file("documents.csv", "type,number\n" + String.join("\n", lines) + "\n");
    }

    private Path file(String name, String content) {
        try {
            return Files.writeString(directory.resolve(name), content);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class MovableClock extends Clock {

        private volatile Instant now = NOW;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    /** Tells what was forced to the disk. */
    private static final class SpiedFile extends ForwardingJournalFile {

        private final List<String> durable;
        private final List<String> written = new ArrayList<>();

        SpiedFile(Path path, List<String> durable) throws IOException {
            super(LockedFile.open(path));
            this.durable = durable;
        }

        @Override
        public void append(ByteBuffer bytes) throws IOException {
            written.add(StandardCharsets.UTF_8.decode(bytes.duplicate()).toString());
            super.append(bytes);
        }

        @Override
        public void force() throws IOException {
            super.force();
            durable.addAll(written);
            written.clear();
        }
    }

    /** Takes that many bytes, and of the write that goes beyond only a part. */
    private static final class FullDisk extends ForwardingJournalFile {

        private int room;

        FullDisk(JournalFile file, int room) {
            super(file);
            this.room = room;
        }

        @Override
        public void append(ByteBuffer bytes) throws IOException {
            ByteBuffer part = bytes.duplicate();
            part.limit(part.position() + Math.min(room, part.remaining()));
            room -= part.remaining();
            super.append(part.duplicate());
            if (part.remaining() < bytes.remaining()) {
                throw new IOException("No space left on device");
            }
        }
    }
}
