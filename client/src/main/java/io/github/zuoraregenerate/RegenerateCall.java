package io.github.zuoraregenerate;

import feign.Response;
import io.github.zuoraregenerate.error.Outcome;
import io.github.zuoraregenerate.error.RegenerateException;
import io.github.zuoraregenerate.generated.api.RegenerateApi;
import io.github.zuoraregenerate.generated.model.BillingTransactionRequest;
import io.github.zuoraregenerate.internal.AnswerBody;
import io.github.zuoraregenerate.internal.AnswerHeaders;
import io.github.zuoraregenerate.internal.Exchange;
import io.github.zuoraregenerate.internal.auth.NoTokenException;
import io.github.zuoraregenerate.internal.http.RegenerateEndpoint;
import io.github.zuoraregenerate.internal.retry.Classifier;
import io.github.zuoraregenerate.internal.retry.ConcurrencyGate;
import io.github.zuoraregenerate.internal.retry.Decider;
import io.github.zuoraregenerate.internal.retry.Decision;
import io.github.zuoraregenerate.internal.retry.Finding;
import io.github.zuoraregenerate.internal.retry.Progress;
import io.github.zuoraregenerate.internal.retry.Verdict;
import io.github.zuoraregenerate.limits.TenantLimits;
import io.github.zuoraregenerate.retry.WaitCause;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One call from its first request to its end: the order of the steps, and nothing else. It never waits; it says for
 * what it waits, so that a thread or a timer can do the waiting. Used by one thread at a time.
 */
final class RegenerateCall {

    /** What comes next. */
    sealed interface Step {

        record Succeeded(Regeneration regeneration) implements Step {}

        record Failed(RegenerateException failure) implements Step {}

        /** Go on after that time. */
        record Pause(Duration duration, WaitCause cause) implements Step {}

        /** Go on when the turn has come, or when no time is left. */
        record Queue(ConcurrencyGate.Entry.Queued entry, Duration remaining) implements Step {}
    }

    private final DefaultRegenerateClient client;
    private final BillingTransactionRequest request;
    private final RegenerateOptions options;
    private final long started;

    private final String firstKey;
    private final List<String> keys = new ArrayList<>();
    private String key;
    private int tries;
    private int requests;
    private boolean repeatedOnce;
    private boolean tokenRenewed;
    /** Whether a request with the current key may have been executed. */
    private boolean doubtful;

    private @Nullable Exchange lastExchange;
    private @Nullable Finding lastFinding;

    RegenerateCall(DefaultRegenerateClient client, BillingTransactionRequest request, RegenerateOptions options) {
        this.client = client;
        this.request = request;
        this.options = options;
        this.started = client.timing.nanoTime();
        // Fixed before the first byte is sent, so that every failure can name it.
        this.firstKey =
                options.idempotencyKey().orElseGet(() -> UUID.randomUUID().toString());
        this.key = firstKey;
        this.doubtful = options.isRepetition();
    }

    /** The one place that maps what a user sets to what the contract names. Null is absent. */
    static Function<RegenerateApi, Response> operation(
            BillingTransactionRequest request,
            RegenerateOptions options,
            @Nullable String idempotencyKey,
            @Nullable String contentEncoding,
            @Nullable String token,
            Duration timeout) {
        return api -> api.regenerateBillingTransaction(
                request,
                options.onlyReSend().orElse(null),
                options.reMigrate().orElse(null),
                idempotencyKey,
                options.trackId().orElse(null),
                options.entityId().orElse(null),
                options.orgIds().isEmpty() ? null : String.join(",", options.orgIds()),
                options.zuoraVersion().orElse(null),
                "gzip",
                contentEncoding,
                token,
                RegenerateEndpoint.timeout(timeout));
    }

    /**
     * Goes on until the call ends or has to wait.
     *
     * @throws InterruptedException if the thread was interrupted; {@link #stopped} then tells how the call ended
     */
    Step advance() throws InterruptedException {
        while (true) {
            if (Thread.interrupted()) {
                // Before a request is started, so that its outcome is no riddle.
                client.gate.passOn();
                throw new InterruptedException();
            }
            Duration remaining = remaining();
            Optional<String> end = client.isClosed() ? Optional.of("the client is closed") : deadlinePassed(remaining);
            if (end.isPresent()) {
                // This call may have been woken to enter the gate.
                client.gate.passOn();
                return new Step.Failed(stopped(end.get()));
            }
            ConcurrencyGate.Entry entry = client.gate.enter();
            if (entry instanceof ConcurrencyGate.Entry.Queued queued) {
                return new Step.Queue(queued, remaining);
            }
            if (entry instanceof ConcurrencyGate.Entry.HeldBack heldBack) {
                return heldBack(heldBack.pause(), remaining);
            }
            Step step = attempt((ConcurrencyGate.Entry.Granted) entry, remaining);
            if (step != null) {
                return step;
            }
        }
    }

    /** How the call ends for a reason outside it, such as an interruption. */
    RegenerateException stopped(String why) {
        return failure().stopped(why);
    }

    Duration elapsed() {
        return Duration.ofNanos(client.timing.nanoTime() - started);
    }

    private Duration remaining() {
        return client.policy.deadline().minus(elapsed());
    }

    private Optional<String> deadlinePassed(Duration remaining) {
        return remaining.isNegative() || remaining.isZero()
                ? Optional.of("the deadline of " + client.policy.deadline() + " has passed")
                : Optional.empty();
    }

    private Step heldBack(Duration pause, Duration remaining) {
        return pause.compareTo(remaining) < 0
                ? new Step.Pause(pause, WaitCause.QUOTA)
                : new Step.Failed(failure().heldBack(client.timing.now().plus(pause)));
    }

    /** One request; null if the next may follow at once. */
    private @Nullable Step attempt(ConcurrencyGate.Entry.Granted place, Duration remaining)
            throws InterruptedException {
        tries++;
        Exchange exchange = null;
        Verdict verdict = null;
        String token = null;
        int requestsBefore = requests;
        long sent = client.timing.nanoTime();
        try {
            token = client.tokens.token(remaining);
            Optional<String> end = deadlinePassed(remaining());
            if (end.isPresent()) {
                return new Step.Failed(stopped(end.get()));
            }
            recordKey();
            sent = client.timing.nanoTime();
            exchange = send(token);
        } catch (NoTokenException e) {
            exchange = e.exchange();
        } finally {
            verdict = exchange == null ? null : Classifier.classify(exchange);
            client.gate.leave(
                    place,
                    // The token endpoint has limits of its own.
                    exchange instanceof Exchange.Answered answered
                            ? answered.headers().limits()
                            : TenantLimits.NONE,
                    verdict != null && verdict.finding() == Finding.RATE_LIMITED);
            if (exchange == null && requests > requestsBefore) {
                // Interrupted in flight: there is no answer to judge, and yet it was an attempt.
                observe(Outcome.UNKNOWN, null, sent);
            }
        }
        lastExchange = exchange;
        lastFinding = verdict.finding();
        doubtful = verdict.finding().outcome() == Outcome.UNKNOWN || (doubtful && !verdict.settled());
        if (token != null) {
            observe(lastFinding.outcome(), exchange, sent);
        }
        return follow(
                Decider.decide(
                        lastFinding,
                        headers(exchange),
                        new Progress(
                                tries,
                                repeatedOnce,
                                tokenRenewed,
                                client.tokens.isRenewable(),
                                doubtful,
                                options.idempotencyKey().isEmpty() || options.isKeyRotationAllowed(),
                                remaining()),
                        client.policy,
                        client.timing.now(),
                        client.timing.random()),
                token);
    }

    private void observe(Outcome outcome, @Nullable Exchange exchange, long sent) {
        client.observers.attempt(new RegenerateListener.Attempt(
                requests,
                key,
                options.trackId(),
                outcome,
                status(exchange),
                requestId(exchange),
                Duration.ofNanos(client.timing.nanoTime() - sent),
                headers(exchange).limits()));
    }

    private void recordKey() {
        if (keys.isEmpty() || !keys.get(keys.size() - 1).equals(key)) {
            options.keyRecorder().accept(key);
            keys.add(key);
        }
    }

    private Exchange send(String token) throws InterruptedException {
        requests++;
        Duration left = remaining();
        Duration timeout = left.compareTo(client.readTimeout) < 0 ? left : client.readTimeout;
        try {
            return client.endpoint.send(
                    operation(request, options, key, client.compressRequests ? "gzip" : null, token, timeout));
        } catch (InterruptedException e) {
            doubtful = true;
            throw e;
        }
    }

    private @Nullable Step follow(Decision decision, @Nullable String token) {
        if (decision instanceof Decision.Succeed) {
            return new Step.Succeeded(regeneration());
        }
        if (decision instanceof Decision.GiveUp giveUp) {
            if (lastFinding == Finding.UNAUTHENTICATED && token != null) {
                // The next call must not meet the same refusal.
                client.tokens.discard(token);
            }
            return new Step.Failed(failure().gaveUp(giveUp, client.timing.now()));
        }
        Decision.Repeat repeat = (Decision.Repeat) decision;
        repeatedOnce |= lastFinding == Finding.SERVER_ERROR;
        if (repeat.newToken() && token != null) {
            client.tokens.discard(token);
            tokenRenewed = true;
        }
        if (repeat.newKey()) {
            // Derived, so that whoever knows the first key can find the others.
            key = UUID.nameUUIDFromBytes((firstKey + "/" + keys.size()).getBytes(StandardCharsets.UTF_8))
                    .toString();
        }
        // A closed client has nothing to wait for.
        return repeat.pause().isZero() || client.isClosed() ? null : new Step.Pause(repeat.pause(), repeat.cause());
    }

    private Regeneration regeneration() {
        Exchange.Answered answer = (Exchange.Answered) lastExchange;
        return new Regeneration(
                answer.body().ids(),
                requestId(answer),
                options.trackId().or(answer.headers()::trackId),
                key,
                keys,
                requests,
                answer.headers().limits());
    }

    private CallFailure failure() {
        return new CallFailure(request, options, key, List.copyOf(keys), requests, doubtful, lastExchange, lastFinding);
    }

    static AnswerHeaders headers(@Nullable Exchange exchange) {
        if (exchange instanceof Exchange.Answered answered) {
            return answered.headers();
        }
        return exchange instanceof Exchange.TokenUnavailable unavailable ? unavailable.headers() : AnswerHeaders.NONE;
    }

    static AnswerBody body(@Nullable Exchange exchange) {
        if (exchange instanceof Exchange.Answered answered) {
            return answered.body();
        }
        return exchange instanceof Exchange.TokenRefused refused ? refused.body() : AnswerBody.UNREADABLE;
    }

    static OptionalInt status(@Nullable Exchange exchange) {
        if (exchange instanceof Exchange.Answered answered) {
            return OptionalInt.of(answered.status());
        }
        if (exchange instanceof Exchange.TokenRefused refused) {
            return refused.status();
        }
        return exchange instanceof Exchange.TokenUnavailable unavailable ? unavailable.status() : OptionalInt.empty();
    }

    static Optional<String> requestId(@Nullable Exchange exchange) {
        return headers(exchange).requestId().or(() -> body(exchange).requestId());
    }
}
