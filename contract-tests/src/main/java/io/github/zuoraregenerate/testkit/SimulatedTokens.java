package io.github.zuoraregenerate.testkit;

import io.github.zuoraregenerate.testkit.ReceivedRequest.Handling;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a {@link SimulatedTenant}: {@code POST /oauth/token} with client credentials, and what it issued. Safe
 * for many threads. Source: "Create an OAuth token" in Zuora's API reference.
 */
public final class SimulatedTokens {

    static final String PATH = "/oauth/token";

    /** How long a token lives unless {@link #lifetime(Duration)} says otherwise. */
    public static final Duration DEFAULT_LIFETIME = Duration.ofSeconds(3599);

    private final InstantSource clock;
    private String clientId;
    private String clientSecret;
    private final Map<String, Instant> valid = new HashMap<>();
    private final Deque<TenantAnswer> once = new ArrayDeque<>();
    private Duration lifetime = DEFAULT_LIFETIME;
    private int issued;

    SimulatedTokens(InstantSource clock, String clientId, String clientSecret) {
        this.clock = clock;
        this.clientId = clientId;
        this.clientSecret = clientSecret;
    }

    /** A new token, without a request for it. */
    public synchronized String issue() {
        return accept("simulated-token-" + ++issued + "-" + UUID.randomUUID());
    }

    /** Makes a token of your own valid, for the same lifetime as an issued one, and returns it. */
    public synchronized String accept(String token) {
        valid.put(token, clock.instant().plus(lifetime));
        return token;
    }

    /** No token that exists now is accepted any more. */
    public synchronized void revokeAll() {
        valid.clear();
    }

    /** The OAuth client that is known from now on. */
    public synchronized SimulatedTokens clientCredentials(String id, String secret) {
        clientId = id;
        clientSecret = secret;
        return this;
    }

    /** How long the tokens that are issued from now on live. 3599 seconds by default. */
    public synchronized SimulatedTokens lifetime(Duration tokenLifetime) {
        lifetime = tokenLifetime;
        return this;
    }

    /** The next token request is refused although its credentials are right. */
    public synchronized SimulatedTokens refuseOnce() {
        once.add(refusal());
        return this;
    }

    /** The next token request gets this answer. */
    public synchronized SimulatedTokens answerOnceWith(int status, String contentType, String body) {
        once.add(TenantAnswer.gateway(status, contentType, body));
        return this;
    }

    /** How many tokens were issued, to requests or by {@link #issue()}. */
    public synchronized int issued() {
        return issued;
    }

    synchronized boolean accepts(@Nullable String authorization) {
        if (authorization == null || !authorization.startsWith("Bearer ")) {
            return false;
        }
        Instant end = valid.get(authorization.substring("Bearer ".length()));
        return end != null && clock.instant().isBefore(end);
    }

    synchronized TenantAnswer answer(String form) {
        TenantAnswer scripted = once.poll();
        if (scripted != null) {
            return scripted;
        }
        Map<String, List<String>> fields = Contract.parseQuery(form);
        if (!fields.getOrDefault("grant_type", List.of()).equals(List.of("client_credentials"))
                || !fields.getOrDefault("client_id", List.of()).equals(List.of(clientId))
                || !fields.getOrDefault("client_secret", List.of()).equals(List.of(clientSecret))) {
            return refusal();
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("access_token", issue());
        body.put("token_type", "bearer");
        body.put("expires_in", lifetime.toSeconds());
        body.put("scope", "user." + clientId);
        body.put("jti", UUID.randomUUID().toString());
        return TenantAnswer.json(
                200, Map.of(), Contract.JSON.valueToTree(body).toString().getBytes(StandardCharsets.UTF_8));
    }

    static Handling handling(TenantAnswer answer) {
        return answer.status() == 200 ? Handling.EXECUTED : Handling.REFUSED;
    }

    private static TenantAnswer refusal() {
        return TenantAnswer.json(
                401,
                Map.of(),
                "{\"success\":false,\"reasons\":[{\"code\":90000011,\"message\":\"Invalid client id or secret\"}]}"
                        .getBytes(StandardCharsets.UTF_8));
    }
}
