package io.github.zuoraregenerate.fakes;

import io.github.zuoraregenerate.transport.RequestNotSentException;
import io.github.zuoraregenerate.transport.Transport;
import io.github.zuoraregenerate.transport.TransportRequest;
import io.github.zuoraregenerate.transport.TransportResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Answers by a script, one step per request, and remembers the requests. Calls of {@code /oauth/token} have a script of
 * their own. A request without a step fails the test. Safe for many threads.
 */
public final class ScriptedTransport implements Transport {

    /** What the contract's example says on success. */
    public static final String SUCCESS = "{\"success\":true,\"idList\":[\"2c9890508ad035db018ad0d8d1685fef\"]}";

    /** Answers one request. */
    @FunctionalInterface
    public interface Step {
        TransportResponse answer(TransportRequest request) throws IOException, InterruptedException;
    }

    private final Deque<Step> script = new ArrayDeque<>();
    private final Deque<Step> tokenScript = new ArrayDeque<>();
    private final List<TransportRequest> requests = new ArrayList<>();
    private final List<TransportRequest> tokenRequests = new ArrayList<>();
    private boolean closed;

    /** The next request of the operation meets this. */
    public synchronized ScriptedTransport then(Step step) {
        script.add(step);
        return this;
    }

    /** The next request of the operation is answered so; headers are names and values in turn. */
    public ScriptedTransport answer(int status, String body, String... headers) {
        return then(request -> response(status, body, headers));
    }

    /** The next request of the operation succeeds. */
    public ScriptedTransport succeed() {
        return answer(200, SUCCESS);
    }

    /** The next request of the operation is refused with that one reason. */
    public ScriptedTransport refuse(int status, String code, String... headers) {
        return answer(status, refusal(code), headers);
    }

    /** The next request of the operation may have been sent, and no answer comes. */
    public ScriptedTransport loseAnswer() {
        return then(request -> {
            throw new IOException("connection reset");
        });
    }

    /** The next request of the operation finds no connection. */
    public ScriptedTransport refuseConnection() {
        return then(request -> {
            throw new RequestNotSentException("no connection", new ConnectException("refused"));
        });
    }

    /** The next call of the token endpoint meets this. */
    public synchronized ScriptedTransport thenToken(Step step) {
        tokenScript.add(step);
        return this;
    }

    /** The next call of the token endpoint is answered so. */
    public ScriptedTransport answerToken(int status, String body, String... headers) {
        return thenToken(request -> response(status, body, headers));
    }

    /** The next call of the token endpoint gives that token. */
    public ScriptedTransport giveToken(String token, long seconds) {
        return answerToken(200, token(token, seconds));
    }

    @Override
    public TransportResponse send(TransportRequest request) throws IOException, InterruptedException {
        Step step;
        synchronized (this) {
            boolean forToken = request.uri().getPath().endsWith("/oauth/token");
            (forToken ? tokenRequests : requests).add(request);
            step = (forToken ? tokenScript : script).poll();
            if (step == null) {
                throw new AssertionError("nobody expected " + request + ", request "
                        + (forToken ? tokenRequests : requests).size() + " of its kind");
            }
        }
        return step.answer(request);
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    public synchronized boolean isClosed() {
        return closed;
    }

    /** The requests of the operation so far. */
    public synchronized List<TransportRequest> requests() {
        return List.copyOf(requests);
    }

    /** The calls of the token endpoint so far. */
    public synchronized List<TransportRequest> tokenRequests() {
        return List.copyOf(tokenRequests);
    }

    /** The idempotency keys that travelled, in order, repetitions included. */
    public List<String> sentKeys() {
        return requests().stream()
                .map(request -> header(request, "Idempotency-Key"))
                .toList();
    }

    /** The tokens that travelled, in order, repetitions included. */
    public List<String> sentTokens() {
        return requests().stream()
                .map(request -> header(request, "Authorization").replaceFirst("^Bearer ", ""))
                .toList();
    }

    /** How many steps of both scripts were not needed. */
    public synchronized int stepsLeft() {
        return script.size() + tokenScript.size();
    }

    /** The only value of that header. */
    public static String header(TransportRequest request, String name) {
        List<String> values = request.headers().entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .flatMap(header -> header.getValue().stream())
                .toList();
        if (values.size() != 1) {
            throw new AssertionError(request + " has " + values.size() + " values of " + name);
        }
        return values.get(0);
    }

    /** An answer; headers are names and values in turn. */
    public static TransportResponse response(int status, String body, String... headers) {
        Map<String, List<String>> map = new LinkedHashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            map.put(headers[i], List.of(headers[i + 1]));
        }
        return new TransportResponse(status, map, new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }

    /** A body that refuses with that one reason. */
    public static String refusal(String code) {
        return "{\"success\":false,\"processId\":\"738CBB9234B47A47\",\"reasons\":[{\"code\":\"" + code
                + "\",\"message\":\"refused\"}],\"requestId\":\"d7479cf6-b410-4630-b841-268ccd48f0d2\"}";
    }

    /** A body of the token endpoint. */
    public static String token(String token, long seconds) {
        return "{\"access_token\":\"" + token + "\",\"token_type\":\"bearer\",\"expires_in\":" + seconds
                + ",\"scope\":\"service\",\"jti\":\"1\"}";
    }
}
