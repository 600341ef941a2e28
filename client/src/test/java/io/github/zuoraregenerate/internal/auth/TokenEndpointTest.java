package io.github.zuoraregenerate.internal.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.zuoraregenerate.error.ReasonCategory;
import io.github.zuoraregenerate.fakes.ScriptedTransport;
import io.github.zuoraregenerate.internal.Exchange;
import io.github.zuoraregenerate.internal.http.Channel;
import io.github.zuoraregenerate.transport.TransportRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenEndpointTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final ScriptedTransport transport = new ScriptedTransport();

    @Test
    void requestHasTheFormAndNoHeaderOfTheApi() throws Exception {
        transport.giveToken("a", 3600);

        endpoint("id", "secret").fetch(TIMEOUT);

        TransportRequest request = transport.tokenRequests().get(0);
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.uri()).hasToString("https://localhost/base/oauth/token");
        assertThat(request.headers())
                .isEqualTo(Map.of(
                        "Content-Type",
                        List.of("application/x-www-form-urlencoded"),
                        "Accept",
                        List.of("application/json")));
        assertThat(request.timeout()).isEqualTo(TIMEOUT);
        assertThat(form(request)).isEqualTo("client_id=id&client_secret=secret&grant_type=client_credentials");
    }

    @Test
    void idAndSecretAreEncoded() throws Exception {
        transport.giveToken("a", 3600);

        endpoint("a+b c&d=e%/é", "s&grant_type=x;\n\"€😀").fetch(TIMEOUT);

        assertThat(form(transport.tokenRequests().get(0)))
                .isEqualTo("client_id=a%2Bb+c%26d%3De%25%2F%C3%A9"
                        + "&client_secret=s%26grant_type%3Dx%3B%0A%22%E2%82%AC%F0%9F%98%80"
                        + "&grant_type=client_credentials");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"access_token\":\"a\",\"expires_in\":3599}|3599",
                "{\"access_token\":\"a\",\"expires_in\":\"3599\"}|3599",
                "{\"access_token\":\"a\",\"expires_in\":3599.9,\"new\":{}}|3599",
                "{\"access_token\":\"a\",\"expires_in\":1}|1",
                "{\"access_token\":\"a\",\"expires_in\":86400}|86400",
                "{\"access_token\":\"a\",\"expires_in\":86401}|86400",
                "{\"access_token\":\"a\",\"expires_in\":9999999999999999999}|3600",
                "{\"access_token\":\"a\"}|3600",
                "{\"access_token\":\"a\",\"expires_in\":null}|3600",
                "{\"access_token\":\"a\",\"expires_in\":0}|3600",
                "{\"access_token\":\"a\",\"expires_in\":-1}|3600",
                "{\"access_token\":\"a\",\"expires_in\":\"soon\"}|3600"
            })
    void lifeIsReadAndBounded(String body, long seconds) throws Exception {
        transport.answerToken(200, body);

        TokenEndpoint.Token token = endpoint("id", "secret").fetch(TIMEOUT);

        assertThat(token.value()).isEqualTo("a");
        assertThat(token.life()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>maintenance</html>",
                "{",
                "{}",
                "null",
                "[]",
                "\"a\"",
                "{\"access_token\":null}",
                "{\"access_token\":\"\"}",
                "{\"access_token\":\"a b\"}",
                "{\"access_token\":\"a\\r\\nX: y\"}",
                "{\"access_token\":\"é\"}",
                "{\"access_token\":{\"a\":1}}",
                "{\"access_token\":\"a\"} trailing"
            })
    void answerWithoutATokenIsNoRefusal(String body) {
        transport.answerToken(200, body, "Zuora-Request-Id", "r-1");

        Exchange.TokenUnavailable unavailable = unavailable(TIMEOUT);

        assertThat(unavailable.status()).hasValue(200);
        assertThat(unavailable.detail()).isEqualTo("https://localhost/base/oauth/token gave no token");
        assertThat(unavailable.headers().requestId()).contains("r-1");
        assertThat(unavailable.cause()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 201, 204, 299, 408, 429, 500, 502, 503, 504, 599})
    void serverThatCannotAnswerNowIsAskedAgainLater(int status) {
        transport.answerToken(status, "{\"access_token\":\"a\"}", "Retry-After", "120");

        Exchange.TokenUnavailable unavailable = unavailable(TIMEOUT);

        assertThat(unavailable.status()).hasValue(status);
        assertThat(unavailable.headers().retryAfter()).contains("120");
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 302, 307, 400, 401, 403, 404, 407, 409, 428, 430, 499})
    void refusalIsFinal(int status) {
        transport.answerToken(
                status, "{\"success\":false,\"reasons\":[{\"code\":90000011,\"message\":\"Invalid client id\"}]}");

        NoTokenException failure = failure(TIMEOUT);

        assertThat(failure.exchange()).isInstanceOfSatisfying(Exchange.TokenRefused.class, refused -> {
            assertThat(refused.status()).hasValue(status);
            assertThat(refused.detail()).isEqualTo("https://localhost/base/oauth/token refused");
            assertThat(refused.body().reasons())
                    .singleElement()
                    .satisfies(reason -> assertThat(reason.category()).contains(ReasonCategory.AUTHENTICATION_FAILED));
            assertThat(refused.cause()).isEmpty();
        });
    }

    @Test
    void lostAnswerKeepsItsCause() {
        IOException cause = new IOException("reset");
        transport.thenToken(request -> {
            throw cause;
        });

        Exchange.TokenUnavailable unavailable = unavailable(TIMEOUT);

        assertThat(unavailable.status()).isEmpty();
        assertThat(unavailable.detail()).isEqualTo("no answer from https://localhost/base/oauth/token");
        assertThat(unavailable.cause()).containsSame(cause);
    }

    @ParameterizedTest
    @CsvSource({"29, 29", "30, 30", "31, 30"})
    void shorterTimeCounts(long remaining, long timeout) throws Exception {
        transport.giveToken("a", 3600);

        endpoint("id", "secret").fetch(Duration.ofSeconds(remaining));

        assertThat(transport.tokenRequests().get(0).timeout()).isEqualTo(Duration.ofSeconds(timeout));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1})
    void withoutTimeNobodyIsAsked(long remaining) {
        assertThat(unavailable(Duration.ofNanos(remaining)).detail())
                .isEqualTo("no time was left to ask https://localhost/base/oauth/token");
        assertThat(transport.tokenRequests()).isEmpty();
    }

    private Exchange.TokenUnavailable unavailable(Duration remaining) {
        return (Exchange.TokenUnavailable) failure(remaining).exchange();
    }

    private NoTokenException failure(Duration remaining) {
        return catchThrowableOfType(
                NoTokenException.class, () -> endpoint("id", "secret").fetch(remaining));
    }

    private TokenEndpoint endpoint(String id, String secret) {
        return new TokenEndpoint(new Channel(transport), "https://localhost/base", id, secret, TIMEOUT);
    }

    private static String form(TransportRequest request) {
        return new String(request.body(), StandardCharsets.US_ASCII);
    }
}
