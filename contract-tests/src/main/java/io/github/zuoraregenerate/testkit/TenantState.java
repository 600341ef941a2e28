package io.github.zuoraregenerate.testkit;

import io.github.zuoraregenerate.generated.model.DocumentType;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a tenant knows. Safe for many threads. */
final class TenantState {

    private final Contract contract;
    private final boolean checksContract;
    private final SimulatedTokens tokens;
    private final IdempotencyStore idempotency;
    private final RateLimiter rates;
    private final ConcurrencyGate concurrency;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<String, SimulatedDocument> byNumber = new ConcurrentHashMap<>();
    private final Map<String, SimulatedDocument> byId = new ConcurrentHashMap<>();
    private final List<ReceivedRequest> received = new ArrayList<>();
    private final List<ReceivedRequest> tokenRequests = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private volatile String defaultVersion;
    private volatile Duration latency;
    private volatile boolean announcesLimits = true;
    private volatile @Nullable Set<String> entities;
    private volatile @Nullable Set<String> organizations;

    TenantState(
            InstantSource clock,
            Contract contract,
            boolean checksContract,
            String clientId,
            String clientSecret,
            String defaultVersion,
            Duration latency) {
        this.contract = contract;
        this.checksContract = checksContract;
        this.defaultVersion = defaultVersion;
        this.latency = latency;
        this.tokens = new SimulatedTokens(clock, clientId, clientSecret);
        this.idempotency = new IdempotencyStore(clock);
        this.rates = new RateLimiter(clock, RateQuota.PRODUCTION);
        this.concurrency = new ConcurrencyGate(clock, SimulatedTenant.CONCURRENCY_LIMIT);
    }

    Contract contract() {
        return contract;
    }

    boolean checksContract() {
        return checksContract;
    }

    SimulatedTokens tokens() {
        return tokens;
    }

    IdempotencyStore idempotency() {
        return idempotency;
    }

    RateLimiter rates() {
        return rates;
    }

    ConcurrencyGate concurrency() {
        return concurrency;
    }

    String defaultVersion() {
        return defaultVersion;
    }

    void defaultVersion(String version) {
        defaultVersion = version;
    }

    Duration latency() {
        return latency;
    }

    void latency(Duration perCall) {
        latency = perCall;
    }

    boolean announcesLimits() {
        return announcesLimits;
    }

    void announcesLimits(boolean announced) {
        announcesLimits = announced;
    }

    void entities(Set<String> ids) {
        entities = Set.copyOf(ids);
    }

    void organizations(Set<String> ids) {
        organizations = Set.copyOf(ids);
    }

    /** A tenant that was told no entities or organizations accepts any. */
    boolean mayActFor(@Nullable String entity, @Nullable String orgs) {
        Set<String> knownEntities = entities;
        Set<String> knownOrganizations = organizations;
        return (entity == null || knownEntities == null || knownEntities.contains(entity))
                && (orgs == null
                        || knownOrganizations == null
                        || knownOrganizations.containsAll(Arrays.asList(orgs.split(",", -1))));
    }

    SimulatedDocument add(String number, DocumentType type, @Nullable String id) {
        String actualId = id == null ? SimulatedDocument.opaqueId(type.getValue() + number) : id;
        SimulatedDocument document = new SimulatedDocument(number, type, actualId);
        if (byNumber.putIfAbsent(number, document) != null) {
            throw new IllegalStateException("document " + number + " was already scripted in this tenant. Keep what"
                    + " document(number, type) returned, or find it with document(number).");
        }
        if (byId.putIfAbsent(actualId, document) != null) {
            byNumber.remove(number);
            throw new IllegalStateException(
                    "document " + number + ": another document of this tenant has the id " + actualId + " already.");
        }
        return document;
    }

    @Nullable SimulatedDocument find(@Nullable String number, @Nullable String documentId, @Nullable String id) {
        if (number != null) {
            return byNumber.get(number);
        }
        if (documentId != null) {
            return byId.get(documentId);
        }
        return id == null ? null : byId.get(id);
    }

    int executions() {
        return byNumber.values().stream()
                .mapToInt(SimulatedDocument::executions)
                .sum();
    }

    void record(ReceivedRequest request) {
        synchronized (received) {
            received.add(request);
        }
    }

    List<ReceivedRequest> received() {
        synchronized (received) {
            return List.copyOf(received);
        }
    }

    void recordTokenRequest(ReceivedRequest request) {
        synchronized (tokenRequests) {
            tokenRequests.add(request);
        }
    }

    List<ReceivedRequest> tokenRequests() {
        synchronized (tokenRequests) {
            return List.copyOf(tokenRequests);
        }
    }

    void report(Arrival arrival, List<ContractViolation> violations) {
        for (ContractViolation violation : violations) {
            complain(arrival.method() + " " + arrival.path() + ": " + violation);
        }
    }

    void complain(String complaint) {
        synchronized (complaints) {
            complaints.add(complaint);
        }
    }

    List<String> takeComplaints() {
        synchronized (complaints) {
            List<String> taken = List.copyOf(complaints);
            complaints.clear();
            return taken;
        }
    }

    void forgetRequests() {
        synchronized (received) {
            received.clear();
        }
        synchronized (tokenRequests) {
            tokenRequests.clear();
        }
    }

    /** Waits that long, or until the tenant closes; not at all if it is negative. */
    void waitFor(Duration duration) throws InterruptedException {
        if (!duration.isZero() && !duration.isNegative()) {
            boolean closed = closing.await(duration.toNanos(), TimeUnit.NANOSECONDS);
            if (closed) {
                throw new InterruptedException("The tenant was closed during the request.");
            }
        }
    }

    void waitForClose() throws InterruptedException {
        closing.await();
    }

    void close() {
        closing.countDown();
    }
}
