package io.github.zuoraregenerate.testkit;

import io.github.zuoraregenerate.generated.model.DocumentType;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A Zuora tenant for tests: a real HTTP server on a loopback port that answers the regenerate operation and
 * {@code /oauth/token} as Zuora's documentation says. It is no proof of what Zuora's server does.
 *
 * <p>As a JUnit extension ({@code @RegisterExtension}) it starts and closes by itself: with every test as an instance
 * field, once for the class as a static field. After each test it fails the test if a request or an answer broke the
 * contract. Without JUnit, use {@link #start()} and {@link #close()}.
 *
 * <p>It checks every request and every answer against {@code openapi.yaml}, announces and enforces the documented
 * limits, stores the answers to each idempotency key for 24 hours, and tells errors with HTTP 200 or with a real status
 * as {@code Zuora-Version} asks. Every complete answer is stored under its key, a refused token and a limit included;
 * that Zuora stores those two as well is the strictest reading of its documentation. Safe for many threads.
 */
public final class SimulatedTenant
        implements AutoCloseable, BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

    /** How many calls may be in flight unless {@link #concurrencyLimit(int)} says otherwise. */
    public static final int CONCURRENCY_LIMIT = 40;

    /** The API version that counts without a {@code Zuora-Version}, unless the builder says otherwise. */
    public static final String DEFAULT_VERSION = "186.0";

    /** The OAuth client that every tenant knows, unless the builder says otherwise. */
    public static final String DEFAULT_CLIENT_ID = "simulated-client";

    /** Its secret. */
    public static final String DEFAULT_CLIENT_SECRET = "simulated-secret";

    private final Builder settings;
    private final Object lifecycle = new Object();
    private TenantState state;
    private @Nullable TenantServer server;
    private boolean closed;
    private boolean startedForClass;

    private SimulatedTenant(Builder builder) {
        settings = builder.copy();
        state = settings.newState();
    }

    /** A tenant with every default, not started. */
    public static SimulatedTenant create() {
        return builder().build();
    }

    /** Starts with every default. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Listens from now on.
     *
     * @return this
     * @throws IllegalStateException if it is started or closed already, or the port is taken
     */
    public SimulatedTenant start() {
        synchronized (lifecycle) {
            if (closed) {
                throw new IllegalStateException("This simulated tenant is closed. Create another one.");
            }
            if (server != null) {
                throw new IllegalStateException("This simulated tenant is started already, on port " + server.port()
                        + ". As an extension it starts by itself.");
            }
            server = TenantServer.start(state, settings.port);
        }
        return this;
    }

    /** Cuts every connection and frees the port. A second close does nothing. */
    @Override
    public void close() {
        synchronized (lifecycle) {
            closed = true;
            stop();
        }
    }

    private void stop() {
        state.close();
        if (server != null) {
            server.close();
            server = null;
        }
    }

    /**
     * Where it listens: scheme, loopback address and port, without a slash at the end.
     *
     * @throws IllegalStateException if it does not listen
     */
    public String baseUrl() {
        synchronized (lifecycle) {
            if (server == null) {
                throw new IllegalStateException(
                        closed
                                ? "This simulated tenant is closed."
                                : "This simulated tenant is not started. Call start(), or register it as an extension.");
            }
            return "http://127.0.0.1:" + server.port();
        }
    }

    /** The id of the OAuth client it was built with. */
    public String clientId() {
        return settings.clientId;
    }

    /** The secret of that client. */
    public String clientSecret() {
        return settings.clientSecret;
    }

    /** A new valid access token. */
    public String accessToken() {
        return open().tokens().issue();
    }

    /** Its tokens and its token endpoint. */
    public SimulatedTokens tokens() {
        return open().tokens();
    }

    /**
     * Adds a document, which succeeds until it is told otherwise.
     *
     * @throws IllegalStateException if the tenant has one of that number, or is closed
     */
    public SimulatedDocument document(String number, DocumentType type) {
        return open().add(number, type, null);
    }

    /**
     * Adds a document with an id of your own.
     *
     * @throws IllegalStateException if the tenant has one of that number or id, or is closed
     */
    public SimulatedDocument document(String number, DocumentType type, String id) {
        return open().add(number, type, id);
    }

    /**
     * A document that was added before.
     *
     * @throws IllegalStateException if there is none of that number
     */
    public SimulatedDocument document(String number) {
        SimulatedDocument document = state().find(number, null, null);
        if (document == null) {
            throw new IllegalStateException(
                    "document " + number + " is not in this tenant. Add it with document(number, type).");
        }
        return document;
    }

    /** How long every request of the operation takes, counted from its arrival. Zero by default. */
    public SimulatedTenant latency(Duration perCall) {
        open().latency(perCall);
        return this;
    }

    /** Whether answers have the headers of the limits. True by default. */
    public SimulatedTenant announcesLimits(boolean announced) {
        open().announcesLimits(announced);
        return this;
    }

    /** The rate limits, counted anew. {@link RateQuota#PRODUCTION} by default; none means no limit. */
    public SimulatedTenant rateQuotas(RateQuota... quotas) {
        open().rates().replace(List.of(quotas));
        return this;
    }

    /** Calls that others of the tenant made now: they count for the rate limits. */
    public SimulatedTenant otherCallsMade(long calls) {
        open().rates().take(calls);
        return this;
    }

    /** How many calls may be in flight. {@value #CONCURRENCY_LIMIT} by default. */
    public SimulatedTenant concurrencyLimit(int calls) {
        open().concurrency().limit(calls);
        return this;
    }

    /** Calls that others of the tenant have in flight from now on. None by default. */
    public SimulatedTenant otherCallsInFlight(int calls) {
        open().concurrency().others(calls);
        return this;
    }

    /** The entities the user may act for. Any by default. */
    public SimulatedTenant entities(String... ids) {
        open().entities(Set.of(ids));
        return this;
    }

    /** The organizations the user may act for. Any by default. */
    public SimulatedTenant organizations(String... ids) {
        open().organizations(Set.of(ids));
        return this;
    }

    /** The API version that counts without a {@code Zuora-Version}. */
    public SimulatedTenant defaultVersion(String version) {
        open().defaultVersion(version);
        return this;
    }

    /** Every request of the operation so far, in the order in which they were decided, and those to unknown paths. */
    public List<ReceivedRequest> received() {
        return state().received();
    }

    /** Every request to the token endpoint so far. */
    public List<ReceivedRequest> receivedTokenRequests() {
        return state().tokenRequests();
    }

    /** Forgets the requests so far; documents, tokens and stored answers stay. */
    public void forgetReceived() {
        state().forgetRequests();
    }

    /**
     * How often that document was executed.
     *
     * @throws IllegalStateException if there is none of that number
     */
    public int executions(String number) {
        return document(number).executions();
    }

    /** How often documents were executed, all together. */
    public int executions() {
        return state().executions();
    }

    /** The most calls that were in flight at the same time. */
    public int peakInFlight() {
        return state().concurrency().peak();
    }

    /**
     * Where requests and answers broke the contract since the last time this was asked, one line each. As an extension,
     * the tenant fails a test that leaves any here.
     */
    public List<String> takeContractViolations() {
        return state().takeComplaints();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        start();
        startedForClass = true;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (!startedForClass) {
            start();
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        List<String> violations = takeContractViolations();
        if (!startedForClass) {
            close();
        }
        if (!violations.isEmpty()) {
            throw new AssertionError("The contract was broken. Take the violations that a test expects with"
                    + " takeContractViolations():\n  " + String.join("\n  ", violations));
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (startedForClass) {
            close();
        }
    }

    @Override
    public String toString() {
        synchronized (lifecycle) {
            return server == null ? "simulated tenant, not listening" : "simulated tenant on port " + server.port();
        }
    }

    private TenantState state() {
        synchronized (lifecycle) {
            return state;
        }
    }

    private TenantState open() {
        synchronized (lifecycle) {
            if (closed) {
                throw new IllegalStateException("This simulated tenant is closed.");
            }
            return state;
        }
    }

    /** Collects what cannot change while a tenant runs. Not safe for several threads. */
    public static final class Builder {

        private int port;
        private InstantSource clock = InstantSource.system();
        private String clientId = DEFAULT_CLIENT_ID;
        private String clientSecret = DEFAULT_CLIENT_SECRET;
        private String defaultVersion = DEFAULT_VERSION;
        private Duration latency = Duration.ZERO;
        private boolean checksContract = true;

        private Builder() {}

        /** A loopback port, 0 for a free one. 0 by default. */
        public Builder port(int loopbackPort) {
            if (loopbackPort < 0 || loopbackPort > 65_535) {
                throw new IllegalArgumentException("port = " + loopbackPort + ": must be from 0 to 65535");
            }
            port = loopbackPort;
            return this;
        }

        /** The time of idempotency keys, quotas and tokens. The system's by default. */
        public Builder clock(InstantSource timeSource) {
            clock = timeSource;
            return this;
        }

        /** The OAuth client it knows. */
        public Builder clientCredentials(String id, String secret) {
            clientId = id;
            clientSecret = secret;
            return this;
        }

        /** The API version that counts without a {@code Zuora-Version}. {@value #DEFAULT_VERSION} by default. */
        public Builder defaultVersion(String version) {
            defaultVersion = version;
            return this;
        }

        /** How long every request of the operation takes, counted from its arrival. Zero by default. */
        public Builder latency(Duration perCall) {
            latency = perCall;
            return this;
        }

        /** Whether requests and answers are checked against the contract. True by default; false for load tests. */
        public Builder checksContract(boolean checked) {
            checksContract = checked;
            return this;
        }

        /** The tenant, not started. */
        public SimulatedTenant build() {
            return new SimulatedTenant(this);
        }

        private Builder copy() {
            Builder copy = new Builder();
            copy.port = port;
            copy.clock = clock;
            copy.clientId = clientId;
            copy.clientSecret = clientSecret;
            copy.defaultVersion = defaultVersion;
            copy.latency = latency;
            copy.checksContract = checksContract;
            return copy;
        }

        private TenantState newState() {
            return new TenantState(
                    clock, Contract.load(), checksContract, clientId, clientSecret, defaultVersion, latency);
        }
    }
}
