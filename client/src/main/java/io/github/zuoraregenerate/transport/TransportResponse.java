package io.github.zuoraregenerate.transport;

import java.io.InputStream;
import java.util.List;
import java.util.Map;

/**
 * One HTTP answer.
 *
 * @param status the HTTP status
 * @param headers names in any case, values in the order of arrival
 * @param body the bytes as they came; the reader may stop early and closes it
 */
public record TransportResponse(int status, Map<String, List<String>> headers, InputStream body) {

    /** Status only: headers and body can hold secrets. */
    @Override
    public String toString() {
        return "HTTP " + status;
    }
}
