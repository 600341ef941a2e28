package io.github.zuoraregenerate;

import static java.util.Objects.requireNonNull;

import io.github.zuoraregenerate.internal.DaemonThreads;
import io.github.zuoraregenerate.internal.Timing;
import io.github.zuoraregenerate.internal.auth.GivenToken;
import io.github.zuoraregenerate.internal.auth.OAuthTokens;
import io.github.zuoraregenerate.internal.auth.TokenEndpoint;
import io.github.zuoraregenerate.internal.auth.TokenSource;
import io.github.zuoraregenerate.internal.http.Channel;
import io.github.zuoraregenerate.internal.http.JdkTransport;
import io.github.zuoraregenerate.internal.http.RegenerateEndpoint;
import io.github.zuoraregenerate.internal.retry.ConcurrencyGate;
import io.github.zuoraregenerate.retry.RetryPolicy;
import io.github.zuoraregenerate.transport.Transport;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Collects the settings of a {@link RegenerateClient}. Not safe for several threads. */
public final class RegenerateClientBuilder {

    /** See {@link #connectTimeout(Duration)}. */
    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** See {@link #readTimeout(Duration)}. */
    public static final Duration DEFAULT_READ_TIMEOUT = Duration.ofSeconds(130);

    /** See {@link #tokenTimeout(Duration)}. */
    public static final Duration DEFAULT_TOKEN_TIMEOUT = Duration.ofSeconds(30);

    /** See {@link #tokenRefreshMargin(Duration)}. */
    public static final Duration DEFAULT_TOKEN_REFRESH_MARGIN = Duration.ofSeconds(300);

    /** See {@link #maxConcurrency(int)}. */
    public static final int DEFAULT_MAX_CONCURRENCY = 10;

    /** Longer than any server holds a connection, and within the range of every clock on the way. */
    private static final Duration LONGEST_TIMEOUT = Duration.ofDays(1);

    /** What Zuora grants to this class of operations: 40 calls in flight, shared by the whole tenant. */
    private static final int TENANT_CONCURRENCY = 40;

    private @Nullable String baseUrl;
    private @Nullable Function<Channel, TokenSource> tokens;
    private Duration connectTimeout = DEFAULT_CONNECT_TIMEOUT;
    private Duration readTimeout = DEFAULT_READ_TIMEOUT;
    private Duration tokenTimeout = DEFAULT_TOKEN_TIMEOUT;
    private Duration tokenRefreshMargin = DEFAULT_TOKEN_REFRESH_MARGIN;
    private int maxConcurrency = DEFAULT_MAX_CONCURRENCY;
    private RetryPolicy retryPolicy = RetryPolicy.DEFAULT;
    private boolean compressRequests;
    private @Nullable Transport transport;
    private @Nullable Executor asyncExecutor;
    private final List<RegenerateListener> listeners = new ArrayList<>();
    private Timing timing = Timing.SYSTEM;

    RegenerateClientBuilder() {}

    /** One of Zuora's servers. This or {@link #baseUrl(String)} is required; the last one set counts. */
    public RegenerateClientBuilder environment(ZuoraEnvironment environment) {
        baseUrl = requireNonNull(environment, "environment").baseUrl();
        return this;
    }

    /**
     * A server of the tenant's own: {@code https}, or {@code http} to a loopback address.
     *
     * @throws IllegalArgumentException for any other URL, or one with user information, query or fragment
     */
    public RegenerateClientBuilder baseUrl(String baseUrl) {
        this.baseUrl = BaseUrl.checked(requireNonNull(baseUrl, "baseUrl"));
        return this;
    }

    /**
     * A fixed access token, without the word Bearer. One credential is required; the last one set counts.
     *
     * @throws IllegalArgumentException if no header can carry it
     */
    public RegenerateClientBuilder bearerToken(String token) {
        if (!GivenToken.isToken(token)) {
            throw new IllegalArgumentException("bearerToken must be visible ASCII characters without blanks");
        }
        tokens = channel -> GivenToken.fixed(token);
        return this;
    }

    /** Where to get the access token, asked before every request. It must be fast and safe for many threads. */
    public RegenerateClientBuilder bearerToken(Supplier<String> token) {
        requireNonNull(token, "bearerToken");
        tokens = channel -> GivenToken.from(token);
        return this;
    }

    /**
     * An OAuth client. Its token is fetched from {@code /oauth/token} of the same server, kept and renewed.
     *
     * @throws IllegalArgumentException if one of them is empty
     */
    public RegenerateClientBuilder clientCredentials(String clientId, String clientSecret) {
        requireNonNull(clientId, "clientId");
        requireNonNull(clientSecret, "clientSecret");
        if (clientId.isEmpty() || clientSecret.isEmpty()) {
            throw new IllegalArgumentException("clientCredentials needs an id and a secret; the "
                    + (clientId.isEmpty() ? "id" : "secret") + " is empty");
        }
        tokens = channel -> new OAuthTokens(
                new TokenEndpoint(channel, server(), clientId, clientSecret, tokenTimeout), tokenRefreshMargin, timing);
        return this;
    }

    /** For a connection to the server. 10 seconds by default. A client given by {@link #httpClient} has its own. */
    public RegenerateClientBuilder connectTimeout(Duration timeout) {
        connectTimeout = inRange("connectTimeout", timeout);
        return this;
    }

    /**
     * For one answer, to its last byte. 130 seconds by default, because Zuora cuts a request at 120. A look-up of the
     * server's name that hangs is not cut: it ends when the operating system gives it up, usually within 30 seconds.
     */
    public RegenerateClientBuilder readTimeout(Duration timeout) {
        readTimeout = inRange("readTimeout", timeout);
        return this;
    }

    /** For one answer of {@code /oauth/token}. 30 seconds by default. */
    public RegenerateClientBuilder tokenTimeout(Duration timeout) {
        tokenTimeout = inRange("tokenTimeout", timeout);
        return this;
    }

    /** How long before its end a token is renewed. 300 seconds by default. */
    public RegenerateClientBuilder tokenRefreshMargin(Duration margin) {
        if (requireNonNull(margin, "tokenRefreshMargin").isNegative()) {
            throw new IllegalArgumentException("tokenRefreshMargin = " + margin + ": must not be negative");
        }
        tokenRefreshMargin = margin;
        return this;
    }

    /** Calls in flight at the same time, 1 to 40. 10 by default. The tenant's own limit of 40 is shared by all. */
    public RegenerateClientBuilder maxConcurrency(int calls) {
        if (calls < 1 || calls > TENANT_CONCURRENCY) {
            throw new IllegalArgumentException(
                    "maxConcurrency = " + calls + ": must be 1 to " + TENANT_CONCURRENCY + ", the tenant's own limit");
        }
        maxConcurrency = calls;
        return this;
    }

    /** How often and how long a call is repeated. {@link RetryPolicy#DEFAULT} by default. */
    public RegenerateClientBuilder retryPolicy(RetryPolicy policy) {
        retryPolicy = requireNonNull(policy, "retryPolicy");
        return this;
    }

    /** Whether request bodies are gzipped. False by default: a body has under 200 bytes. */
    public RegenerateClientBuilder compressRequests(boolean compress) {
        compressRequests = compress;
        return this;
    }

    /**
     * The JDK's HTTP client to send with, for a proxy, TLS settings or an executor of one's own. It must not follow
     * redirects. It is not closed with the client.
     *
     * @throws IllegalArgumentException if it follows redirects
     */
    public RegenerateClientBuilder httpClient(HttpClient httpClient) {
        transport = JdkTransport.over(requireNonNull(httpClient, "httpClient"));
        return this;
    }

    /** Another transport than the JDK's HTTP client. Closed with the client. */
    public RegenerateClientBuilder transport(Transport transport) {
        this.transport = requireNonNull(transport, "transport");
        return this;
    }

    /** Runs the requests of asynchronous calls. Daemon threads of the client's own by default. */
    public RegenerateClientBuilder asyncExecutor(Executor executor) {
        asyncExecutor = requireNonNull(executor, "asyncExecutor");
        return this;
    }

    /** Adds one that sees every attempt and outcome. None by default. */
    public RegenerateClientBuilder listener(RegenerateListener listener) {
        listeners.add(requireNonNull(listener, "listener"));
        return this;
    }

    /**
     * The client. Opens no connection.
     *
     * @throws IllegalStateException if server or credential is missing
     */
    public RegenerateClient build() {
        String server = server();
        if (tokens == null) {
            throw new IllegalStateException("no credential is set: call bearerToken or clientCredentials");
        }
        Transport carrier =
                transport == null ? JdkTransport.create(URI.create(server).getScheme(), connectTimeout) : transport;
        Channel channel = new Channel(carrier);
        DaemonThreads ownThreads = asyncExecutor == null ? new DaemonThreads("zuora-regenerate-call") : null;
        return new DefaultRegenerateClient(
                new RegenerateEndpoint(server, channel),
                tokens.apply(channel),
                new ConcurrencyGate(maxConcurrency, timing),
                retryPolicy,
                readTimeout,
                compressRequests,
                new Observers(listeners),
                timing,
                ownThreads == null ? asyncExecutor : ownThreads,
                () -> {
                    carrier.close();
                    if (ownThreads != null) {
                        ownThreads.close();
                    }
                });
    }

    /** For tests: time and chance. */
    RegenerateClientBuilder timing(Timing newTiming) {
        timing = newTiming;
        return this;
    }

    private String server() {
        if (baseUrl == null) {
            throw new IllegalStateException("no server is set: call environment or baseUrl");
        }
        return baseUrl;
    }

    private static Duration inRange(String name, Duration timeout) {
        if (requireNonNull(timeout, name).isNegative() || timeout.isZero() || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
            throw new IllegalArgumentException(
                    name + " = " + timeout + ": must be positive and not longer than " + LONGEST_TIMEOUT);
        }
        return timeout;
    }
}
