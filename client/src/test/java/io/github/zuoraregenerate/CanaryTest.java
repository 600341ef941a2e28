package io.github.zuoraregenerate;

import static io.github.zuoraregenerate.Calls.creditMemo;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.zuoraregenerate.error.RegenerateException;
import io.github.zuoraregenerate.fakes.Canaries;
import io.github.zuoraregenerate.fakes.CapturedLog;
import io.github.zuoraregenerate.fakes.SelfSigned;
import io.github.zuoraregenerate.fakes.WireServer;
import io.github.zuoraregenerate.fakes.WireServer.WireAnswer;
import io.github.zuoraregenerate.generated.model.BillingTransactionRequest;
import io.github.zuoraregenerate.transport.RequestNotSentException;
import io.github.zuoraregenerate.transport.Transport;
import io.github.zuoraregenerate.transport.TransportRequest;
import io.github.zuoraregenerate.transport.TransportResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Everything that can be printed around a call is printed, with every logger at its most talkative. What it prints is
 * looked at here, and once more by {@link WholeRunOutputIT}, together with the output of all other tests.
 */
@Timeout(60)
class CanaryTest {

    /** So talkative that it is silent in all other tests. */
    private static final String DEBUG_OF_THE_JDK = "jdk.internal.httpclient.debug";

    /** Repeats to its caller what it was sent, in every shape that is read. */
    private static WireServer.Script echo(int status, String shape) {
        return connection -> {
            for (var request = connection.readRequest(); request != null; request = connection.readRequest()) {
                String sent = request.only("Authorization") + " of "
                        + request.headers().size() + " headers";
                connection.write(WireAnswer.of(status, shape.replace("%s", sent))
                        .with("Zuora-Request-Id", "r1")
                        .bytes());
            }
        };
    }

    static Stream<Arguments> echoes() {
        String zuora = "{\"success\":false,\"reasons\":[{\"code\":\"%s\",\"message\":\"%s\"}],\"requestId\":\"%s\","
                + "\"processId\":\"%s\"}";
        List<Arguments> table = new ArrayList<>();
        for (int status : new int[] {200, 400, 401, 403, 404, 409, 422, 429, 500}) {
            table.add(Arguments.of(status, zuora));
        }
        for (String shape : List.of(
                "{\"message\":\"%s\",\"code\":\"%s\"}",
                "{\"Success\":false,\"Errors\":[{\"Code\":\"%s\",\"Message\":\"%s\"}]}",
                "{\"FaultCode\":\"%s\",\"FaultMessage\":\"%s\"}",
                "{\"error\":{\"code\":\"%s\",\"message\":\"%s\"}}",
                "<html>%s</html>")) {
            table.add(Arguments.of(400, shape));
        }
        table.add(Arguments.of(200, "{\"success\":true,\"idList\":[\"%s\"]}"));
        return table.stream();
    }

    @ParameterizedTest
    @MethodSource("echoes")
    void serverThatRepeatsTheTokenDoesNotBringItIntoAnyMessage(int status, String shape) throws IOException {
        try (CapturedLog log = CapturedLog.of("", Level.ALL);
                WireServer server = WireServer.http(echo(status, shape))) {
            print(log, () -> Calls.to(server).retryPolicy(Calls.attempts(2)).build());
        }
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of("success", WireServer.answering(WireAnswer.success())),
                Arguments.of("reset", (WireServer.Script) connection -> {
                    connection.readRequest();
                    connection.reset();
                }),
                Arguments.of("half", (WireServer.Script) connection -> {
                    connection.readRequest();
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{");
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void faultsOfTheLineBringNoTokenIntoAnyMessage(String name, WireServer.Script script) throws IOException {
        try (CapturedLog log = CapturedLog.of("", Level.ALL);
                CapturedLog debug = CapturedLog.of(DEBUG_OF_THE_JDK, Level.ALL);
                WireServer server = WireServer.http(script)) {
            print(log, () -> Calls.to(server).retryPolicy(Calls.attempts(2)).build());
            assertThat(debug.lines()).as("what the JDK says of " + name).isNotEmpty();
        }
    }

    /** Without the JDK's debugging, which quotes such a line; nobody else does. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"Authorization: ", "HTTP/1.1 "})
    void firstLineThatRepeatsTheTokenIsNotQuoted(String before) throws IOException {
        try (CapturedLog log = CapturedLog.of("", Level.ALL);
                WireServer server = WireServer.http(connection ->
                        connection.write(before + connection.readRequest().only("Authorization") + "\r\n\r\n"))) {
            print(log, () -> Calls.to(server).retryPolicy(Calls.attempts(2)).build());
        }
    }

    @Test
    void tlsBringsNoTokenIntoAnyMessage() throws IOException {
        try (CapturedLog log = CapturedLog.of("", Level.ALL);
                CapturedLog debug = CapturedLog.of(DEBUG_OF_THE_JDK, Level.ALL);
                WireServer server =
                        WireServer.https(SelfSigned.context(), WireServer.answering(WireAnswer.success()))) {
            print(log, () -> Calls.to(server).build());
            print(
                    log,
                    () -> Calls.to(server)
                            .httpClient(HttpClient.newBuilder()
                                    .sslContext(SelfSigned.context())
                                    .version(HttpClient.Version.HTTP_1_1)
                                    .build())
                            .build());
            assertThat(debug.lines()).isNotEmpty();
        }
    }

    static Stream<Arguments> tokenAnswers() {
        String token = Canaries.token("fetched");
        return Stream.of(
                Arguments.of(200, "{\"access_token\":\"" + token + "\",\"expires_in\":3600}"),
                Arguments.of(200, "{\"access_token\":\"" + token + "\",\"expires_in\":\"" + token + "\"}"),
                Arguments.of(200, "{\"access_token\":\"" + token + " \"}"),
                Arguments.of(200, "{\"access_token\":\"" + token),
                Arguments.of(200, "<html>" + token),
                Arguments.of(400, "{\"message\":\"%s\"}"),
                Arguments.of(401, "{\"success\":false,\"reasons\":[{\"code\":90000011,\"message\":\"%s\"}]}"),
                Arguments.of(429, "{\"reasons\":[{\"code\":70,\"message\":\"%s\"}]}"),
                Arguments.of(500, "%s"),
                Arguments.of(503, "{\"message\":\"%s\"}"));
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("tokenAnswers")
    void tokenEndpointThatRepeatsTheSecretDoesNotBringItIntoAnyMessage(int status, String body) throws IOException {
        try (CapturedLog log = CapturedLog.of("", Level.ALL);
                WireServer server = WireServer.http(connection -> {
                    for (var request = connection.readRequest(); request != null; request = connection.readRequest()) {
                        boolean forToken = request.target().equals("/oauth/token");
                        connection.write(
                                forToken
                                        ? WireAnswer.of(status, body.replace("%s", request.text()))
                                                .bytes()
                                        : WireAnswer.success().bytes());
                    }
                })) {
            print(
                    log,
                    () -> RegenerateClient.builder()
                            .baseUrl(server.url())
                            .clientCredentials("client-id", Canaries.SECRET)
                            .retryPolicy(Calls.attempts(2))
                            .build());
        }
    }

    @Test
    void refusedCredentialsAreNotRepeated() {
        StringBuilder printed = new StringBuilder();
        for (Runnable refused : List.<Runnable>of(
                () -> RegenerateClient.builder().bearerToken(Canaries.TOKEN + "\n"),
                () -> RegenerateClient.builder().baseUrl("https://u:" + Canaries.SECRET + "@host"),
                () -> RegenerateClient.builder().clientCredentials("", Canaries.SECRET),
                () -> Calls.resultOf(Calls.to("http://localhost").bearerToken(() -> Canaries.TOKEN + " ")))) {
            try {
                refused.run();
                throw new AssertionError("taken");
            } catch (RuntimeException e) {
                printed.append(trace(e));
            }
        }
        assertClean(printed.toString());
    }

    @Test
    void nothingThatATransportSeesPrintsItself() {
        List<TransportRequest> seen = new ArrayList<>();
        Transport transport = request -> {
            seen.add(request);
            throw new RequestNotSentException("no connection", new IOException(request.toString()));
        };
        RegenerateClient client = RegenerateClient.builder()
                .baseUrl("http://localhost")
                .bearerToken(Canaries.TOKEN)
                .transport(transport)
                .retryPolicy(Calls.ONCE)
                .build();
        String printed = trace(Calls.failureOf(client));

        // The canary was there to be printed.
        assertThat(seen.get(0).headers().get("Authorization").get(0).equals("Bearer " + Canaries.TOKEN))
                .isTrue();
        assertClean(printed + seen + new TransportResponse(200, seen.get(0).headers(), null));
    }

    /** Calls both ways, and prints all that comes out and all that took part. */
    private static void print(CapturedLog log, Supplier<RegenerateClient> clients) {
        StringBuilder printed = new StringBuilder();
        try (RegenerateClient client = clients.get()) {
            printed.append(client);
            for (RegenerateOptions options : List.of(
                    RegenerateOptions.none(),
                    RegenerateOptions.builder().trackId("t1").reMigrate(true).build())) {
                try {
                    printed.append(client.regenerate(creditMemo(), options));
                } catch (RegenerateException e) {
                    printed.append(trace(e));
                    printed.append(e.reasons())
                            .append(e.limits())
                            .append(e.requestId())
                            .append(e.processId());
                    printed.append(serialized(e));
                }
                printed.append(options);
            }
            try {
                printed.append(client.regenerateAsync(creditMemo(), RegenerateOptions.none())
                        .join());
            } catch (CompletionException e) {
                printed.append(trace(e));
            }
            try {
                client.regenerate(new BillingTransactionRequest());
            } catch (RegenerateException e) {
                printed.append(trace(e));
            }
            printed.append(client).append(client.limits());
        }
        assertClean(printed.toString());
        System.out.println(printed);
        // The log is in the output of the run already.
        assertThat(log.lines()).isNotEmpty();
        assertClean(log.lines().toString());
    }

    private static String trace(Throwable failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }

    private static String serialized(RegenerateException failure) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(failure);
        } catch (IOException e) {
            throw new AssertionError("an exception must travel", e);
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    /** Says no more than where a canary sits. */
    private static void assertClean(String printed) {
        for (String canary : List.of(Canaries.TOKEN, Canaries.SECRET)) {
            int at = printed.indexOf(canary);
            if (at >= 0) {
                throw new AssertionError("a canary follows: …" + printed.substring(Math.max(0, at - 300), at));
            }
        }
    }
}
