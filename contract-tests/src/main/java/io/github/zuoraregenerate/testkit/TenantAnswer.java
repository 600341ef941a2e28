package io.github.zuoraregenerate.testkit;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * One answer before it is delivered.
 *
 * @param headers all but those of the transfer
 * @param fromZuora false for the answer of a gateway before it, which no contract binds
 */
record TenantAnswer(int status, Map<String, String> headers, byte[] body, boolean fromZuora) {

    TenantAnswer {
        headers = Collections.unmodifiableMap(new TreeMap<>(headers));
    }

    static TenantAnswer json(int status, Map<String, String> headers, byte[] body) {
        Map<String, String> all = new TreeMap<>(headers);
        all.put("Content-Type", "application/json;charset=utf-8");
        return new TenantAnswer(status, all, body, true);
    }

    static TenantAnswer gateway(int status, String contentType, String body) {
        return new TenantAnswer(
                status, Map.of("Content-Type", contentType), body.getBytes(StandardCharsets.UTF_8), false);
    }

    TenantAnswer with(Map<String, String> moreHeaders) {
        Map<String, String> all = new TreeMap<>(headers);
        all.putAll(moreHeaders);
        return new TenantAnswer(status, all, body, fromZuora);
    }
}
