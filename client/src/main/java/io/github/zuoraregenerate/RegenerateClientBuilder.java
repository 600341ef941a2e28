package io.github.zuoraregenerate;

import io.github.zuoraregenerate.retry.RetryPolicy;
import io.github.zuoraregenerate.transport.Transport;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
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

    RegenerateClientBuilder() {}

    /** One of Zuora's servers. This or {@link #baseUrl(String)} is required; the last one set counts. */
    public RegenerateClientBuilder environment(ZuoraEnvironment environment) {
        return this;
    }

    /**
     * A server of the tenant's own: {@code https}, or {@code http} to a loopback address.
     *
     * @throws IllegalArgumentException for any other URL, or one with user information, query or fragment
     */
    public RegenerateClientBuilder baseUrl(String baseUrl) {
        return this;
    }

    /** A fixed access token, without the word Bearer. One credential is required; the last one set counts. */
    public RegenerateClientBuilder bearerToken(String token) {
        return this;
    }

    /** Where to get the access token, asked before every request. It must be fast and safe for many threads. */
    public RegenerateClientBuilder bearerToken(Supplier<String> token) {
        return this;
    }

    /** An OAuth client. Its token is fetched from {@code /oauth/token} of the same server, kept and renewed. */
    public RegenerateClientBuilder clientCredentials(String clientId, String clientSecret) {
        return this;
    }

    /** For a connection to the server. 10 seconds by default. */
    public RegenerateClientBuilder connectTimeout(Duration timeout) {
        return this;
    }

    /** For one answer, to its last byte. 130 seconds by default, because Zuora cuts a request at 120. */
    public RegenerateClientBuilder readTimeout(Duration timeout) {
        return this;
    }

    /** For one answer of {@code /oauth/token}. 30 seconds by default. */
    public RegenerateClientBuilder tokenTimeout(Duration timeout) {
        return this;
    }

    /** How long before its end a token is renewed. 300 seconds by default. */
    public RegenerateClientBuilder tokenRefreshMargin(Duration margin) {
        return this;
    }

    /** Calls in flight at the same time, 1 to 40. 10 by default. The tenant's own limit of 40 is shared by all. */
    public RegenerateClientBuilder maxConcurrency(int calls) {
        return this;
    }

    /** How often and how long a call is repeated. {@link RetryPolicy#DEFAULT} by default. */
    public RegenerateClientBuilder retryPolicy(RetryPolicy policy) {
        return this;
    }

    /** Whether request bodies are gzipped. False by default: a body has under 200 bytes. */
    public RegenerateClientBuilder compressRequests(boolean compress) {
        return this;
    }

    /**
     * The JDK's HTTP client to send with, for a proxy, TLS settings or an executor of one's own. It must not follow
     * redirects. It is not closed with the client.
     */
    public RegenerateClientBuilder httpClient(HttpClient httpClient) {
        return this;
    }

    /** Another transport than the JDK's HTTP client. Closed with the client. */
    public RegenerateClientBuilder transport(Transport transport) {
        return this;
    }

    /** Runs the requests of asynchronous calls. Daemon threads of the client's own by default. */
    public RegenerateClientBuilder asyncExecutor(Executor executor) {
        return this;
    }

    /** Adds one that sees every attempt and outcome. None by default. */
    public RegenerateClientBuilder listener(RegenerateListener listener) {
        return this;
    }

    /**
     * The client. Opens no connection.
     *
     * @throws IllegalStateException if server or credential is missing
     */
    public RegenerateClient build() {
        throw new IllegalStateException();
    }
}
