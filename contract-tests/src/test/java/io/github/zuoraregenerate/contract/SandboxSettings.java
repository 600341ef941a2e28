package io.github.zuoraregenerate.contract;

import io.github.zuoraregenerate.ZuoraEnvironment;
import io.github.zuoraregenerate.generated.model.DocumentType;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The real tenant that the pacts are verified against, from environment variables. Immutable. Shows no secret.
 */
final class SandboxSettings {

    static final String BASE_URL = "ZUORA_BASE_URL";
    static final String CLIENT_ID = "ZUORA_CLIENT_ID";
    static final String CLIENT_SECRET = "ZUORA_CLIENT_SECRET";
    static final String ALLOW_PRODUCTION = "ZUORA_ALLOW_PRODUCTION";

    /** The document of one type that the tests may regenerate. */
    record Document(String number, String id) {}

    private final URI baseUrl;
    private final String clientId;
    private final String clientSecret;
    private final Map<DocumentType, Document> documents;

    private SandboxSettings(URI baseUrl, String clientId, String clientSecret, Map<DocumentType, Document> documents) {
        this.baseUrl = baseUrl;
        this.clientId = clientId;
        this.clientSecret = clientSecret;
        this.documents = documents;
    }

    /** From environment variables, or system properties of the same names. */
    static SandboxSettings current() {
        return of(name -> System.getProperty(name, System.getenv(name)));
    }

    /**
     * From any source of variables.
     *
     * @throws IllegalStateException naming every variable that is missing, or saying why the server is refused
     */
    static SandboxSettings of(Function<String, @Nullable String> source) {
        Map<String, String> values = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        for (String name : names()) {
            String value = source.apply(name);
            if (value == null || value.isBlank()) {
                missing.add(name);
            } else {
                values.put(name, value.strip());
            }
        }
        if (!missing.isEmpty()) {
            throw new IllegalStateException("The pacts cannot be verified against a real tenant: set the environment"
                    + " variables " + String.join(", ", missing));
        }
        URI url = URI.create(values.get(BASE_URL));
        refuse(url, source.apply(ALLOW_PRODUCTION));
        Map<DocumentType, Document> documents = new EnumMap<>(DocumentType.class);
        for (DocumentType type : DocumentType.values()) {
            documents.put(type, new Document(values.get(variable(type, "NUMBER")), values.get(variable(type, "ID"))));
        }
        return new SandboxSettings(url, values.get(CLIENT_ID), values.get(CLIENT_SECRET), documents);
    }

    /** Every variable that must be set. */
    static List<String> names() {
        List<String> names = new ArrayList<>(List.of(BASE_URL, CLIENT_ID, CLIENT_SECRET));
        for (DocumentType type : DocumentType.values()) {
            names.add(variable(type, "NUMBER"));
            names.add(variable(type, "ID"));
        }
        return names;
    }

    URI baseUrl() {
        return baseUrl;
    }

    String clientId() {
        return clientId;
    }

    String clientSecret() {
        return clientSecret;
    }

    Document document(DocumentType type) {
        return documents.get(type);
    }

    private static String variable(DocumentType type, String what) {
        return "ZUORA_" + type.name() + "_" + what;
    }

    private static void refuse(URI url, @Nullable String allowProduction) {
        String host = url.getHost() == null ? "" : url.getHost().toLowerCase(Locale.ROOT);
        boolean loopback = host.equals("127.0.0.1") || host.equals("localhost");
        if (!"https".equals(url.getScheme()) && !loopback) {
            throw new IllegalStateException(BASE_URL + " = " + url + ": must begin with https://");
        }
        boolean sandbox = loopback;
        for (ZuoraEnvironment environment : ZuoraEnvironment.values()) {
            sandbox |= !environment.isProduction()
                    && host.equals(URI.create(environment.baseUrl()).getHost());
        }
        if (!sandbox && !"true".equals(allowProduction)) {
            throw new IllegalStateException(BASE_URL + " = " + url + " is not one of Zuora's sandboxes, so it may be"
                    + " a production tenant, whose documents would really be regenerated. If that is meant, set "
                    + ALLOW_PRODUCTION + "=true.");
        }
    }

    @Override
    public String toString() {
        return baseUrl.toString();
    }
}
