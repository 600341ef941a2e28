package io.github.zuoraregenerate.testkit;

import io.github.zuoraregenerate.error.ErrorReason;
import io.github.zuoraregenerate.error.ReasonCategory;
import io.github.zuoraregenerate.error.ReasonCode;
import io.github.zuoraregenerate.generated.model.DocumentType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One billing document of a {@link SimulatedTenant}: how it answers, and what happened to it. It succeeds unless it is
 * told otherwise.
 *
 * <p>Whatever says "once" is for one request, and several are used up in the order in which they were scripted; a
 * repetition that gets a stored answer uses nothing up. After them comes what the document does for good: success, or
 * {@code rejects}. Safe for many threads.
 */
public final class SimulatedDocument {

    /** The resource that simulated reason codes name, before the two digits of the category. */
    static final String RESOURCE_CODE = "587302";

    private final String number;
    private final DocumentType type;
    private final Deque<Behaviour> once = new ArrayDeque<>();
    private final List<Character> flags = new ArrayList<>();
    private String id;
    private @Nullable List<String> ids;
    private @Nullable Behaviour always;
    private Duration duration = Duration.ZERO;
    private int requests;
    private int executions;
    private int overwrites;

    SimulatedDocument(String number, DocumentType type, String id) {
        this.number = number;
        this.type = type;
        this.id = id;
        this.ids = List.of(opaqueId(id + "/1"), opaqueId(id + "/2"));
    }

    /** Its number. */
    public String number() {
        return number;
    }

    /** Its type. */
    public DocumentType type() {
        return type;
    }

    /** Its id, 32 characters, the same for the same number and type. */
    public String id() {
        return id;
    }

    /** The ids that a success names. Two by default; none means an empty list. */
    public synchronized SimulatedDocument succeedsWithIds(String... businessObjectIds) {
        ids = List.of(businessObjectIds);
        return this;
    }

    /** A success has no {@code idList}. */
    public synchronized SimulatedDocument succeedsWithoutIds() {
        ids = null;
        return this;
    }

    /**
     * Always refused for good, because of a business rule (category 30).
     *
     * @throws IllegalStateException if it was already told to reject
     */
    public SimulatedDocument rejects(String message) {
        return rejects(ReasonCategory.RULE_RESTRICTION, message);
    }

    /**
     * Always refused, with one reason whose code is a JSON number.
     *
     * @throws IllegalStateException if it was already told to reject
     */
    public SimulatedDocument rejects(ReasonCategory category, String message) {
        return rejects(reason(category, message));
    }

    /**
     * Always refused, with these reasons.
     *
     * @throws IllegalStateException if it was already told to reject
     */
    public synchronized SimulatedDocument rejects(ErrorReason... reasons) {
        if (always != null) {
            throw new IllegalStateException("document " + number + " was already told to reject. What it does for good"
                    + " can be scripted once; use failsOnceWith for a sequence.");
        }
        always = new Behaviour.Refuse(List.copyOf(Arrays.asList(reasons)));
        return this;
    }

    /** Refused once, with one reason of that category; nothing is generated. */
    public SimulatedDocument failsOnceWith(ReasonCategory category) {
        return once(new Behaviour.Refuse(List.of(reason(category, "The " + category.meaning() + " was scripted."))));
    }

    /** Refused once, with these reasons; nothing is generated. */
    public SimulatedDocument failsOnceWith(ErrorReason... reasons) {
        return once(new Behaviour.Refuse(List.copyOf(Arrays.asList(reasons))));
    }

    /** Answered once with 500, a symbolic code and no {@code success}; nothing is generated. */
    public SimulatedDocument failsOnceWithSystemError() {
        return once(new Behaviour.SystemError());
    }

    /** Answered once with 429, code 70 and that {@code Retry-After}; nothing is generated. */
    public SimulatedDocument isRateLimitedOnce(Duration retryAfter) {
        return once(new Behaviour.Limit(false, retryAfter));
    }

    /** Answered once with the 429 of the concurrency limit and {@code Retry-After: 120}; nothing is generated. */
    public SimulatedDocument hitsConcurrencyLimitOnce() {
        return once(new Behaviour.Limit(true, Duration.ofSeconds(120)));
    }

    /** Once: generated, and no answer comes on the open connection, until the client gives up. */
    public SimulatedDocument timesOutAfterExecuting() {
        return once(new Behaviour.TimeOut());
    }

    /** Once: generated, and the connection is cut before the answer. */
    public SimulatedDocument losesAnswerAfterExecuting() {
        return once(new Behaviour.Lose(true));
    }

    /** Once: the connection is cut and nothing is generated. */
    public SimulatedDocument losesRequestBeforeExecuting() {
        return once(new Behaviour.Lose(false));
    }

    /** Once: generated, and the connection is cut in the middle of the answer. */
    public SimulatedDocument truncatesAnswerAfterExecuting() {
        return once(new Behaviour.Truncate());
    }

    /**
     * Once: generated, the connection is cut, and that many repetitions with the same idempotency key are answered with
     * 409 before the result is told.
     */
    public SimulatedDocument staysInProgress(int conflicts) {
        if (conflicts < 1) {
            throw new IllegalArgumentException("conflicts = " + conflicts + ": must be at least 1");
        }
        return once(new Behaviour.StayInProgress(conflicts));
    }

    /** Once: a gateway answers, for example 502 with HTML, and nothing is generated. */
    public SimulatedDocument gatewayAnswersOnce(int status, String contentType, String body) {
        return once(new Behaviour.Gateway(false, TenantAnswer.gateway(status, contentType, body)));
    }

    /** Once: generated, but the client sees this answer of a gateway. */
    public SimulatedDocument gatewayAnswersAfterExecuting(int status, String contentType, String body) {
        return once(new Behaviour.Gateway(true, TenantAnswer.gateway(status, contentType, body)));
    }

    /** How long each execution takes, beside the tenant's latency. Zero by default. */
    public synchronized SimulatedDocument takes(Duration executionTime) {
        duration = executionTime;
        return this;
    }

    /** How many requests named it, replayed ones not counted. */
    public synchronized int requests() {
        return requests;
    }

    /** How often its transactions were generated or sent again. */
    public synchronized int executions() {
        return executions;
    }

    /** How often its existing rows were overwritten. */
    public synchronized int overwrites() {
        return overwrites;
    }

    /** The regenerate flag that Revenue got, Y or N, for each execution in order. */
    public synchronized List<Character> sentFlags() {
        return List.copyOf(flags);
    }

    @Override
    public synchronized String toString() {
        return type.getValue() + " " + number + ", executed " + executions + " times";
    }

    synchronized Duration duration() {
        return duration;
    }

    synchronized Optional<List<String>> ids() {
        return Optional.ofNullable(ids);
    }

    synchronized Behaviour next() {
        requests++;
        Behaviour next = once.poll();
        if (next != null) {
            return next;
        }
        return always == null ? new Behaviour.Succeed() : always;
    }

    synchronized void execute(boolean onlyReSend, boolean reMigrate) {
        executions++;
        if (reMigrate) {
            overwrites++;
        }
        flags.add(onlyReSend || reMigrate ? 'Y' : 'N');
    }

    static ErrorReason reason(ReasonCategory category, String message) {
        return new ErrorReason(Optional.of(ReasonCode.of(Long.parseLong(RESOURCE_CODE + category.number()))), message);
    }

    /** 32 characters, as Zuora's object ids have, the same for the same name. */
    static String opaqueId(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", "");
    }

    private synchronized SimulatedDocument once(Behaviour behaviour) {
        once.add(behaviour);
        return this;
    }
}
