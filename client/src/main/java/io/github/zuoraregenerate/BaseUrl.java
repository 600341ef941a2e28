package io.github.zuoraregenerate;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** The one rule for servers: a token travels over TLS, or does not leave this machine. */
final class BaseUrl {

    private static final int MAX_PORT = 65_535;

    private BaseUrl() {}

    /**
     * The URL with its scheme in lower case and without a slash at its end.
     *
     * @throws IllegalArgumentException if it is not https, nor http to a loopback address, or has more than a path
     */
    static String checked(String baseUrl) {
        if (baseUrl.indexOf('@') >= 0) {
            // Before anything that repeats the value: it may hold a password.
            throw new IllegalArgumentException("baseUrl = (not shown): must not hold user information; credentials are"
                    + " set by bearerToken or clientCredentials");
        }
        URI uri;
        try {
            uri = new URI(baseUrl);
        } catch (URISyntaxException e) {
            throw refused(baseUrl, "is not a URL");
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (uri.getHost() == null || !(scheme.equals("https") || scheme.equals("http"))) {
            throw refused(baseUrl, "must be https://host, or http:// to a loopback address");
        }
        if (scheme.equals("http") && !isLoopback(uri.getHost())) {
            throw refused(baseUrl, "must be https: over plain http the token could be read on the way");
        }
        if (uri.getPort() > MAX_PORT) {
            throw refused(baseUrl, "must have a port up to " + MAX_PORT);
        }
        if (uri.getQuery() != null || uri.getFragment() != null) {
            throw refused(baseUrl, "must not have a query or a fragment");
        }
        return scheme + baseUrl.substring(scheme.length()).replaceAll("/+$", "");
    }

    private static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost")
                || host.equals("[::1]")
                // Digits only: 127.0.0.1.example.com is a name of somebody else's.
                || host.matches("127(\\.[0-9]{1,3}){3}");
    }

    private static IllegalArgumentException refused(String baseUrl, String why) {
        // A query or a fragment may hold a secret.
        return new IllegalArgumentException("baseUrl = " + baseUrl.replaceAll("[?#].*", "…") + ": " + why);
    }
}
