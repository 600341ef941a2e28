package io.github.zuoraregenerate.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Sends what it is told to, right or wrong. */
final class RawClient {

    static final String BY_NUMBER = "{\"number\":\"CM00000001\",\"type\":\"CreditMemo\"}";

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final SimulatedTenant tenant;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private String query = "";

    RawClient(SimulatedTenant tenant) {
        this.tenant = tenant;
        headers.put("Authorization", "Bearer " + tenant.accessToken());
        headers.put("Content-Type", "application/json");
    }

    RawClient header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    RawClient without(String name) {
        headers.remove(name);
        return this;
    }

    RawClient key(String key) {
        return header("Idempotency-Key", key);
    }

    RawClient query(String newQuery) {
        query = newQuery;
        return this;
    }

    HttpResponse<byte[]> send() throws IOException, InterruptedException {
        return send(BY_NUMBER);
    }

    HttpResponse<byte[]> send(String body) throws IOException, InterruptedException {
        return HTTP.send(request(HttpRequest.BodyPublishers.ofString(body)), HttpResponse.BodyHandlers.ofByteArray());
    }

    HttpResponse<byte[]> send(byte[] body) throws IOException, InterruptedException {
        return HTTP.send(
                request(HttpRequest.BodyPublishers.ofByteArray(body)), HttpResponse.BodyHandlers.ofByteArray());
    }

    HttpRequest request(HttpRequest.BodyPublisher body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(tenant.baseUrl() + Contract.PATH + (query.isEmpty() ? "" : "?" + query)))
                .timeout(Duration.ofSeconds(20))
                .POST(body);
        headers.forEach(request::header);
        return request.build();
    }

    HttpResponse<byte[]> token(String form) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(tenant.baseUrl() + SimulatedTokens.PATH))
                        .timeout(Duration.ofSeconds(20))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    static JsonNode json(HttpResponse<byte[]> response) throws IOException {
        return Contract.JSON.readTree(response.body());
    }
}
