package io.github.zuoraregenerate.backfill;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server that remembers nothing, for more documents than a simulated tenant has room for. */
final class AlwaysSucceeding implements AutoCloseable {

    private static final byte[] TOKEN =
            "{\"access_token\":\"t\",\"token_type\":\"bearer\",\"expires_in\":3598}".getBytes(StandardCharsets.UTF_8);
    private static final byte[] SUCCESS = ("{\"success\":true,\"idList\":[\"2c9890508ad035db018ad0d8d1685fef\","
                    + "\"2c9890508ad035db018ad0d8d4ec6013\"]}")
            .getBytes(StandardCharsets.UTF_8);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(40);

    AlwaysSucceeding() throws IOException {
        // Else head and body of an answer wait 40 ms for each other.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] body = exchange.getRequestURI().getPath().startsWith("/oauth") ? TOKEN : SUCCESS;
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    String baseUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
