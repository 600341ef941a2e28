package io.github.zuoraregenerate.backfill;

import io.github.zuoraregenerate.RegenerateClient;
import io.github.zuoraregenerate.RegenerateListener;
import io.github.zuoraregenerate.RegenerateOptions;
import io.github.zuoraregenerate.Regeneration;
import io.github.zuoraregenerate.error.AuthenticationException;
import io.github.zuoraregenerate.error.ErrorReason;
import io.github.zuoraregenerate.error.Failure;
import io.github.zuoraregenerate.error.Outcome;
import io.github.zuoraregenerate.error.OutcomeUnknownException;
import io.github.zuoraregenerate.error.PermissionException;
import io.github.zuoraregenerate.error.RateLimitedException;
import io.github.zuoraregenerate.error.ReasonCode;
import io.github.zuoraregenerate.error.RejectedException;
import io.github.zuoraregenerate.error.RetriesExhaustedException;
import io.github.zuoraregenerate.generated.model.BillingTransactionRequest;
import io.github.zuoraregenerate.limits.TenantLimits;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/** A client without a server: succeeds, unless a document is told otherwise. Remembers what was executed by key. */
final class FakeTenant implements RegenerateClient {

    /** How one call ends. */
    interface Ending {
        Regeneration end(String key, RegenerateOptions options) throws InterruptedException;
    }

    private final Map<String, Deque<Ending>> endings = new HashMap<>();
    private final Map<String, List<String>> keys = new LinkedHashMap<>();
    private final Map<String, List<String>> repetitions = new HashMap<>();
    private final Map<String, RegenerateOptions> options = new HashMap<>();
    private Ending otherwise = (key, used) -> success(key);
    private int inFlight;
    private int peakInFlight;
    private int clients;
    private boolean closed;

    RegenerateClient client(RegenerateListener listener) {
        clients++;
        return this;
    }

    synchronized FakeTenant ends(String document, Ending... scripted) {
        endings.put(document, new ArrayDeque<>(List.of(scripted)));
        return this;
    }

    synchronized FakeTenant endsOtherwise(Ending ending) {
        otherwise = ending;
        return this;
    }

    /** Every key that a document was sent with, in order. */
    synchronized List<String> keys(String document) {
        return List.copyOf(keys.getOrDefault(document, List.of()));
    }

    /** Those keys that were sent as repetitions. */
    synchronized List<String> repetitions(String document) {
        return List.copyOf(repetitions.getOrDefault(document, List.of()));
    }

    synchronized RegenerateOptions options(String document) {
        return options.get(document);
    }

    /** Documents that were sent, in order of their first request. */
    synchronized List<String> sent() {
        return List.copyOf(keys.keySet());
    }

    synchronized int calls() {
        return keys.values().stream().mapToInt(List::size).sum();
    }

    synchronized int peakInFlight() {
        return peakInFlight;
    }

    int clients() {
        return clients;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public Regeneration regenerate(BillingTransactionRequest request, RegenerateOptions used) {
        String document = InputLine.document(1, request, used).document();
        document = document.substring(document.indexOf(' ') + 1);
        String key = used.idempotencyKey().orElseThrow();
        used.keyRecorder().accept(key);
        Ending ending;
        synchronized (this) {
            keys.computeIfAbsent(document, name -> new ArrayList<>()).add(key);
            if (used.isRepetition()) {
                repetitions.computeIfAbsent(document, name -> new ArrayList<>()).add(key);
            }
            options.put(document, used);
            Deque<Ending> scripted = endings.getOrDefault(document, new ArrayDeque<>());
            ending = scripted.isEmpty() ? otherwise : scripted.poll();
            inFlight++;
            peakInFlight = Math.max(peakInFlight, inFlight);
        }
        try {
            return ending.end(key, used);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown("interrupted", key);
        } finally {
            synchronized (this) {
                inFlight--;
            }
        }
    }

    @Override
    public CompletableFuture<Regeneration> regenerateAsync(BillingTransactionRequest request, RegenerateOptions used) {
        throw new UnsupportedOperationException();
    }

    @Override
    public TenantLimits limits() {
        return TenantLimits.NONE;
    }

    @Override
    public void close() {
        closed = true;
    }

    static Regeneration success(String key) {
        return new Regeneration(
                List.of("id-of-" + key),
                Optional.of("request-of-" + key),
                Optional.empty(),
                key,
                List.of(key),
                1,
                TenantLimits.NONE);
    }

    static Ending succeeds() {
        return (key, used) -> success(key);
    }

    /** Waits until the semaphore lets it. */
    static Ending succeedsAfter(Semaphore release) {
        return (key, used) -> {
            release.acquire();
            return success(key);
        };
    }

    static Ending rejected(String code, String message) {
        return (key, used) -> {
            throw new RejectedException(message, failure(code, message, key), null);
        };
    }

    static Ending exhausted(String code, Outcome outcome) {
        return (key, used) -> {
            throw new RetriesExhaustedException("given up", outcome, failure(code, "given up", key), null);
        };
    }

    static Ending loses() {
        return (key, used) -> {
            throw unknown("the connection was reset", key);
        };
    }

    static Ending permissionDenied() {
        return (key, used) -> {
            throw new PermissionException("The user may not.", failure("58730210", "denied", key), null);
        };
    }

    static Ending unauthenticated() {
        return (key, used) -> {
            throw new AuthenticationException("The token is not accepted.", failure("58730211", "no", key), null);
        };
    }

    static Ending rateLimited(Instant until) {
        return (key, used) -> {
            throw new RateLimitedException(
                    "limited", until, Outcome.DEFINITELY_FAILED, failure("70", "limited", key), null);
        };
    }

    static Ending rotatesTo(String newKey, Ending then) {
        return (key, used) -> {
            used.keyRecorder().accept(newKey);
            return then.end(newKey, used);
        };
    }

    private static OutcomeUnknownException unknown(String message, String key) {
        return new OutcomeUnknownException(
                message,
                key,
                new Failure(
                        OptionalInt.empty(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(key),
                        1,
                        TenantLimits.NONE),
                null);
    }

    private static Failure failure(String code, String message, String key) {
        return new Failure(
                OptionalInt.of(200),
                List.of(new ErrorReason(Optional.of(ReasonCode.of(code)), message)),
                Optional.of("request-1"),
                Optional.empty(),
                Optional.empty(),
                List.of(key),
                1,
                TenantLimits.NONE);
    }
}
