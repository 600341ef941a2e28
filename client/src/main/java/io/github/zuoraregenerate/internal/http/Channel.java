package io.github.zuoraregenerate.internal.http;

import io.github.zuoraregenerate.transport.RequestNotSentException;
import io.github.zuoraregenerate.transport.Transport;
import io.github.zuoraregenerate.transport.TransportRequest;
import io.github.zuoraregenerate.transport.TransportResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * One request over the transport, its answer read whole, unzipped and bounded: a body of any length, zipped or not,
 * costs at most about twice {@value #MAX_BODY_BYTES} bytes.
 */
public final class Channel {

    /** An answer with 7,000 ids fits; a longer one counts as unreadable. */
    static final int MAX_BODY_BYTES = 256 * 1024;

    private static final int SHORTEST_SECRET = 8;

    private static final byte[] NOTHING_TO_READ = new byte[0];

    private final Transport transport;

    /** A channel over that transport. */
    public Channel(Transport transport) {
        this.transport = transport;
    }

    /** A complete answer; its body is empty if it was longer than anyone reads, or not zipped as it says. */
    public record Reply(int status, Map<String, List<String>> headers, byte[] body) {}

    /**
     * Sends one request and reads its answer.
     *
     * @param secrets what the request holds that must not come back: an answer that quotes one, as gateways do, would
     *     carry it into messages and logs
     * @throws IOException if there was no complete answer
     * @throws InterruptedException if the thread was interrupted
     */
    public Reply send(
            String method,
            URI uri,
            Map<String, List<String>> headers,
            byte[] body,
            Duration timeout,
            List<String> secrets)
            throws IOException, InterruptedException {
        TransportResponse response;
        try {
            response = transport.send(new TransportRequest(method, uri, headers, body, timeout, MAX_BODY_BYTES + 1));
        } catch (RequestNotSentException e) {
            throw e;
        } catch (IOException e) {
            throw withoutQuotation(secrets, e);
        } catch (RuntimeException e) {
            // It may have been sent all the same, and whoever called must learn that with which key.
            throw new IOException("the transport failed: " + e, e);
        }
        try (InputStream raw = response.body()) {
            return new Reply(
                    response.status(), response.headers(), without(secrets, readBody(raw, response.headers())));
        }
    }

    private static byte[] readBody(InputStream raw, Map<String, List<String>> headers) throws IOException {
        if (!Headers.isGzipped(headers)) {
            return bounded(raw.readNBytes(MAX_BODY_BYTES + 1));
        }
        byte[] zipped = raw.readNBytes(MAX_BODY_BYTES + 1);
        if (zipped.length > MAX_BODY_BYTES) {
            return NOTHING_TO_READ;
        }
        try (InputStream unzipped = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
            return bounded(unzipped.readNBytes(MAX_BODY_BYTES + 1));
        } catch (IOException e) {
            // All of it has come, so the status still counts: the bytes are at fault, not the line.
            return NOTHING_TO_READ;
        }
    }

    /** The JDK's client quotes a first line that is not HTTP, whatever it holds. */
    private static IOException withoutQuotation(List<String> secrets, IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (secrets.stream().anyMatch(secret -> secret.length() >= SHORTEST_SECRET && message.contains(secret))) {
                return new IOException("the answer is not HTTP, and quotes a secret of the request");
            }
        }
        return failure;
    }

    private static byte[] without(List<String> secrets, byte[] body) {
        // A character per byte, so that the rest of the body stays as it is.
        String text = new String(body, StandardCharsets.ISO_8859_1);
        String clean = text;
        for (String secret : secrets) {
            // A shorter one is a word that any answer can hold.
            if (secret.length() >= SHORTEST_SECRET) {
                clean = clean.replace(secret, "(not shown)");
            }
        }
        return clean.equals(text) ? body : clean.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] bounded(byte[] body) {
        return body.length > MAX_BODY_BYTES ? NOTHING_TO_READ : body;
    }
}
