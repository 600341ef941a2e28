package io.github.zuoraregenerate.cli;

import io.github.zuoraregenerate.RegenerateClient;
import io.github.zuoraregenerate.RegenerateClientBuilder;
import io.github.zuoraregenerate.ZuoraEnvironment;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Which server, and with which credentials. */
final class ServerOptions {

    private static final String BASE_URL = "ZUORA_BASE_URL";
    private static final String CLIENT_ID = "ZUORA_CLIENT_ID";
    private static final String CLIENT_SECRET = "ZUORA_CLIENT_SECRET";
    private static final String BEARER_TOKEN = "ZUORA_BEARER_TOKEN";

    @ArgGroup
    private Server server = new Server();

    @Option(
            names = "--production",
            description = "Needed for every server that is not a known sandbox: its data is real.")
    private boolean production;

    static final class Server {
        @Option(
                names = {"-e", "--environment"},
                paramLabel = "NAME",
                completionCandidates = EnvironmentNames.class,
                converter = EnvironmentNames.class,
                description = "One of ${COMPLETION-CANDIDATES}.")
        private @Nullable ZuoraEnvironment environment;

        @Option(
                names = "--base-url",
                paramLabel = "URL",
                description = "A server of the tenant's own. Default: the variable ZUORA_BASE_URL.")
        private @Nullable String baseUrl;
    }

    /**
     * The base URL.
     *
     * @throws ParameterException if none is given, or it needs {@code --production}
     */
    String baseUrl(CommandLine command, Map<String, String> variables) {
        ZuoraEnvironment environment = server.environment;
        String baseUrl = environment != null ? environment.baseUrl() : server.baseUrl;
        if (baseUrl == null) {
            baseUrl = variables.get(BASE_URL);
        }
        if (baseUrl == null || baseUrl.isBlank()) {
            throw new ParameterException(
                    command,
                    "No server is given: add --environment NAME or --base-url URL, or set " + BASE_URL
                            + ". Environments are " + EnvironmentNames.all() + ".");
        }
        try {
            // Its rules are the client's own.
            RegenerateClient.builder().baseUrl(baseUrl);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command, String.valueOf(e.getMessage()), e);
        }
        baseUrl = baseUrl.replaceAll("/+$", "");
        refuseUnannouncedProduction(command, baseUrl);
        return baseUrl;
    }

    private void refuseUnannouncedProduction(CommandLine command, String baseUrl) {
        if (production || isLoopback(baseUrl)) {
            return;
        }
        Optional<ZuoraEnvironment> known = environment(baseUrl);
        if (known.isEmpty()) {
            throw new ParameterException(
                    command,
                    baseUrl + " is not one of Zuora's known sandboxes, so its data counts as real. Add --production if"
                            + " that is what you want.");
        }
        if (known.get().isProduction()) {
            throw new ParameterException(
                    command,
                    baseUrl + " is " + EnvironmentNames.name(known.get())
                            + ": real data. Add --production if that is what you want.");
        }
    }

    static Optional<ZuoraEnvironment> environment(String baseUrl) {
        return Arrays.stream(ZuoraEnvironment.values())
                .filter(known -> known.baseUrl().equalsIgnoreCase(baseUrl))
                .findFirst();
    }

    private static boolean isLoopback(String baseUrl) {
        String host = String.valueOf(URI.create(baseUrl).getHost());
        return host.equalsIgnoreCase("localhost") || host.equals("[::1]") || host.matches("127(\\.[0-9]{1,3}){3}");
    }

    /**
     * Settings of a client with server and credentials.
     *
     * @throws ParameterException if the environment has no credentials, or half of them
     */
    RegenerateClientBuilder client(CommandLine command, String baseUrl, Map<String, String> variables) {
        RegenerateClientBuilder client = RegenerateClient.builder().baseUrl(baseUrl);
        String token = variables.getOrDefault(BEARER_TOKEN, "");
        String id = variables.getOrDefault(CLIENT_ID, "");
        String secret = variables.getOrDefault(CLIENT_SECRET, "");
        if (!token.isEmpty() && id.isEmpty() && secret.isEmpty()) {
            return client.bearerToken(token);
        }
        if (token.isEmpty() && !id.isEmpty() && !secret.isEmpty()) {
            return client.clientCredentials(id, secret);
        }
        String set = java.util.stream.Stream.of(CLIENT_ID, CLIENT_SECRET, BEARER_TOKEN)
                .filter(name -> !variables.getOrDefault(name, "").isEmpty())
                .collect(Collectors.joining(", "));
        throw new ParameterException(
                command,
                "Credentials come from the environment: set " + CLIENT_ID + " and " + CLIENT_SECRET + ", or "
                        + BEARER_TOKEN + " alone. Set now: " + (set.isEmpty() ? "none" : set) + ".");
    }

    /** Environments as people type them: {@code us-api-sandbox-cloud-1}. */
    static final class EnvironmentNames implements Iterable<String>, CommandLine.ITypeConverter<ZuoraEnvironment> {

        static String name(ZuoraEnvironment environment) {
            return environment.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static String all() {
            return Arrays.stream(ZuoraEnvironment.values())
                    .map(EnvironmentNames::name)
                    .collect(Collectors.joining(", "));
        }

        @Override
        public java.util.Iterator<String> iterator() {
            return Arrays.stream(ZuoraEnvironment.values())
                    .map(EnvironmentNames::name)
                    .iterator();
        }

        @Override
        public ZuoraEnvironment convert(String value) {
            return Arrays.stream(ZuoraEnvironment.values())
                    .filter(environment -> name(environment).equalsIgnoreCase(value.replace('_', '-')))
                    .findFirst()
                    .orElseThrow(() -> new CommandLine.TypeConversionException(
                            "'" + value + "' is no environment. Environments are " + all() + "."));
        }
    }
}
