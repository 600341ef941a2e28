package io.github.zuoraregenerate;

import static io.github.zuoraregenerate.Calls.failureOf;
import static io.github.zuoraregenerate.Calls.resultOf;
import static io.github.zuoraregenerate.Calls.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.zuoraregenerate.error.AuthenticationException;
import io.github.zuoraregenerate.error.Outcome;
import io.github.zuoraregenerate.error.OutcomeUnknownException;
import io.github.zuoraregenerate.error.PermissionException;
import io.github.zuoraregenerate.error.RateLimitedException;
import io.github.zuoraregenerate.error.RegenerateException;
import io.github.zuoraregenerate.error.RejectedException;
import io.github.zuoraregenerate.error.RetriesExhaustedException;
import io.github.zuoraregenerate.fakes.SelfSigned;
import io.github.zuoraregenerate.fakes.WireServer;
import io.github.zuoraregenerate.fakes.WireServer.WireAnswer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What real sockets can do to a call, and how it ends. */
@Timeout(60)
class TransportFaultsTest {

    private static final int HUNDRED_MEGABYTES = 100_000_000;

    @Test
    void refusedConnectionIsNotExecuted() throws IOException {
        int freePort;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            freePort = socket.getLocalPort();
        }

        assertNotExecuted(
                failureOf(to("http://127.0.0.1:" + freePort)),
                "nothing was sent to 127.0.0.1:" + freePort + ": ConnectException");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"nowhere.invalid", "a-label-of-sixty-four-characters-is-one-more-than-any-name-server-knows.x"})
    void unknownHostIsNotExecuted(String host) {
        assertNotExecuted(failureOf(to("https://" + host)), "nothing was sent to " + host + ": ");
    }

    @Test
    void untrustedCertificateIsNotExecuted() throws IOException {
        try (WireServer server = WireServer.https(SelfSigned.context(), WireServer.answering(WireAnswer.success()))) {
            assertNotExecuted(failureOf(to(server)), "SSLHandshakeException");
            assertThat(server.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void serverWithoutTlsIsNotExecuted(HttpClient.Version version) throws IOException {
        try (WireServer server = WireServer.httpsInNameOnly(connection -> {
            connection.in().read();
            connection.write("HTTP/1.1 400 The plain HTTP request was sent to HTTPS port\r\nContent-Length: 0\r\n\r\n");
        })) {
            HttpClient client = HttpClient.newBuilder().version(version).build();
            RegenerateException failure = failureOf(to(server).httpClient(client));

            assertThat(server.requests()).isEmpty();
            assertNotExecuted(failure, "SSLException");
        }
    }

    @Test
    void serverThatNeverFinishesTheHandshakeIsNotExecuted() throws Exception {
        try (WireServer server = WireServer.httpsInNameOnly(WireServer.Connection::stall)) {
            RegenerateException failure = failureOf(to(server).readTimeout(Duration.ofMillis(300)));

            assertNotExecuted(failure, "no connection within 300 ms");
            server.awaitHangUp();
        }
    }

    private static void assertNotExecuted(RegenerateException failure, String detail) {
        assertThat(failure).isInstanceOf(RetriesExhaustedException.class).hasMessageContaining(detail);
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_EXECUTED);
        assertThat(failure.attempts()).isEqualTo(1);
        assertThat(failure.status()).isEmpty();
    }

    /** Where an exchange can break after the request was sent. */
    private enum Break {
        RESET_BEFORE_THE_ANSWER {
            @Override
            void strike(WireServer.Connection connection) throws IOException {
                connection.reset();
            }
        },
        RESET_AFTER_THE_HEAD {
            @Override
            void strike(WireServer.Connection connection) throws IOException {
                connection.write(WireAnswer.success().head());
                connection.reset();
            }
        },
        RESET_AFTER_HALF_THE_BODY {
            @Override
            void strike(WireServer.Connection connection) throws IOException {
                connection.write(half(WireAnswer.success()));
                connection.reset();
            }
        },
        CLOSED_WITHOUT_A_BYTE {
            @Override
            void strike(WireServer.Connection connection) {
                // The end of the script closes the connection.
            }
        },
        CLOSED_IN_THE_HEAD {
            @Override
            void strike(WireServer.Connection connection) throws IOException {
                connection.write("HTTP/1.1 200 OK\r\nContent-Le");
            }
        },
        CLOSED_AFTER_HALF_THE_BODY {
            @Override
            void strike(WireServer.Connection connection) throws IOException {
                connection.write(half(WireAnswer.success()));
            }
        },
        CLOSED_IN_A_CHUNK {
            @Override
            void strike(WireServer.Connection connection) throws IOException {
                connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2F\r\n{\"success\":true");
            }
        },
        CLOSED_BEFORE_THE_LAST_CHUNK {
            @Override
            void strike(WireServer.Connection connection) throws IOException {
                connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n{\"success\":true}\r\n");
            }
        },
        BROKEN_CHUNK_LENGTH {
            @Override
            void strike(WireServer.Connection connection) throws IOException {
                connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{\"success\":true}\r\n");
            }
        },
        GARBAGE {
            @Override
            void strike(WireServer.Connection connection) throws IOException {
                connection.write("\u0000\u0001\u0002 this is not HTTP\r\n\r\n");
            }
        },
        ANOTHER_PROTOCOL {
            @Override
            void strike(WireServer.Connection connection) throws IOException {
                connection.write("220 mail.example.com ESMTP\r\n");
            }
        },
        BODY_CUT_WITHOUT_A_LENGTH {
            @Override
            void strike(WireServer.Connection connection) throws IOException {
                connection.write("HTTP/1.0 200 OK\r\n\r\n{\"success\":true,\"idList\":[\"2c98");
            }
        };

        abstract void strike(WireServer.Connection connection) throws IOException;

        static byte[] half(WireAnswer answer) {
            return Arrays.copyOf(answer.bytes(), answer.head().length() + answer.body().length / 2);
        }
    }

    @ParameterizedTest
    @EnumSource(Break.class)
    void brokenExchangeAfterSendingIsUnknownAndNeverSentTwice(Break broken) throws IOException {
        try (WireServer server = WireServer.http(connection -> {
            connection.readRequest();
            broken.strike(connection);
        })) {
            RegenerateException failure = failureOf(to(server));

            assertUnknown(failure);
            assertThat(failure.getMessage()).doesNotContainPattern("\\p{Cntrl}");
            assertThat(server.requests()).hasSize(1);
            assertThat(((OutcomeUnknownException) failure).idempotencyKey())
                    .isEqualTo(server.requests().get(0).only("Idempotency-Key"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"success\":true"})
    void readTimeoutHitsAStallAtAnyPoint(String sentBeforeTheStall) throws Exception {
        try (WireServer server = WireServer.http(connection -> {
            connection.readRequest();
            connection.write(sentBeforeTheStall);
            connection.stall();
        })) {
            RegenerateException failure = failureOf(to(server).readTimeout(Duration.ofMillis(300)));

            assertUnknown(failure);
            assertThat(failure).hasMessageContaining("no complete answer within 300 ms");
            // The connection is given up, not left to hang.
            server.awaitHangUp();
            assertThat(server.requests()).hasSize(1);
        }
    }

    private static void assertUnknown(RegenerateException failure) {
        assertThat(failure).isInstanceOf(OutcomeUnknownException.class);
        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(failure.idempotencyKeys()).hasSize(1);
    }

    @Test
    void endlessBodyIsCutAfterWhatAnyoneReads() throws IOException {
        try (WireServer server = WireServer.http(connection -> {
            connection.readRequest();
            connection.write(
                    "HTTP/1.1 200 OK\r\nContent-Length: " + HUNDRED_MEGABYTES + "\r\n\r\n{\"success\":true,\"x\":\"");
            byte[] block = "x".repeat(10_000).getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < HUNDRED_MEGABYTES / block.length; i++) {
                connection.write(block);
            }
        })) {
            assertUnknown(failureOf(to(server)));
            // What both sides' socket buffers hold is not read by anyone.
            assertThat(server.written()).isLessThan(HUNDRED_MEGABYTES / 5);
        }
    }

    @ParameterizedTest
    @CsvSource({"401, AuthenticationException", "403, PermissionException", "400, RejectedException"})
    void statusOfAnEndlessErrorStillCounts(int status, String exception) throws IOException {
        byte[] page = new byte[2_000_000];
        try (WireServer server =
                WireServer.http(WireServer.answering(WireAnswer.of(status, "").withBody(page)))) {
            assertThat(failureOf(to(server)).getClass().getSimpleName()).isEqualTo(exception);
        }
    }

    @Test
    void decompressionBombIsBounded() throws IOException {
        byte[] bomb = gzip("{\"success\":true,\"x\":\"" + "0".repeat(HUNDRED_MEGABYTES) + "\"}");
        try (WireServer server = WireServer.http(WireServer.answering(
                WireAnswer.success().with("Content-Encoding", "gzip").withBody(bomb)))) {
            assertThat(bomb).hasSizeLessThan(256 * 1024);
            assertUnknown(failureOf(to(server)));
        }
    }

    @Test
    void gzippedSuccessIsRead() throws IOException {
        WireAnswer zipped =
                WireAnswer.success().with("Content-Encoding", "gzip").withBody(gzip(WireAnswer.SUCCESS));
        try (WireServer server = WireServer.http(WireServer.answering(zipped))) {
            assertThat(resultOf(to(server)).ids()).containsExactly("2c9890508ad035db018ad0d8d1685fef");
            assertThat(server.requests().get(0).only("Accept-Encoding")).isEqualTo("gzip");
        }
    }

    @Test
    void gzippedErrorIsRead() throws IOException {
        String refusal = "{\"success\":false,\"reasons\":[{\"code\":53100340,\"message\":\"no such memo\"}]}";
        WireAnswer zipped =
                WireAnswer.of(404, "").with("Content-Encoding", "gzip").withBody(gzip(refusal));
        try (WireServer server = WireServer.http(WireServer.answering(zipped))) {
            assertThat(failureOf(to(server)))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("53100340 (not found): no such memo");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 20, 60})
    void brokenGzipOfASuccessIsUnknown(int kept) throws IOException {
        byte[] broken = Arrays.copyOf(gzip(WireAnswer.SUCCESS), kept);
        try (WireServer server = WireServer.http(WireServer.answering(
                WireAnswer.success().with("Content-Encoding", "gzip").withBody(broken)))) {
            assertUnknown(failureOf(to(server)));
        }
    }

    @Test
    void plainBodyThatClaimsToBeZippedIsUnknown() throws IOException {
        try (WireServer server =
                WireServer.http(WireServer.answering(WireAnswer.success().with("Content-Encoding", "gzip")))) {
            assertUnknown(failureOf(to(server)));
        }
    }

    @Test
    void encodingThatNobodyAskedForIsUnknown() throws IOException {
        try (WireServer server = WireServer.http(WireServer.answering(
                WireAnswer.success().with("Content-Encoding", "br").withBody(new byte[] {1, 2, 3})))) {
            assertUnknown(failureOf(to(server)));
        }
    }

    @Test
    void statusOfABrokenlyZippedErrorStillCounts() throws IOException {
        WireAnswer broken = WireAnswer.of(401, "not zipped").with("Content-Encoding", "gzip");
        try (WireServer server = WireServer.http(WireServer.answering(broken))) {
            assertThat(failureOf(to(server))).isInstanceOf(AuthenticationException.class);
        }
        WireAnswer limited = WireAnswer.of(429, "not zipped")
                .with("Content-Encoding", "gzip")
                .with("Retry-After", "600");
        try (WireServer server = WireServer.http(WireServer.answering(limited))) {
            assertThat(failureOf(to(server).retryPolicy(Calls.attempts(5)))).isInstanceOf(RateLimitedException.class);
        }
        WireAnswer forbidden = WireAnswer.of(403, "").with("Content-Encoding", "gzip");
        try (WireServer server = WireServer.http(WireServer.answering(forbidden))) {
            assertThat(failureOf(to(server))).isInstanceOf(PermissionException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n{\"succes\r\n8\r\ns\":true}\r\n0\r\n\r\n",
                "HTTP/1.1 200\r\nContent-Length: 16\r\n\r\n{\"success\":true}",
                "HTTP/1.0 200 OK\r\nContent-Length: 16\r\n\r\n{\"success\":true}",
                "HTTP/1.0 200 OK\r\n\r\n{\"success\":true}",
                "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"success\":true}",
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 16\r\n\r\n{\"success\":true}"
            })
    void successIsReadInEveryFraming(String answer) throws IOException {
        try (WireServer server = WireServer.http(connection -> {
            connection.readRequest();
            connection.write(answer);
        })) {
            assertThat(resultOf(to(server)).attempts()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void redirectIsNotFollowedAndTheTokenStaysHere(int status) throws IOException {
        try (WireServer elsewhere = WireServer.http(WireServer.answering(WireAnswer.success()));
                WireServer server = WireServer.http(WireServer.answering(
                        WireAnswer.of(status, "").with("Location", elsewhere.url() + "/v1/anywhere")))) {
            assertThat(failureOf(to(server)))
                    .isInstanceOf(RejectedException.class)
                    .hasMessageContaining("A redirect is not followed");
            assertThat(elsewhere.accepted()).isZero();
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void firstOfTwoHeadersOfOneNameCounts() throws IOException {
        String answer = "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 600\r\nretry-after: 1\r\n"
                + "Zuora-Request-Id: first\r\nZuora-Request-Id: second\r\nContent-Length: 0\r\n\r\n";
        try (WireServer server = WireServer.http(connection -> {
            connection.readRequest();
            connection.write(answer);
        })) {
            RegenerateException failure = failureOf(to(server).retryPolicy(Calls.attempts(5)));

            assertThat(failure).isInstanceOf(RateLimitedException.class);
            assertThat(failure.requestId()).contains("first");
        }
    }

    static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
