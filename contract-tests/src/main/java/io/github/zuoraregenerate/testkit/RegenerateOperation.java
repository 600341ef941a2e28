package io.github.zuoraregenerate.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.zuoraregenerate.error.ErrorReason;
import io.github.zuoraregenerate.error.ReasonCategory;
import io.github.zuoraregenerate.error.ReasonCode;
import io.github.zuoraregenerate.testkit.ReceivedRequest.Handling;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The order of steps of one regenerate request. Safe for many threads. */
final class RegenerateOperation {

    private static final Duration CONCURRENCY_RETRY_AFTER = Duration.ofSeconds(120);

    private final TenantState state;
    private final AtomicLong sequence = new AtomicLong();

    RegenerateOperation(TenantState state) {
        this.state = state;
    }

    /** What is known of a request while it is handled. */
    private record Call(
            Arrival arrival,
            long began,
            @Nullable String key,
            Regime regime,
            String requestId,
            String processId,
            Map<String, String> headers) {}

    Delivery handle(Arrival arrival) throws InterruptedException {
        Call call = open(arrival);
        if (!state.tokens().accepts(arrival.header("Authorization"))) {
            return turnAway(call, unauthenticated(call));
        }
        RateLimiter.Decision rate = state.rates().take();
        try (ConcurrencyGate.Place place = state.concurrency().enter()) {
            if (state.announcesLimits()) {
                call.headers().putAll(rate.headers());
                call.headers().putAll(state.concurrency().headers());
            }
            if (!rate.allowed()) {
                return turnAway(call, rateLimited(call, rate.reset()));
            }
            if (!place.granted()) {
                return turnAway(call, limited(call, new Behaviour.Limit(true, CONCURRENCY_RETRY_AFTER)));
            }
            return call.key() == null ? execute(call) : executeOnce(call, call.key());
        }
    }

    private Call open(Arrival arrival) {
        long began = System.nanoTime();
        long number = sequence.incrementAndGet();
        Map<String, String> headers = new TreeMap<>();
        String requestId = new UUID(0x2c98905000004000L, 0x8000000000000000L | number).toString();
        headers.put("Zuora-Request-Id", requestId);
        String trackId = arrival.header("Zuora-Track-Id");
        if (trackId != null) {
            headers.put("Zuora-Track-Id", trackId);
        }
        return new Call(
                arrival,
                began,
                arrival.header("Idempotency-Key"),
                Regime.of(arrival.header("Zuora-Version"), state.defaultVersion()),
                requestId,
                String.format(Locale.ROOT, "%016X", 0x738CBB9200000000L | number),
                headers);
    }

    private Delivery executeOnce(Call call, String key) throws InterruptedException {
        IdempotencyStore.Lookup found =
                state.idempotency().begin(key, call.arrival().methodAndUrl());
        if (found instanceof IdempotencyStore.Lookup.First) {
            boolean ended = false;
            try {
                Delivery delivery = execute(call);
                ended = true;
                return delivery;
            } finally {
                if (!ended) {
                    state.idempotency().abandon(key);
                }
            }
        }
        if (found instanceof IdempotencyStore.Lookup.Done done) {
            return deliver(call, done.answer(), Handling.REPLAYED);
        }
        boolean inProgress = found instanceof IdempotencyStore.Lookup.InProgress;
        ObjectNode body = Contract.JSON.createObjectNode();
        body.put(
                "message",
                inProgress
                        ? "The first request with this idempotency key is still in progress."
                        : "This idempotency key was used with another URL or method.");
        return deliver(call, answer(call, inProgress ? 409 : 422, body), Handling.REFUSED);
    }

    private Delivery execute(Call call) throws InterruptedException {
        // What the tenant did so far is part of it, so that a slow machine adds nothing.
        state.waitFor(state.latency().minusNanos(System.nanoTime() - call.began()));
        Arrival arrival = call.arrival();
        String contentType = arrival.header("Content-Type");
        if (contentType == null || !contentType.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            return refuse(
                    call,
                    refused(
                            call,
                            List.of(SimulatedDocument.reason(
                                    ReasonCategory.NOT_SUPPORTED, "The content type must be application/json."))));
        }
        byte[] bytes = arrival.body();
        JsonNode body = bytes == null ? null : Contract.readJson(bytes);
        if (state.checksContract()) {
            List<ContractViolation> violations =
                    state.contract().checkRequest(arrival.query(), arrival.headers(), body);
            if (!violations.isEmpty()) {
                state.report(arrival, violations);
                return refuse(
                        call,
                        refused(
                                call,
                                violations.stream()
                                        .map(each -> SimulatedDocument.reason(each.category(), each.toString()))
                                        .toList()));
            }
        }
        SimulatedDocument document = body == null ? null : find(body);
        if (document == null) {
            return refuse(
                    call,
                    refused(
                            call,
                            List.of(SimulatedDocument.reason(
                                    ReasonCategory.NOT_FOUND, "The billing document is not found."))));
        }
        if (!state.mayActFor(arrival.header("Zuora-Entity-Ids"), arrival.header("Zuora-Org-Ids"))) {
            return refuse(
                    call,
                    refused(
                            call,
                            List.of(SimulatedDocument.reason(
                                    ReasonCategory.PERMISSION_DENIED,
                                    "The user may not act for this entity or organization."))));
        }
        return act(call, document);
    }

    private Delivery act(Call call, SimulatedDocument document) throws InterruptedException {
        Behaviour behaviour = document.next();
        state.waitFor(document.duration());
        if (behaviour instanceof Behaviour.Refuse refusal) {
            return refuse(call, refused(call, refusal.reasons()));
        }
        if (behaviour instanceof Behaviour.Limit limit) {
            return refuse(call, limited(call, limit));
        }
        if (behaviour instanceof Behaviour.SystemError) {
            return refuse(call, systemError(call));
        }
        if (behaviour instanceof Behaviour.Gateway gateway && !gateway.executes()) {
            abandon(call);
            record(call, Handling.LOST, OptionalInt.of(gateway.answer().status()));
            return new Delivery.Whole(gateway.answer());
        }
        if (behaviour instanceof Behaviour.Lose lose && !lose.executes()) {
            abandon(call);
            record(call, Handling.LOST, OptionalInt.empty());
            return new Delivery.Cut();
        }
        return succeed(call, document, behaviour);
    }

    private Delivery succeed(Call call, SimulatedDocument document, Behaviour behaviour) {
        Map<String, List<String>> query = Contract.parseQuery(call.arrival().query());
        document.execute(Contract.isTrue(query, "onlyReSend"), Contract.isTrue(query, "reMigrate"));
        ObjectNode body = Contract.JSON.createObjectNode().put("success", true);
        document.ids().ifPresent(ids -> {
            ArrayNode list = body.putArray("idList");
            ids.forEach(list::add);
        });
        TenantAnswer answer = answer(call, 200, body);
        store(call, answer, behaviour instanceof Behaviour.StayInProgress stay ? stay.conflicts() : 0);
        if (behaviour instanceof Behaviour.Gateway gateway) {
            record(call, Handling.EXECUTED, OptionalInt.of(gateway.answer().status()));
            return new Delivery.Whole(gateway.answer());
        }
        if (behaviour instanceof Behaviour.Lose || behaviour instanceof Behaviour.StayInProgress) {
            record(call, Handling.EXECUTED, OptionalInt.empty());
            return new Delivery.Cut();
        }
        if (behaviour instanceof Behaviour.TimeOut) {
            record(call, Handling.EXECUTED, OptionalInt.empty());
            return new Delivery.Silence();
        }
        check(call, answer);
        record(call, Handling.EXECUTED, OptionalInt.of(200));
        return behaviour instanceof Behaviour.Truncate ? new Delivery.Half(answer) : new Delivery.Whole(answer);
    }

    private @Nullable SimulatedDocument find(JsonNode body) {
        SimulatedDocument document = state.find(
                body.path("number").asText(null),
                body.path("documentId").asText(null),
                body.path("id").asText(null));
        String type = body.path("type").asText("");
        return document != null
                        && !type.isEmpty()
                        && !type.equals(document.type().getValue())
                ? null
                : document;
    }

    /** Delivers a definite no that is given before the operation begins. */
    private Delivery turnAway(Call call, TenantAnswer answer) {
        if (call.key() != null) {
            state.idempotency().storeIfFree(call.key(), call.arrival().methodAndUrl(), answer);
        }
        return deliver(call, answer, Handling.REFUSED);
    }

    /** Delivers a definite no of the operation, and keeps it for repetitions of the key. */
    private Delivery refuse(Call call, TenantAnswer answer) {
        store(call, answer, 0);
        return deliver(call, answer, Handling.REFUSED);
    }

    private Delivery deliver(Call call, TenantAnswer answer, Handling handling) {
        check(call, answer);
        record(call, handling, OptionalInt.of(answer.status()));
        return new Delivery.Whole(answer);
    }

    private void store(Call call, TenantAnswer answer, int conflicts) {
        if (call.key() != null) {
            state.idempotency().complete(call.key(), answer, conflicts);
        }
    }

    private void abandon(Call call) {
        if (call.key() != null) {
            state.idempotency().abandon(call.key());
        }
    }

    private void check(Call call, TenantAnswer answer) {
        if (state.checksContract() && answer.fromZuora()) {
            List<ContractViolation> violations =
                    state.contract().checkAnswer(answer.status(), answer.headers(), answer.body());
            if (!violations.isEmpty()) {
                state.report(call.arrival(), violations);
            }
        }
    }

    private void record(Call call, Handling handling, OptionalInt status) {
        state.record(call.arrival().received(handling, status));
    }

    private TenantAnswer refused(Call call, List<ErrorReason> reasons) {
        return answer(call, call.regime().status(reasons), refusal(call, reasons));
    }

    private TenantAnswer limited(Call call, Behaviour.Limit limit) {
        Duration retryAfter = limit.retryAfter();
        if (retryAfter != null) {
            call.headers().put("Retry-After", Long.toString(retryAfter.toSeconds()));
        }
        return limit.concurrency()
                ? answer(
                        call,
                        429,
                        refusal(
                                call,
                                List.of(new ErrorReason(
                                        Optional.of(ReasonCode.of(50000070)),
                                        "The limit of concurrent requests is reached."))))
                : rateLimited(call, retryAfter == null ? Duration.ZERO : retryAfter);
    }

    private TenantAnswer rateLimited(Call call, Duration wait) {
        ObjectNode body = Contract.JSON.createObjectNode();
        body.putArray("reasons")
                .addObject()
                .put("code", 70)
                .put("message", "The rate limit is exceeded, retry after " + wait.toSeconds() + " seconds.");
        return answer(call, 429, body);
    }

    private TenantAnswer systemError(Call call) {
        ObjectNode body = Contract.JSON.createObjectNode();
        body.putArray("reasons").addObject().put("code", "SystemError").put("message", "internal server error");
        return answer(call, 500, body);
    }

    private TenantAnswer unauthenticated(Call call) {
        call.headers().put("WWW-Authenticate", "Bearer");
        return answer(call, 401, Contract.JSON.createObjectNode().put("message", "Authentication error"));
    }

    private static ObjectNode refusal(Call call, List<ErrorReason> reasons) {
        ObjectNode body = Contract.JSON.createObjectNode().put("success", false);
        body.put("processId", call.processId());
        ArrayNode list = body.putArray("reasons");
        for (ErrorReason reason : reasons) {
            ObjectNode each = list.addObject();
            reason.code().ifPresent(code -> {
                if (code.number()) {
                    each.put("code", Long.parseLong(code.value()));
                } else {
                    each.put("code", code.value());
                }
            });
            each.put("message", reason.message());
        }
        body.put("requestId", call.requestId());
        return body;
    }

    private static TenantAnswer answer(Call call, int status, ObjectNode body) {
        return TenantAnswer.json(status, call.headers(), body.toString().getBytes(StandardCharsets.UTF_8));
    }
}
