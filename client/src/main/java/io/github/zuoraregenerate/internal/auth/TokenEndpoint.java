package io.github.zuoraregenerate.internal.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import io.github.zuoraregenerate.internal.AnswerHeaders;
import io.github.zuoraregenerate.internal.Exchange;
import io.github.zuoraregenerate.internal.http.AnswerReader;
import io.github.zuoraregenerate.internal.http.Channel;
import io.github.zuoraregenerate.internal.http.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** {@code POST /oauth/token} with client credentials. Sends no header of the API. Never prints a secret. */
public final class TokenEndpoint {

    private static final ObjectReader JSON = Json.readerFor(JsonNode.class);

    /** When the server does not say how long: "about an hour" in the documentation. */
    private static final Duration DEFAULT_LIFE = Duration.ofSeconds(3600);

    private static final Map<String, List<String>> HEADERS =
            Map.of("Content-Type", List.of("application/x-www-form-urlencoded"), "Accept", List.of("application/json"));

    private final Channel channel;
    private final URI uri;
    private final byte[] form;
    private final Duration timeout;
    private final List<String> secrets;

    /** The token endpoint of that server. */
    public TokenEndpoint(Channel channel, String baseUrl, String clientId, String clientSecret, Duration timeout) {
        this.channel = channel;
        this.uri = URI.create(baseUrl + "/oauth/token");
        this.form = ("client_id=" + encode(clientId) + "&client_secret=" + encode(clientSecret)
                        + "&grant_type=client_credentials")
                .getBytes(StandardCharsets.US_ASCII);
        this.timeout = timeout;
        this.secrets = List.of(clientSecret, encode(clientSecret));
    }

    /** A token and how long it lives. A class instead of a record, whose toString would show the token. */
    static final class Token {

        private final String value;
        private final Duration life;

        Token(String value, Duration life) {
            this.value = value;
            this.life = life;
        }

        String value() {
            return value;
        }

        Duration life() {
            return life;
        }
    }

    /** Asks once. */
    Token fetch(Duration remaining) throws NoTokenException, InterruptedException {
        Duration limit = remaining.compareTo(timeout) < 0 ? remaining : timeout;
        if (limit.isNegative() || limit.isZero()) {
            throw new NoTokenException(unavailable("no time was left to ask " + uri));
        }
        Channel.Reply reply;
        try {
            reply = channel.send("POST", uri, HEADERS, form, limit, secrets);
        } catch (IOException e) {
            throw new NoTokenException(new Exchange.TokenUnavailable(
                    OptionalInt.empty(), AnswerHeaders.NONE, "no answer from " + uri, Optional.of(e)));
        }
        int status = reply.status();
        if (status == 200) {
            Token token = read(reply.body());
            if (token != null) {
                return token;
            }
        }
        Exchange.Answered answer = AnswerReader.read(status, reply.headers(), reply.body());
        if (status >= 300 && status < 500 && status != 408 && status != 429) {
            throw new NoTokenException(new Exchange.TokenRefused(
                    OptionalInt.of(status), AnswerReader.readError(reply.body()), uri + " refused", Optional.empty()));
        }
        throw new NoTokenException(new Exchange.TokenUnavailable(
                OptionalInt.of(status), answer.headers(), uri + " gave no token", Optional.empty()));
    }

    static Exchange unavailable(String detail) {
        return new Exchange.TokenUnavailable(OptionalInt.empty(), AnswerHeaders.NONE, detail, Optional.empty());
    }

    private static @Nullable Token read(byte[] body) {
        JsonNode json;
        try {
            json = JSON.readTree(body);
        } catch (IOException e) {
            // An HTML page, for instance. The exception would quote it, and it may hold a token.
            return null;
        }
        String value = json.path("access_token").asText("");
        if (!GivenToken.isToken(value)) {
            return null;
        }
        long seconds = json.path("expires_in").asLong(0);
        return new Token(value, seconds > 0 ? Duration.ofSeconds(Math.min(seconds, 86_400)) : DEFAULT_LIFE);
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
