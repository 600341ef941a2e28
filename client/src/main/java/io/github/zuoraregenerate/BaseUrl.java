package io.github.zuoraregenerate;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** The one rule for servers: a token travels over TLS, or does not leave this machine. */
final class BaseUrl {

    private BaseUrl() {}

    /**
     * The URL without a slash at its end.
     *
     * @throws IllegalArgumentException if it is not https, nor http to a loopback address, or has more than a path
     */
    static String checked(String baseUrl) {
        URI uri;
        try {
            uri = new URI(baseUrl);
        } catch (URISyntaxException e) {
            throw refused(baseUrl, "is not a URL");
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (uri.getUserInfo() != null) {
            // The value is not repeated: it may hold a password.
            throw new IllegalArgumentException("baseUrl must not hold user information; credentials are set by"
                    + " bearerToken or clientCredentials");
        }
        if (uri.getHost() == null || !(scheme.equals("https") || scheme.equals("http"))) {
            throw refused(baseUrl, "must be https://host, or http:// to a loopback address");
        }
        if (scheme.equals("http") && !isLoopback(uri.getHost())) {
            throw refused(baseUrl, "must be https: over plain http the token could be read on the way");
        }
        if (uri.getQuery() != null || uri.getFragment() != null) {
            throw refused(baseUrl, "must not have a query or a fragment");
        }
        return baseUrl.replaceAll("/+$", "");
    }

    private static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost")
                || host.equals("[::1]")
                // Digits only: 127.0.0.1.example.com is a name of somebody else's.
                || host.matches("127(\\.[0-9]{1,3}){3}");
    }

    private static IllegalArgumentException refused(String baseUrl, String why) {
        return new IllegalArgumentException("baseUrl = " + baseUrl + ": " + why);
    }
}
