package io.github.zuoraregenerate.fakes;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** One request as it came over the wire. */
public record WireRequest(String method, String target, List<Header> headers, byte[] body) {

    /** One header line. */
    public record Header(String name, String value) {}

    /** Every value of that name, in the order of the lines. */
    public List<String> all(String name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Header::value)
                .toList();
    }

    /** The value of the only line of that name. */
    public String only(String name) {
        List<String> values = all(name);
        if (values.size() != 1) {
            throw new AssertionError(values.size() + " lines of " + name + " instead of one");
        }
        return values.get(0);
    }

    /** The body, unzipped if it says that it is zipped. */
    public String text() {
        try (ByteArrayInputStream bytes = new ByteArrayInputStream(body)) {
            byte[] plain = all("Content-Encoding").contains("gzip") ? new GZIPInputStream(bytes).readAllBytes() : body;
            return new String(plain, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Headers and body hold secrets. */
    @Override
    public String toString() {
        return method + " " + target;
    }
}
