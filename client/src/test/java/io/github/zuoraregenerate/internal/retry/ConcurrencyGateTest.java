package io.github.zuoraregenerate.internal.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.zuoraregenerate.fakes.FakeTiming;
import io.github.zuoraregenerate.internal.retry.ConcurrencyGate.Entry;
import io.github.zuoraregenerate.limits.TenantLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ConcurrencyGateTest {

    private static final TenantLimits NONE = TenantLimits.NONE;

    private final FakeTiming timing = new FakeTiming();

    @Test
    void noMoreThanTheLimitAreInFlight() {
        ConcurrencyGate gate = gate(3);

        List<Entry.Granted> granted = grantAll(gate);

        assertThat(granted).hasSize(3);
        assertThat(gate.enter()).isInstanceOf(Entry.Queued.class);
        assertThat(gate.currentLimit()).isEqualTo(3);
    }

    @Test
    void placeThatIsGivenBackWakesTheFirstInTheQueue() {
        ConcurrencyGate gate = gate(2);
        List<Entry.Granted> granted = grantAll(gate);
        Entry.Queued first = queue(gate);
        Entry.Queued second = queue(gate);

        gate.leave(granted.get(0), NONE, false);

        assertThat(first.turn()).isCompleted();
        assertThat(second.turn()).isNotDone();
        assertThat(gate.enter()).isInstanceOf(Entry.Granted.class);
        assertThat(gate.enter()).isInstanceOf(Entry.Queued.class);
    }

    @Test
    void emptyGateWakesEveryone() {
        ConcurrencyGate gate = gate(1);
        List<Entry.Granted> granted = grantAll(gate);
        List<Entry.Queued> queued = List.of(queue(gate), queue(gate), queue(gate));

        gate.leave(granted.get(0), NONE, false);

        assertThat(queued).allSatisfy(entry -> assertThat(entry.turn()).isCompleted());
    }

    @Test
    void asManyAreWokenAsThereAreFreePlaces() {
        ConcurrencyGate gate = gate(4);
        List<Entry.Granted> granted = grantAll(gate);
        List<Entry.Queued> queued = List.of(queue(gate), queue(gate), queue(gate), queue(gate), queue(gate));

        gate.leave(granted.get(0), NONE, false);
        gate.leave(granted.get(1), NONE, false);

        // One for the first free place, two for the two free places that there are then.
        assertThat(queued.stream().filter(entry -> entry.turn().isDone())).hasSize(3);
    }

    @Test
    void whoGivesUpLeavesTheQueue() {
        ConcurrencyGate gate = gate(2);
        List<Entry.Granted> granted = grantAll(gate);
        Entry.Queued first = queue(gate);
        Entry.Queued second = queue(gate);

        gate.abandon(first);
        assertThat(second.turn()).isNotDone();
        gate.leave(granted.get(0), NONE, false);

        assertThat(first.turn()).isNotDone();
        assertThat(second.turn()).isCompleted();
    }

    @Test
    void whoGivesUpPassesATurnOn() {
        ConcurrencyGate gate = gate(2);
        List<Entry.Granted> granted = grantAll(gate);
        Entry.Queued first = queue(gate);
        Entry.Queued second = queue(gate);
        gate.leave(granted.get(0), NONE, false);
        assertThat(second.turn()).isNotDone();

        gate.abandon(first);

        assertThat(second.turn()).isCompleted();
    }

    @Test
    void whoHadATurnAndDoesNotUseItPassesItOn() {
        ConcurrencyGate gate = gate(1);
        grantAll(gate);
        Entry.Queued first = queue(gate);
        Entry.Queued second = queue(gate);

        gate.passOn();

        assertThat(first.turn()).isCompleted();
        assertThat(second.turn()).isNotDone();
    }

    @Test
    void whoeverIsWokenDoesNotHoldTheGate() throws Exception {
        ConcurrencyGate gate = gate(1);
        List<Entry.Granted> granted = grantAll(gate);
        assertThat(gate.currentLimit()).isEqualTo(1);
        CompletableFuture<TenantLimits> seen = new CompletableFuture<>();
        for (Entry.Queued queued : List.of(queue(gate), queue(gate), queue(gate))) {
            queued.turn()
                    .thenRun(() -> seen.complete(CompletableFuture.supplyAsync(gate::limits)
                            .completeOnTimeout(null, 10, TimeUnit.SECONDS)
                            .join()));
        }

        gate.leave(granted.get(0), NONE, false);

        assertThat(seen.get()).isEqualTo(NONE);
    }

    @Test
    void limitIsHalvedByARefusalOncePerStorm() {
        ConcurrencyGate gate = gate(10);
        List<Entry.Granted> storm = grantAll(gate);
        timing.advance(Duration.ofSeconds(1));

        storm.forEach(entry -> gate.leave(entry, NONE, true));
        assertThat(gate.currentLimit()).isEqualTo(5);

        List<Entry.Granted> next = grantAll(gate);
        assertThat(next).hasSize(5);
        timing.advance(Duration.ofSeconds(1));
        next.forEach(entry -> gate.leave(entry, NONE, true));
        assertThat(gate.currentLimit()).isEqualTo(2);
    }

    @Test
    void limitNeverFallsBelowOne() {
        ConcurrencyGate gate = gate(3);
        for (int i = 0; i < 5; i++) {
            Entry.Granted entry = grant(gate);
            timing.advance(Duration.ofSeconds(1));
            gate.leave(entry, NONE, true);
        }

        assertThat(gate.currentLimit()).isEqualTo(1);
        assertThat(grantAll(gate)).hasSize(1);
    }

    @Test
    void refusalOfACallThatStartedBeforeTheLastShrinkDoesNotCount() {
        ConcurrencyGate gate = gate(8);
        Entry.Granted early = grant(gate);
        timing.advance(Duration.ofSeconds(1));
        Entry.Granted refused = grant(gate);
        gate.leave(refused, NONE, true);
        timing.advance(Duration.ofSeconds(100));

        gate.leave(early, NONE, true);

        assertThat(gate.currentLimit()).isEqualTo(4);
    }

    @Test
    void refusalOfACallThatStartedAfterTheLastShrinkCounts() {
        ConcurrencyGate gate = gate(8);
        gate.leave(grant(gate), NONE, true);

        gate.leave(grant(gate), NONE, true);

        assertThat(gate.currentLimit()).isEqualTo(2);
    }

    @Test
    void limitGrowsBackByOneAfterAsManyAnswersAsItAllows() {
        ConcurrencyGate gate = gate(4);
        gate.leave(grant(gate), NONE, true);
        assertThat(gate.currentLimit()).isEqualTo(2);

        List<Integer> limits = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            gate.leave(grant(gate), NONE, false);
            limits.add(gate.currentLimit());
        }

        assertThat(limits).containsExactly(2, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4);
    }

    @Test
    void shrinkingStartsTheCountForGrowthAnew() {
        ConcurrencyGate gate = gate(8);
        for (int i = 0; i < 7; i++) {
            gate.leave(grant(gate), NONE, false);
        }
        gate.leave(grant(gate), NONE, true);
        for (int i = 0; i < 3; i++) {
            gate.leave(grant(gate), NONE, false);
        }
        assertThat(gate.currentLimit()).isEqualTo(4);

        gate.leave(grant(gate), NONE, false);

        assertThat(gate.currentLimit()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({
        // tenant's limit, free, ours in flight, limit of the gate afterwards
        "40, 5, 1, 39",
        "40, 4, 1, 38",
        "40, 0, 1, 38",
        "40, 4, 31, 38",
        "40, 4, 32, 39",
        "40, 0, 35, 38",
        "40, 0, 36, 39",
        "9, 0, 8, 38",
        "9, 0, 9, 39",
        "9, 1, 1, 39",
        "0, 0, 1, 39"
    })
    void limitShrinksByOneWhenOthersNearlyFillTheTenants(long tenant, long free, int ours, int limit) {
        ConcurrencyGate gate = gate(39);
        Entry.Granted entry = grant(gate);
        for (int i = 1; i < ours; i++) {
            grant(gate);
        }

        gate.leave(entry, concurrency(OptionalLong.of(tenant), OptionalLong.of(free)), false);

        assertThat(gate.currentLimit()).isEqualTo(limit);
    }

    @ParameterizedTest
    @CsvSource({
        // ours were 36 in flight, 35 of them came back, and that long after them the last with its old announcement
        "0, 39",
        "1999, 39",
        "2000, 39",
        "3999, 39",
        "4000, 38",
        "60000, 38"
    })
    void callsThatTheSampleMayHaveCountedAreOurs(long milliseconds, int limit) {
        ConcurrencyGate gate = gate(39);
        Entry.Granted last = grant(gate);
        for (Entry.Granted entry : Stream.generate(() -> grant(gate)).limit(35).toList()) {
            gate.leave(entry, NONE, false);
        }
        timing.advance(Duration.ofMillis(milliseconds));

        gate.leave(last, concurrency(OptionalLong.of(40), OptionalLong.of(0)), false);

        assertThat(gate.currentLimit()).isEqualTo(limit);
    }

    @Test
    void callsThatEndedWithoutAnAnnouncementAreOursAsWell() {
        ConcurrencyGate gate = gate(39);
        List<Entry.Granted> granted = grantAll(gate);
        timing.advance(Duration.ofMinutes(1));
        granted.subList(1, 39).forEach(entry -> gate.leave(entry, NONE, false));

        gate.leave(granted.get(0), concurrency(OptionalLong.of(40), OptionalLong.of(0)), false);

        assertThat(gate.currentLimit()).isEqualTo(39);
    }

    @Test
    void nearlyFullTenantShrinksTheLimitOncePerGeneration() {
        ConcurrencyGate gate = gate(10);
        TenantLimits full = concurrency(OptionalLong.of(40), OptionalLong.of(0));
        List<Entry.Granted> granted = grantAll(gate);
        timing.advance(Duration.ofSeconds(1));

        granted.forEach(entry -> gate.leave(entry, full, false));
        assertThat(gate.currentLimit()).isEqualTo(9);

        gate.leave(grant(gate), full, false);
        assertThat(gate.currentLimit()).isEqualTo(8);
    }

    @Test
    void halfOfAnAnnouncementTellsNothing() {
        ConcurrencyGate gate = gate(10);

        gate.leave(grant(gate), concurrency(OptionalLong.empty(), OptionalLong.of(0)), false);
        gate.leave(grant(gate), concurrency(OptionalLong.of(40), OptionalLong.empty()), false);

        assertThat(gate.currentLimit()).isEqualTo(10);
    }

    @Test
    void quotaIsCountedDownWithTheCallsInFlight() {
        ConcurrencyGate gate = gate(10);
        gate.leave(grant(gate), quota(3, 60), false);

        List<Entry.Granted> granted = grantAll(gate);

        assertThat(granted).hasSize(3);
        Entry.Queued queued = queue(gate);
        gate.leave(granted.get(0), quota(2, 60), false);
        assertThat(queued.turn()).isCompleted();
        assertThat(gate.enter()).isInstanceOf(Entry.Queued.class);
    }

    @Test
    void usedUpQuotaHoldsCallsBackUntilItsReset() {
        ConcurrencyGate gate = gate(10);
        gate.leave(grant(gate), quota(0, 60), false);

        assertThat(gate.enter()).isEqualTo(new Entry.HeldBack(Duration.ofSeconds(60)));
        timing.advance(Duration.ofSeconds(60).minusNanos(1));
        assertThat(gate.enter()).isEqualTo(new Entry.HeldBack(Duration.ofNanos(1)));
        timing.advance(Duration.ofNanos(1));
        assertThat(gate.enter()).isInstanceOf(Entry.Granted.class);
        assertThat(grantAll(gate)).hasSize(9);
    }

    @Test
    void lastAnswerWakesThoseWhoHaveToBeHeldBack() {
        ConcurrencyGate gate = gate(10);
        gate.leave(grant(gate), quota(1, 60), false);
        Entry.Granted last = grant(gate);
        List<Entry.Queued> queued = List.of(queue(gate), queue(gate));

        gate.leave(last, quota(0, 60), false);

        assertThat(queued).allSatisfy(entry -> assertThat(entry.turn()).isCompleted());
        assertThat(gate.enter()).isInstanceOf(Entry.HeldBack.class);
    }

    @Test
    void withinOneWindowTheLowerNumberIsTheLaterOne() {
        ConcurrencyGate gate = gate(10);
        Entry.Granted overtaken = grant(gate);
        Entry.Granted overtaking = grant(gate);

        gate.leave(overtaking, quota(4, 60), false);
        gate.leave(overtaken, quota(5, 60), false);

        assertThat(grantAll(gate)).hasSize(4);
    }

    /** Rounding, and the way of the answer, move the same reset by less than two seconds. */
    @ParameterizedTest
    @CsvSource({"58, 9, 58", "59, 4, 60", "60, 4, 60", "61, 4, 61", "62, 9, 62", "600, 9, 600"})
    void anotherResetIsAnotherWindow(long reset, int left, long heldFor) {
        ConcurrencyGate gate = gate(20);
        Entry.Granted first = grant(gate);
        Entry.Granted second = grant(gate);
        gate.leave(first, quota(4, 60), false);
        gate.leave(second, quota(9, reset), false);

        List<Entry.Granted> granted = grantAll(gate);
        granted.forEach(entry -> gate.leave(entry, NONE, false));
        gate.leave(grant(gate), quota(0, heldFor), false);

        assertThat(granted).hasSize(left);
        assertThat(gate.enter()).isEqualTo(new Entry.HeldBack(Duration.ofSeconds(heldFor)));
    }

    @Test
    void laterResetOfTheSameWindowCounts() {
        ConcurrencyGate gate = gate(20);
        gate.leave(grant(gate), quota(4, 60), false);
        gate.leave(grant(gate), quota(0, 61), false);
        assertThat(gate.enter()).isEqualTo(new Entry.HeldBack(Duration.ofSeconds(61)));
        timing.advance(Duration.ofSeconds(61));

        gate.leave(grant(gate), quota(4, 61), false);
        gate.leave(grant(gate), quota(0, 60), false);
        assertThat(gate.enter()).isEqualTo(new Entry.HeldBack(Duration.ofSeconds(61)));
    }

    @Test
    void windowThatHasBegunAnewIsForgotten() {
        ConcurrencyGate gate = gate(10);
        Entry.Granted slow = grant(gate);
        gate.leave(grant(gate), quota(1, 60), false);
        timing.advance(Duration.ofSeconds(60));

        assertThat(grantAll(gate)).hasSize(9);
        gate.leave(slow, quota(2_500, 60), false);
        assertThat(gate.enter()).isInstanceOf(Entry.Granted.class);
    }

    @Test
    void shortWindowRightAfterAnotherIsANewOne() {
        ConcurrencyGate gate = gate(20);
        gate.leave(grant(gate), quota(1, 60), false);
        timing.advance(Duration.ofSeconds(60));

        gate.leave(grant(gate), quota(9, 1), false);

        assertThat(grantAll(gate)).hasSize(9);
    }

    @Test
    void quotaWithoutAResetOrResetWithoutAQuotaTellsNothing() {
        ConcurrencyGate gate = gate(10);

        gate.leave(grant(gate), limits(OptionalLong.of(0), Optional.empty()), false);
        gate.leave(grant(gate), limits(OptionalLong.empty(), Optional.of(Duration.ofSeconds(60))), false);

        assertThat(grantAll(gate)).hasSize(10);
    }

    @Test
    void resetOfAnyLengthIsWithinTheRangeOfTheClock() {
        ConcurrencyGate gate = gate(10);

        gate.leave(grant(gate), quota(0, 999_999_999_999_999L), false);

        assertThat(gate.enter()).isEqualTo(new Entry.HeldBack(Duration.ofDays(366)));
    }

    @Test
    void lastAnnouncedLimitsAreKept() {
        ConcurrencyGate gate = gate(10);
        assertThat(gate.limits()).isEqualTo(NONE);

        gate.leave(grant(gate), quota(7, 60), false);
        gate.leave(grant(gate), NONE, false);

        assertThat(gate.limits()).isEqualTo(quota(7, 60));
    }

    @Test
    void noWakeUpIsLostAndTheLimitHoldsUnderStress() throws Exception {
        int threads = 16;
        ConcurrencyGate gate = gate(4);
        AtomicInteger inFlight = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> results = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                SplittableRandom random = new SplittableRandom(thread);
                results.add(pool.submit(() -> {
                    for (int i = 0; i < 2_000; i++) {
                        Entry.Granted entry = pass(gate, random);
                        most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
                        timing.advance(Duration.ofMillis(random.nextInt(50)));
                        if (random.nextInt(4) == 0) {
                            Thread.yield();
                        }
                        inFlight.decrementAndGet();
                        gate.leave(entry, anyLimits(random), random.nextInt(20) == 0);
                    }
                    return null;
                }));
            }
            for (Future<?> result : results) {
                result.get();
            }
        } finally {
            pool.shutdownNow();
        }

        assertThat(most.get()).isBetween(1, 4);
        timing.advance(Duration.ofDays(366));
        assertThat(grantAll(gate)).hasSize(gate.currentLimit());
    }

    private Entry.Granted pass(ConcurrencyGate gate, SplittableRandom random) throws Exception {
        while (true) {
            Entry entry = gate.enter();
            if (entry instanceof Entry.Granted granted) {
                return granted;
            }
            if (entry instanceof Entry.HeldBack heldBack) {
                timing.advance(heldBack.pause());
            } else if (entry instanceof Entry.Queued queued) {
                if (random.nextInt(10) == 0) {
                    gate.abandon(queued);
                } else {
                    // Fails the test if nobody ever wakes this thread.
                    queued.turn().get(30, TimeUnit.SECONDS);
                    if (random.nextInt(10) == 0) {
                        gate.passOn();
                    }
                }
            }
        }
    }

    private static TenantLimits anyLimits(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> quota(random.nextInt(6), random.nextInt(1, 5));
            case 1 -> concurrency(OptionalLong.of(40), OptionalLong.of(random.nextInt(40)));
            default -> NONE;
        };
    }

    private ConcurrencyGate gate(int maxInFlight) {
        return new ConcurrencyGate(maxInFlight, timing);
    }

    private static Entry.Granted grant(ConcurrencyGate gate) {
        return (Entry.Granted) gate.enter();
    }

    private static Entry.Queued queue(ConcurrencyGate gate) {
        return (Entry.Queued) gate.enter();
    }

    /** Enters until there is no more room, and leaves no trace in the queue. */
    private static List<Entry.Granted> grantAll(ConcurrencyGate gate) {
        List<Entry.Granted> granted = new ArrayList<>();
        while (true) {
            Entry entry = gate.enter();
            if (entry instanceof Entry.Granted place) {
                granted.add(place);
            } else {
                if (entry instanceof Entry.Queued queued) {
                    gate.abandon(queued);
                }
                return granted;
            }
        }
    }

    private static TenantLimits quota(long remaining, long reset) {
        return limits(OptionalLong.of(remaining), Optional.of(Duration.ofSeconds(reset)));
    }

    private static TenantLimits limits(OptionalLong remaining, Optional<Duration> reset) {
        return new TenantLimits(
                Optional.empty(), remaining, reset, Optional.empty(), OptionalLong.empty(), OptionalLong.empty());
    }

    private static TenantLimits concurrency(OptionalLong limit, OptionalLong remaining) {
        return new TenantLimits(
                Optional.empty(), OptionalLong.empty(), Optional.empty(), Optional.empty(), limit, remaining);
    }
}
