package io.github.zuoraregenerate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.zuoraregenerate.fakes.Canaries;
import io.github.zuoraregenerate.fakes.ScriptedTransport;
import io.github.zuoraregenerate.retry.RetryPolicy;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the builder takes, where it sends, and what it says of what it does not take. */
class RegenerateClientBuilderTest {

    private static String sentTo(Consumer<RegenerateClientBuilder> server) {
        ScriptedTransport transport = new ScriptedTransport().succeed();
        RegenerateClientBuilder builder =
                RegenerateClient.builder().bearerToken(Canaries.TOKEN).transport(transport);
        server.accept(builder);
        Calls.resultOf(builder);
        return transport.requests().get(0).uri().toString();
    }

    @ParameterizedTest
    @EnumSource(ZuoraEnvironment.class)
    void everyEnvironmentIsSentToOverTls(ZuoraEnvironment environment) {
        assertThat(environment.baseUrl()).matches("https://rest\\.[a-z.]+\\.com");
        assertThat(sentTo(builder -> builder.environment(environment)))
                .isEqualTo(environment.baseUrl() + "/v1/uno-regenerate/billing-transaction");
    }

    @ParameterizedTest
    @CsvSource({
        "https://rest.example.com, https://rest.example.com",
        "https://rest.example.com/, https://rest.example.com",
        "https://rest.example.com:8443//, https://rest.example.com:8443",
        "https://rest.example.com/a/b, https://rest.example.com/a/b",
        "HTTPS://rest.example.com, https://rest.example.com",
        "Http://LocalHost, http://LocalHost",
        "http://localhost, http://localhost",
        "http://localhost:65535, http://localhost:65535",
        "http://127.0.0.1:80, http://127.0.0.1:80",
        "http://127.255.255.254, http://127.255.255.254",
        "http://[::1]:8080, http://[::1]:8080",
        "https://[2001:db8::1], https://[2001:db8::1]"
    })
    void tlsOrLoopbackIsTaken(String url, String sent) {
        assertThat(sentTo(builder -> builder.baseUrl(url))).isEqualTo(sent + "/v1/uno-regenerate/billing-transaction");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://rest.zuora.com",
                "http://127.0.0.1.evil.com",
                "http://localhost.evil.com",
                "http://evil.com/localhost",
                "http://evil.com#localhost",
                "http://10.0.0.1",
                "http://0.0.0.0",
                "http://127.1",
                "http://128.0.0.1",
                "http://[::]",
                "http://[::2]",
                "http://[::ffff:10.0.0.1]",
                "http://local\u200bhost",
                "http://\u2112ocalhost",
                "ftp://localhost",
                "file:///etc/passwd",
                "https:rest.zuora.com",
                "https:///path",
                "https://",
                "//rest.zuora.com",
                "rest.zuora.com",
                "localhost:8080",
                "https://rest.zuora.com?a=b",
                "https://rest.zuora.com/#a",
                "https://rest zuora.com",
                "https://rest.zuora.com ",
                " https://rest.zuora.com",
                "https://rest_under_score.zuora.com",
                "https://rest.zuora.com:99999",
                "https://rest.zuora.com:port",
                "https://rest.zuora.com/{a}",
                ""
            })
    void anyOtherUrlIsRefusedByNameAndValue(String url) {
        RegenerateClientBuilder builder = RegenerateClient.builder();

        assertThatThrownBy(() -> builder.baseUrl(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("baseUrl = " + url.replaceAll("[?#].*", ""))
                .hasMessageMatching("(?s).*: (must|is not) .*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://user:" + Canaries.SECRET + "@rest.zuora.com",
                "https://" + Canaries.SECRET + "@rest.zuora.com",
                "https://user:" + Canaries.SECRET + "@rest_zuora.com",
                "https://user:" + Canaries.SECRET + " @rest.zuora.com",
                "http://user:" + Canaries.SECRET + "@localhost",
                "https://rest.zuora.com?token=" + Canaries.SECRET,
                "https://rest.zuora.com?a b=" + Canaries.SECRET,
                "https://rest.zuora.com/#" + Canaries.SECRET
            })
    void urlThatMayHoldASecretIsRefusedWithoutRepeatingIt(String url) {
        RegenerateClientBuilder builder = RegenerateClient.builder();
        RuntimeException refusal = null;
        try {
            builder.baseUrl(url);
        } catch (IllegalArgumentException e) {
            refusal = e;
        }

        // Not by an assertion on the message, which would print it.
        assertThat(refusal).isNotNull();
        assertThat(refusal.toString().contains(Canaries.SECRET)).isFalse();
        assertThat(refusal.getCause()).isNull();
    }

    static Stream<Arguments> refusedSettings() {
        return Stream.of(
                refused(b -> b.connectTimeout(Duration.ZERO), "connectTimeout = PT0S"),
                refused(b -> b.connectTimeout(Duration.ofDays(2)), "connectTimeout = PT48H"),
                refused(b -> b.readTimeout(Duration.ofSeconds(-1)), "readTimeout = PT-1S"),
                refused(
                        b -> b.readTimeout(Duration.ofSeconds(Long.MAX_VALUE)),
                        "readTimeout = PT2562047788015215H30M7S"),
                refused(b -> b.tokenTimeout(Duration.ZERO), "tokenTimeout = PT0S"),
                refused(b -> b.tokenRefreshMargin(Duration.ofNanos(-1)), "tokenRefreshMargin = PT-0.000000001S"),
                refused(b -> b.maxConcurrency(0), "maxConcurrency = 0"),
                refused(b -> b.maxConcurrency(-1), "maxConcurrency = -1"),
                refused(b -> b.maxConcurrency(41), "maxConcurrency = 41"),
                refused(b -> b.clientCredentials("", Canaries.SECRET), "the id is empty"),
                refused(b -> b.clientCredentials("id", ""), "the secret is empty"),
                refused(b -> b.bearerToken(""), "bearerToken must be visible ASCII"),
                refused(b -> b.bearerToken(Canaries.TOKEN + "\r\nX-Other: 1"), "bearerToken must be visible ASCII"),
                refused(b -> b.bearerToken(Canaries.TOKEN + " "), "bearerToken must be visible ASCII"),
                refused(b -> b.bearerToken(Canaries.TOKEN + "\u00e4"), "bearerToken must be visible ASCII"));
    }

    private static Arguments refused(Consumer<RegenerateClientBuilder> setting, String message) {
        return Arguments.of(message, setting);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusedSettings")
    void settingOutOfRangeIsRefusedAtOnceByNameAndValue(String message, Consumer<RegenerateClientBuilder> setting) {
        RegenerateClientBuilder builder = RegenerateClient.builder();

        assertThatThrownBy(() -> setting.accept(builder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    static Stream<Arguments> settingsThatMustNotBeNull() {
        return Stream.of(
                refused(b -> b.environment(null), "environment"),
                refused(b -> b.baseUrl(null), "baseUrl"),
                refused(b -> b.bearerToken((Supplier<String>) null), "bearerToken"),
                refused(b -> b.clientCredentials(null, Canaries.SECRET), "clientId"),
                refused(b -> b.clientCredentials("x", null), "clientSecret"),
                refused(b -> b.connectTimeout(null), "connectTimeout"),
                refused(b -> b.readTimeout(null), "readTimeout"),
                refused(b -> b.tokenTimeout(null), "tokenTimeout"),
                refused(b -> b.tokenRefreshMargin(null), "tokenRefreshMargin"),
                refused(b -> b.retryPolicy(null), "retryPolicy"),
                refused(b -> b.httpClient(null), "httpClient"),
                refused(b -> b.transport(null), "transport"),
                refused(b -> b.asyncExecutor(null), "asyncExecutor"),
                refused(b -> b.listener(null), "listener"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("settingsThatMustNotBeNull")
    void nullIsRefusedWhereItIsSet(String name, Consumer<RegenerateClientBuilder> setting) {
        RegenerateClientBuilder builder = RegenerateClient.builder();

        assertThatThrownBy(() -> setting.accept(builder))
                .isInstanceOf(NullPointerException.class)
                .hasMessage(name);
    }

    @Test
    void settingsAtTheirBoundsAreTaken() {
        for (int concurrency : List.of(1, 40)) {
            assertThat(sentTo(builder -> builder.baseUrl("http://localhost")
                            .maxConcurrency(concurrency)
                            .tokenRefreshMargin(Duration.ZERO)
                            .connectTimeout(Duration.ofNanos(1))
                            .readTimeout(Duration.ofDays(1))
                            .retryPolicy(RetryPolicy.DEFAULT.withDeadline(Duration.ofDays(60)))))
                    .startsWith("http://localhost/");
        }
    }

    @Test
    void serverAndCredentialAreRequired() {
        assertThatThrownBy(() ->
                        RegenerateClient.builder().bearerToken(Canaries.TOKEN).build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no server is set: call environment or baseUrl");
        assertThatThrownBy(() -> RegenerateClient.builder()
                        .environment(ZuoraEnvironment.EU_CENTRAL_SANDBOX)
                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no credential is set: call bearerToken or clientCredentials");
    }

    @Test
    void lastServerAndLastCredentialCount() {
        ScriptedTransport transport = new ScriptedTransport().succeed();
        Calls.resultOf(RegenerateClient.builder()
                .environment(ZuoraEnvironment.US_PRODUCTION_CLOUD_1)
                .baseUrl("http://localhost")
                .clientCredentials("id", Canaries.SECRET)
                .bearerToken(Canaries.token("last"))
                .transport(transport));

        assertThat(transport.requests().get(0).uri()).hasHost("localhost");
        assertThat(transport.sentTokens()).containsExactly(Canaries.token("last"));
        assertThat(transport.tokenRequests()).isEmpty();
    }
}
