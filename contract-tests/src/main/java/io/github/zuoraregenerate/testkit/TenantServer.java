package io.github.zuoraregenerate.testkit;

import io.github.zuoraregenerate.testkit.ReceivedRequest.Handling;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.ExceptionListener;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpConnection;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.impl.bootstrap.HttpServer;
import org.apache.hc.core5.http.impl.bootstrap.ServerBootstrap;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** HTTP on a loopback port: reads arrivals, delivers answers, and cuts connections. */
final class TenantServer implements AutoCloseable {

    /** Zuora compresses longer answers if the client accepts it. */
    static final int LONGEST_PLAIN_BODY = 1000;

    private static final int MAX_REQUEST_BODY = 1 << 20;

    private final TenantState state;
    private final RegenerateOperation operation;
    private final HttpServer server;

    private TenantServer(TenantState state, int port) {
        this.state = state;
        this.operation = new RegenerateOperation(state);
        this.server = ServerBootstrap.bootstrap()
                .setLocalAddress(InetAddress.getLoopbackAddress())
                .setListenerPort(port)
                .setSocketConfig(SocketConfig.custom()
                        .setTcpNoDelay(true)
                        .setSoReuseAddress(true)
                        .setSoTimeout(Timeout.ofMinutes(5))
                        .build())
                .setRequestRouter((request, context) -> (routed, response, handlingContext) -> serve(routed, response))
                .setExceptionListener(new Listener())
                .create();
    }

    static TenantServer start(TenantState state, int port) {
        TenantServer server = new TenantServer(state, port);
        try {
            server.server.start();
        } catch (IOException e) {
            throw new IllegalStateException(
                    "The simulated tenant cannot listen on loopback port " + port + ": " + e.getMessage()
                            + ". Choose another port, or 0 for a free one.",
                    e);
        }
        return server;
    }

    int port() {
        return server.getLocalPort();
    }

    @Override
    public void close() {
        server.close(CloseMode.IMMEDIATE);
    }

    private void serve(ClassicHttpRequest request, ClassicHttpResponse response) throws IOException {
        Delivery delivery;
        try {
            delivery = dispatch(arrival(request));
            if (delivery instanceof Delivery.Silence) {
                state.waitForClose();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConnectionClosedException("The simulated tenant is closing.");
        }
        if (delivery instanceof Delivery.Whole whole) {
            write(whole.answer(), request, response, false);
        } else if (delivery instanceof Delivery.Half half) {
            write(half.answer(), request, response, true);
        } else {
            throw new ConnectionClosedException("The simulated tenant was told to cut this connection.");
        }
    }

    private Delivery dispatch(Arrival arrival) throws InterruptedException {
        boolean post = arrival.method().equals("POST");
        if (post && arrival.path().equals(Contract.PATH)) {
            return operation.handle(arrival);
        }
        if (post && arrival.path().equals(SimulatedTokens.PATH)) {
            TenantAnswer answer = state.tokens().answer(bodyOf(arrival));
            state.recordTokenRequest(
                    arrival.received(SimulatedTokens.handling(answer), OptionalInt.of(answer.status())));
            return new Delivery.Whole(answer);
        }
        boolean known = arrival.path().equals(Contract.PATH) || arrival.path().equals(SimulatedTokens.PATH);
        TenantAnswer answer = TenantAnswer.json(
                known ? 405 : 404,
                Map.of(),
                "{\"message\":\"There is no such operation.\"}".getBytes(StandardCharsets.UTF_8));
        state.record(arrival.received(Handling.REFUSED, OptionalInt.of(answer.status())));
        return new Delivery.Whole(answer);
    }

    private static String bodyOf(Arrival arrival) {
        byte[] body = arrival.body();
        return body == null ? "" : new String(body, StandardCharsets.UTF_8);
    }

    private static Arrival arrival(ClassicHttpRequest request) throws IOException {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Header header : request.getHeaders()) {
            headers.computeIfAbsent(header.getName(), name -> new ArrayList<>()).add(header.getValue());
        }
        HttpEntity entity = request.getEntity();
        byte[] body = entity == null ? new byte[0] : EntityUtils.toByteArray(entity, MAX_REQUEST_BODY);
        String target = request.getPath();
        int question = target.indexOf('?');
        return new Arrival(
                request.getMethod(),
                question < 0 ? target : target.substring(0, question),
                question < 0 ? "" : target.substring(question + 1),
                Collections.unmodifiableMap(headers),
                headers.getOrDefault("Content-Encoding", List.of()).contains("gzip") ? unzip(body) : body);
    }

    private static byte @Nullable [] unzip(byte[] body) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return in.readNBytes(MAX_REQUEST_BODY);
        } catch (IOException e) {
            // Not gzip in spite of its header: the operation answers as to any unreadable body.
            return null;
        }
    }

    private static void write(
            TenantAnswer answer, ClassicHttpRequest request, ClassicHttpResponse response, boolean half)
            throws IOException {
        response.setCode(answer.status());
        ContentType type = null;
        for (Map.Entry<String, String> header : answer.headers().entrySet()) {
            if (header.getKey().equals("Content-Type")) {
                type = ContentType.parse(header.getValue());
            } else {
                response.setHeader(header.getKey(), header.getValue());
            }
        }
        byte[] body = answer.body();
        if (answer.fromZuora() && body.length > LONGEST_PLAIN_BODY && acceptsGzip(request)) {
            body = zip(body);
            response.setHeader("Content-Encoding", "gzip");
        }
        response.setEntity(half ? new HalfEntity(body, type) : new ByteArrayEntity(body, type));
    }

    private static boolean acceptsGzip(ClassicHttpRequest request) {
        Header accepted = request.getFirstHeader("Accept-Encoding");
        return accepted != null && accepted.getValue().contains("gzip");
    }

    private static byte[] zip(byte[] body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(body);
        }
        return bytes.toByteArray();
    }

    /** Announces a whole body and breaks off in its middle. */
    private static final class HalfEntity extends AbstractHttpEntity {

        private final byte[] body;

        private HalfEntity(byte[] body, @Nullable ContentType type) {
            super(type, null);
            this.body = body;
        }

        @Override
        public long getContentLength() {
            return body.length;
        }

        @Override
        public ByteArrayInputStream getContent() {
            return new ByteArrayInputStream(body);
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(body, 0, body.length / 2);
            out.flush();
            throw new ConnectionClosedException("The simulated tenant was told to break off this answer.");
        }

        @Override
        public boolean isStreaming() {
            return false;
        }

        @Override
        public boolean isRepeatable() {
            return true;
        }

        @Override
        public void close() {}
    }

    /** Connections end in many ways and that is no news; anything else is a defect of the tenant and is told. */
    private final class Listener implements ExceptionListener {

        @Override
        public void onError(Exception failure) {
            if (!(failure instanceof IOException)) {
                state.complain("The simulated tenant failed: " + failure);
            }
        }

        @Override
        public void onError(HttpConnection connection, Exception failure) {
            onError(failure);
        }
    }
}
