package io.github.zuoraregenerate;

import static io.github.zuoraregenerate.Calls.creditMemo;
import static io.github.zuoraregenerate.Calls.failureOf;
import static io.github.zuoraregenerate.Calls.resultOf;
import static io.github.zuoraregenerate.Calls.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.zuoraregenerate.error.Outcome;
import io.github.zuoraregenerate.error.OutcomeUnknownException;
import io.github.zuoraregenerate.error.RegenerateException;
import io.github.zuoraregenerate.fakes.Canaries;
import io.github.zuoraregenerate.fakes.SelfSigned;
import io.github.zuoraregenerate.fakes.WireRequest;
import io.github.zuoraregenerate.fakes.WireServer;
import io.github.zuoraregenerate.fakes.WireServer.WireAnswer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire, how often, over which connection, and what is left after the end. */
@Timeout(60)
class JdkTransportTest {

    private static final String TEMPORARY =
            "{\"success\":false,\"reasons\":[{\"code\":53100361,\"message\":\"temporary error\"}]}";

    @Test
    void minimalRequestHoldsNothingThatWasNotSet() throws IOException {
        try (WireServer server = WireServer.http(WireServer.answering(WireAnswer.success()))) {
            Regeneration done = resultOf(to(server));

            WireRequest request = server.requests().get(0);
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.target()).isEqualTo("/v1/uno-regenerate/billing-transaction");
            assertThat(request.text()).isEqualTo("{\"type\":\"CreditMemo\",\"number\":\"CM00000001\"}");
            assertThat(request.only("Authorization")).isEqualTo("Bearer " + Canaries.TOKEN);
            assertThat(request.only("Idempotency-Key")).isEqualTo(done.idempotencyKey());
            assertThat(request.headers().stream().map(header -> header.name().toLowerCase(java.util.Locale.ROOT)))
                    .containsExactlyInAnyOrder(
                            "accept",
                            "accept-encoding",
                            "authorization",
                            "content-length",
                            "content-type",
                            "host",
                            "idempotency-key",
                            "user-agent");
        }
    }

    @Test
    void everyOptionTravelsOnce() throws IOException {
        RegenerateOptions options = RegenerateOptions.builder()
                .onlyReSend(true)
                .reMigrate(false)
                .idempotencyKey("key-1")
                .trackId("track-1")
                .entityId("entity-1")
                .orgIds(List.of("org-1", "org-2"))
                .zuoraVersion("2024-05-20")
                .build();
        try (WireServer server = WireServer.http(WireServer.answering(WireAnswer.success()));
                RegenerateClient client = to(server).build()) {
            client.regenerate(creditMemo(), options);

            WireRequest request = server.requests().get(0);
            assertThat(request.target())
                    .isEqualTo("/v1/uno-regenerate/billing-transaction?onlyReSend=true&reMigrate=false");
            assertThat(request.only("Idempotency-Key")).isEqualTo("key-1");
            assertThat(request.only("Zuora-Track-Id")).isEqualTo("track-1");
            assertThat(request.only("Zuora-Entity-Ids")).isEqualTo("entity-1");
            assertThat(request.only("Zuora-Org-Ids")).isEqualTo("org-1,org-2");
            assertThat(request.only("Zuora-Version")).isEqualTo("2024-05-20");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{idempotencyKey}",
                "{",
                "}",
                "{}",
                "{a:b}",
                "{\"a\":1}",
                "[1]",
                "a,b",
                ",",
                "100%",
                "%7B%0D%0A",
                "%",
                "a  b",
                "a=b&c",
                "#{x}",
                "${x}",
                "\"quoted\"",
                "\\",
                "?x",
                "~!@#$^&*()_+",
                "*"
            })
    void keyTravelsAsItIs(String key) throws IOException {
        RegenerateOptions options =
                RegenerateOptions.builder().idempotencyKey(key).build();
        try (WireServer server = WireServer.http(WireServer.answering(WireAnswer.success()));
                RegenerateClient client = to(server).build()) {
            Regeneration done = client.regenerate(creditMemo(), options);

            assertThat(server.requests().get(0).only("Idempotency-Key")).isEqualTo(key);
            assertThat(done.idempotencyKey()).isEqualTo(key);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{zuoraTrackId}", "{}", "a,b", "100%", "a  b", "{a}{b}"})
    void trackIdTravelsAsItIs(String trackId) throws IOException {
        RegenerateOptions options = RegenerateOptions.builder().trackId(trackId).build();
        try (WireServer server = WireServer.http(WireServer.answering(WireAnswer.success()));
                RegenerateClient client = to(server).build()) {
            client.regenerate(creditMemo(), options);

            assertThat(server.requests().get(0).only("Zuora-Track-Id")).isEqualTo(trackId);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Gutschrift Nr. 1", "{number}", "Ü-\"'\\", "%7B", "a\u0000b"})
    void numberTravelsAsItIs(String number) throws IOException {
        try (WireServer server = WireServer.http(WireServer.answering(WireAnswer.success()));
                RegenerateClient client = to(server).build()) {
            client.regenerate(creditMemo().number(number));

            String json = number.replace("\\", "\\\\").replace("\"", "\\\"").replace("\u0000", "\\u0000");
            assertThat(server.requests().get(0).text())
                    .isEqualTo("{\"type\":\"CreditMemo\",\"number\":\"" + json + "\"}");
        }
    }

    @Test
    void fiveAttemptsCarryEveryHeaderOnceAndANewKeyEach() throws IOException {
        RegenerateOptions options = RegenerateOptions.builder()
                .trackId("track-1")
                .entityId("entity-1")
                .build();
        try (WireServer server = WireServer.http(WireServer.answering(WireAnswer.of(500, TEMPORARY)));
                RegenerateClient client =
                        to(server).retryPolicy(Calls.attempts(5)).build()) {
            assertThatThrownBy(() -> client.regenerate(creditMemo(), options))
                    .isInstanceOfSatisfying(
                            RegenerateException.class,
                            failure -> assertThat(failure.idempotencyKeys())
                                    .doesNotHaveDuplicates()
                                    .hasSize(5)
                                    .isEqualTo(server.requests().stream()
                                            .map(request -> request.only("Idempotency-Key"))
                                            .toList()));
            assertThat(server.requests())
                    .hasSize(5)
                    .allSatisfy(request -> assertThat(request.headers().stream()
                                    .map(header -> header.name().toLowerCase(java.util.Locale.ROOT)))
                            .doesNotHaveDuplicates()
                            .contains("authorization", "accept-encoding", "zuora-track-id", "zuora-entity-ids"))
                    .allSatisfy(request ->
                            assertThat(request.only("Accept-Encoding")).isEqualTo("gzip"));
        }
    }

    @Test
    void repetitionsAfterLostAnswersCarryTheSameKey() throws IOException {
        try (WireServer server = WireServer.http(WireServer.Connection::readRequest)) {
            RegenerateException failure = failureOf(to(server).retryPolicy(Calls.attempts(3)));

            assertThat(failure).isInstanceOf(OutcomeUnknownException.class);
            assertThat(server.requests())
                    .hasSize(3)
                    .allSatisfy(request -> assertThat(request.only("Idempotency-Key"))
                            .isEqualTo(failure.idempotencyKeys().get(0)));
            assertThat(failure.idempotencyKeys()).hasSize(1);
        }
    }

    @Test
    void compressedRequestIsZippedAndSaysSo() throws IOException {
        try (WireServer server = WireServer.http(WireServer.answering(WireAnswer.success()))) {
            resultOf(to(server).compressRequests(true));

            WireRequest request = server.requests().get(0);
            assertThat(request.only("Content-Encoding")).isEqualTo("gzip");
            assertThat(request.body()).startsWith(0x1f, 0x8b);
            assertThat(request.text()).isEqualTo("{\"type\":\"CreditMemo\",\"number\":\"CM00000001\"}");
        }
    }

    @Test
    void connectionIsReused() throws IOException {
        try (WireServer server = WireServer.http(WireServer.answering(WireAnswer.success()));
                RegenerateClient client = to(server).build()) {
            for (int i = 0; i < 20; i++) {
                client.regenerate(creditMemo());
            }

            assertThat(server.requests()).hasSize(20);
            assertThat(server.accepted()).isEqualTo(1);
        }
    }

    @Test
    void connectionIsReusedAfterAnErrorWithABody() throws IOException {
        try (WireServer server =
                        WireServer.http(WireServer.answering(WireAnswer.of(500, TEMPORARY), WireAnswer.success()));
                RegenerateClient client =
                        to(server).retryPolicy(Calls.attempts(2)).build()) {
            assertThat(client.regenerate(creditMemo()).attempts()).isEqualTo(2);
            assertThat(server.accepted()).isEqualTo(1);
        }
    }

    @Test
    void connectionThatTheServerClosesUnderTheSecondRequestIsAnUnknownOutcomeAndNoSilentRepetition()
            throws IOException {
        try (WireServer server = WireServer.http(connection -> {
                    connection.readRequest();
                    connection.write(WireAnswer.success().bytes());
                    connection.readRequest();
                });
                RegenerateClient client = to(server).build()) {
            client.regenerate(creditMemo());
            RegenerateException failure = failureOf(client);

            assertThat(failure).isInstanceOf(OutcomeUnknownException.class);
            assertThat(server.requests()).hasSize(2);
            assertThat(server.accepted()).isEqualTo(1);
        }
    }

    @Test
    void connectionThatTheServerClosedBetweenCallsCostsNoCall() throws IOException {
        try (WireServer server = WireServer.http(connection -> {
                    connection.readRequest();
                    connection.write(WireAnswer.success().bytes());
                });
                RegenerateClient client =
                        to(server).retryPolicy(Calls.attempts(3)).build()) {
            for (int i = 0; i < 10; i++) {
                client.regenerate(creditMemo());
            }

            // Each answered request had a key of its own: nothing was executed twice.
            assertThat(server.requests().stream()
                            .map(request -> request.only("Idempotency-Key"))
                            .distinct())
                    .hasSize(10);
        }
    }

    @Test
    void tlsSettingsAreReachable() throws IOException {
        SSLContext tls = SelfSigned.context();
        try (WireServer server = WireServer.https(tls, JdkTransportTest::answerOverEitherProtocol)) {
            HttpClient client = HttpClient.newBuilder()
                    .sslContext(tls)
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();

            assertThat(resultOf(to(server).httpClient(client)).attempts()).isEqualTo(1);
            assertThat(server.requests().get(0).target()).isEqualTo("/v1/uno-regenerate/billing-transaction");
        }
    }

    @Test
    void http2IsSpokenOverTls() throws IOException {
        SSLContext tls = SelfSigned.context();
        try (WireServer server = WireServer.https(tls, JdkTransportTest::answerOverEitherProtocol);
                RegenerateClient client = to(server)
                        .httpClient(HttpClient.newBuilder().sslContext(tls).build())
                        .build()) {
            assertThat(client.regenerate(creditMemo()).attempts()).isEqualTo(1);
            assertThat(client.regenerate(creditMemo()).attempts()).isEqualTo(1);

            assertThat(server.requests()).hasSize(2).allSatisfy(request -> {
                assertThat(request.method()).isEqualTo("HTTP/2");
                assertThat(request.text()).contains("CM00000001");
            });
            assertThat(server.accepted()).isEqualTo(1);
        }
    }

    /** HTTP/1.1, or as much of HTTP/2 as it takes to answer: frames are length, type, flags, stream and payload. */
    private static void answerOverEitherProtocol(WireServer.Connection connection) throws IOException {
        if (!connection.protocol().equals("h2")) {
            WireServer.answering(WireAnswer.success()).talk(connection);
            return;
        }
        connection.in().readNBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".length());
        connection.write(frame(4, 0, 0));
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            byte[] head = connection.in().readNBytes(9);
            if (head.length < 9) {
                return;
            }
            int length = (head[0] & 0xff) << 16 | (head[1] & 0xff) << 8 | head[2] & 0xff;
            int type = head[3];
            int flags = head[4];
            byte[] payload = connection.in().readNBytes(length);
            if (type == 4 && flags == 0) {
                connection.write(frame(4, 1, 0));
            }
            if (type == 0) {
                body.writeBytes(payload);
                if ((flags & 1) == 1) {
                    connection.received(new WireRequest("HTTP/2", "", List.of(), body.toByteArray()));
                    body.reset();
                    int stream = head[8];
                    // 0x88 is the whole header block: ":status: 200" of the static table.
                    connection.write(frame(1, 4, stream, (byte) 0x88));
                    connection.write(frame(0, 1, stream, WireAnswer.SUCCESS.getBytes(StandardCharsets.US_ASCII)));
                }
            }
        }
    }

    private static byte[] frame(int type, int flags, int stream, byte... payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.writeBytes(new byte[] {0, 0, (byte) payload.length, (byte) type, (byte) flags, 0, 0, 0, (byte) stream});
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    @Test
    void proxyIsReachable() throws IOException {
        try (WireServer proxy = WireServer.http(WireServer.answering(WireAnswer.success()))) {
            HttpClient client = HttpClient.newBuilder().proxy(through(proxy)).build();

            // The discard port: a request that went past the proxy would find nobody.
            assertThat(resultOf(to("http://127.0.0.1:9").httpClient(client)).attempts())
                    .isEqualTo(1);
            assertThat(proxy.requests().get(0).target())
                    .isEqualTo("http://127.0.0.1:9/v1/uno-regenerate/billing-transaction");
        }
    }

    @Test
    void proxyTunnelsTlsAndNeverSeesTheToken() throws IOException {
        SSLContext tls = SelfSigned.context();
        try (WireServer server = WireServer.https(tls, JdkTransportTest::answerOverEitherProtocol);
                WireServer proxy = WireServer.http(connection -> {
                    connection.readRequest();
                    connection.write("HTTP/1.1 200 Connection established\r\n\r\n");
                    tunnel(connection, server.port());
                })) {
            HttpClient client = HttpClient.newBuilder()
                    .sslContext(tls)
                    .proxy(through(proxy))
                    .build();

            assertThat(resultOf(to(server).httpClient(client)).attempts()).isEqualTo(1);
            assertThat(server.requests()).hasSize(1);
            assertThat(proxy.requests()).singleElement().satisfies(request -> {
                assertThat(request.method()).isEqualTo("CONNECT");
                assertThat(request.all("Authorization")).isEmpty();
                assertThat(request.all("Idempotency-Key")).isEmpty();
            });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 502, 503})
    void proxyThatRefusesTheTunnelMeansNotExecuted(int status) throws IOException {
        try (WireServer proxy = WireServer.http(WireServer.answering(WireAnswer.of(status, "")))) {
            HttpClient client = HttpClient.newBuilder().proxy(through(proxy)).build();
            RegenerateException failure =
                    failureOf(to("https://rest.example.invalid").httpClient(client));

            assertThat(failure.outcome()).isEqualTo(Outcome.NOT_EXECUTED);
        }
    }

    private static ProxySelector through(WireServer proxy) {
        return ProxySelector.of(new InetSocketAddress("127.0.0.1", proxy.port()));
    }

    private static void tunnel(WireServer.Connection client, int port) throws IOException {
        try (Socket server = new Socket("127.0.0.1", port)) {
            Thread back = new Thread(() -> {
                try {
                    byte[] some = new byte[8192];
                    for (int n = server.getInputStream().read(some);
                            n >= 0;
                            n = server.getInputStream().read(some)) {
                        client.write(java.util.Arrays.copyOf(some, n));
                    }
                } catch (IOException e) {
                    // One of both ends has gone, and with it the tunnel.
                }
            });
            back.setDaemon(true);
            back.start();
            byte[] some = new byte[8192];
            for (int n = client.in().read(some); n >= 0; n = client.in().read(some)) {
                server.getOutputStream().write(some, 0, n);
            }
        }
    }

    @Test
    void httpClientThatFollowsRedirectsIsRefused() {
        for (HttpClient.Redirect policy : List.of(HttpClient.Redirect.ALWAYS, HttpClient.Redirect.NORMAL)) {
            HttpClient client = HttpClient.newBuilder().followRedirects(policy).build();
            assertThatThrownBy(() -> RegenerateClient.builder().httpClient(client))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(policy.name())
                    .hasMessageContaining("Redirect.NEVER");
        }
    }

    @Test
    void closedClientRefusesCallsBothWays() throws IOException {
        try (WireServer server = WireServer.http(WireServer.answering(WireAnswer.success()))) {
            RegenerateClient client = to(server).build();
            client.close();
            client.close();

            assertThatThrownBy(() -> client.regenerate(creditMemo()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the client is closed");
            assertThat(client.regenerateAsync(creditMemo(), RegenerateOptions.none()))
                    .failsWithin(1, TimeUnit.SECONDS)
                    .withThrowableOfType(ExecutionException.class)
                    .havingCause()
                    .isInstanceOf(IllegalStateException.class)
                    .withMessage("the client is closed");
            assertThat(server.accepted()).isZero();
        }
    }

    @Test
    void closeCutsWhatIsInFlightAndLeavesNoThread() throws Exception {
        try (WireServer server = WireServer.http(connection -> {
            connection.readRequest();
            connection.stall();
        })) {
            RegenerateClient client = to(server).retryPolicy(Calls.attempts(5)).build();
            CompletableFuture<RegenerateException> onAThread = new CompletableFuture<>();
            Thread caller = new Thread(() -> onAThread.complete(failureOf(client)));
            caller.start();
            server.awaitRequest();
            CompletableFuture<Regeneration> async = client.regenerateAsync(creditMemo(), RegenerateOptions.none());
            server.awaitRequest();

            client.close();

            assertThat(onAThread.get(20, TimeUnit.SECONDS)).isInstanceOf(OutcomeUnknownException.class);
            assertThat(async)
                    .failsWithin(20, TimeUnit.SECONDS)
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(OutcomeUnknownException.class);
            server.awaitHangUp();
            server.awaitHangUp();
            assertThat(server.requests()).hasSize(2);
            for (Thread thread : Thread.getAllStackTraces().keySet()) {
                if (thread.getName().startsWith("zuora-regenerate-")) {
                    // Interrupted and without work: it only has to reach its end.
                    thread.join(20_000);
                    assertThat(thread.isAlive()).as(thread.getName()).isFalse();
                }
            }
        }
    }

    @Test
    void closeEndsTheCallAndNotTheThreadThatMadeIt() throws Exception {
        Ended ended = endOfAStalledCall((client, caller) -> client.close());

        assertThat(ended.failure())
                .isInstanceOf(OutcomeUnknownException.class)
                .hasMessageContaining("the client was closed while the request was in flight");
        assertThat(ended.interrupted()).isFalse();
    }

    @Test
    void interruptOfTheCallerEndsTheCallAndStaysSet() throws Exception {
        Ended ended = endOfAStalledCall((client, caller) -> caller.interrupt());

        assertThat(ended.failure())
                .isInstanceOf(OutcomeUnknownException.class)
                .hasMessageContaining("the thread was interrupted");
        assertThat(ended.interrupted()).isTrue();
    }

    @Test
    void interruptOfTheCallerIsNotLostInAClose() throws Exception {
        Ended ended = endOfAStalledCall((client, caller) -> {
            caller.interrupt();
            client.close();
        });

        assertThat(ended.failure()).isInstanceOf(OutcomeUnknownException.class);
        assertThat(ended.interrupted()).isTrue();
    }

    @Test
    void timeoutNeedsNoThreadOfTheHttpClient() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        HttpClient httpClient = HttpClient.newBuilder().executor(executor).build();
        try (WireServer server = WireServer.http(WireServer.answering(WireAnswer.success()));
                RegenerateClient client = to(server)
                        .httpClient(httpClient)
                        .readTimeout(java.time.Duration.ofMillis(300))
                        .build()) {
            // The only thread that the HTTP client has is the one that waits for it.
            RegenerateException failure =
                    executor.submit(() -> failureOf(client)).get(20, TimeUnit.SECONDS);

            assertThat(failure.outcome()).isEqualTo(Outcome.NOT_EXECUTED);
            assertThat(failure).hasMessageContaining("no connection within 300 ms");
        } finally {
            executor.shutdownNow();
        }
    }

    private record Ended(RegenerateException failure, boolean interrupted) {}

    /** How a call ends, and how it leaves its thread, when somebody ends it while the server is silent. */
    private static Ended endOfAStalledCall(BiConsumer<RegenerateClient, Thread> end) throws Exception {
        try (WireServer server = WireServer.http(connection -> {
                    connection.readRequest();
                    connection.stall();
                });
                RegenerateClient client = to(server).build()) {
            CompletableFuture<Ended> ended = new CompletableFuture<>();
            Thread caller = new Thread(() -> {
                RegenerateException failure = failureOf(client);
                ended.complete(new Ended(failure, Thread.currentThread().isInterrupted()));
            });
            caller.setDaemon(true);
            caller.start();
            server.awaitRequest();

            end.accept(client, caller);

            server.awaitHangUp();
            return ended.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void closeDoesNotWaitOutTheBackoff() throws Exception {
        try (WireServer server = WireServer.http(connection -> {
            connection.readRequest();
            connection.stall();
        })) {
            // A backoff of an hour: a call that slept it out would miss the end of this test.
            RegenerateClient client = to(server)
                    .retryPolicy(io.github.zuoraregenerate.retry.RetryPolicy.DEFAULT
                            .withDeadline(java.time.Duration.ofDays(10))
                            .withBackoff(java.time.Duration.ofHours(100), java.time.Duration.ofHours(100)))
                    .build();
            CompletableFuture<RegenerateException> end = new CompletableFuture<>();
            Thread caller = new Thread(() -> end.complete(failureOf(client)));
            caller.setDaemon(true);
            caller.start();
            server.awaitRequest();

            client.close();

            assertThat(end.get(20, TimeUnit.SECONDS))
                    .isInstanceOf(OutcomeUnknownException.class)
                    .hasMessageContaining("the client is closed");
        }
    }

    @Test
    void closeLeavesTheHttpClientOfTheCallerOpen() throws IOException {
        HttpClient client = HttpClient.newHttpClient();
        try (WireServer server = WireServer.http(WireServer.answering(WireAnswer.success()))) {
            resultOf(to(server).httpClient(client));

            assertThat(resultOf(to(server).httpClient(client)).attempts()).isEqualTo(1);
        }
    }

    @Test
    void urlWithAPathKeepsIt() throws IOException {
        try (WireServer server = WireServer.http(WireServer.answering(WireAnswer.success()))) {
            resultOf(to(server.url() + "/tenant/one//"));

            assertThat(URI.create(server.requests().get(0).target()).getPath())
                    .isEqualTo("/tenant/one/v1/uno-regenerate/billing-transaction");
        }
    }
}
