package io.github.zuoraregenerate.contract;

import au.com.dius.pact.core.pactbroker.CanIDeployResult;
import au.com.dius.pact.core.pactbroker.Latest;
import au.com.dius.pact.core.pactbroker.PactBrokerClient;
import au.com.dius.pact.core.pactbroker.PactBrokerClientConfig;
import au.com.dius.pact.core.pactbroker.PublishConfiguration;
import au.com.dius.pact.core.pactbroker.To;
import au.com.dius.pact.core.support.Result;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the pacts to a Pact broker, and asks it whether this version may be deployed. The profile {@code broker}
 * runs it when {@code PACT_BROKER_BASE_URL} is set. Versions are git commits.
 */
final class PactBroker {

    private final PactBrokerClient client;

    /** A broker, with a token or without. */
    PactBroker(String baseUrl, @Nullable String token) {
        Map<String, Object> options = new HashMap<>();
        if (token != null) {
            options.put("authentication", List.of("bearer", token));
        }
        client = new PactBrokerClient(baseUrl, options, new PactBrokerClientConfig());
    }

    /** Arguments: the folder of the pacts. The rest is in environment variables. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try {
            run(Path.of(arguments[0]), System::getenv, out);
        } catch (IllegalStateException e) {
            out.println(e.getMessage());
            System.exit(1);
        }
        System.exit(0);
    }

    /**
     * Publishes, and asks if {@code PACT_BROKER_ENVIRONMENT} says for which environment.
     *
     * @throws IllegalStateException saying what is missing, what the broker refused, or that it must not be deployed
     */
    static void run(Path folder, Function<String, @Nullable String> variables, PrintStream out)
            throws IOException, InterruptedException {
        String url = variables.apply("PACT_BROKER_BASE_URL");
        if (url == null || url.isBlank()) {
            throw new IllegalStateException("There is no broker to publish to: set PACT_BROKER_BASE_URL");
        }
        PactBroker broker = new PactBroker(url, variables.apply("PACT_BROKER_TOKEN"));
        String commit = git(variables.apply("GIT_COMMIT"), "GIT_COMMIT", "rev-parse", "HEAD");
        String branch = git(variables.apply("GIT_BRANCH"), "GIT_BRANCH", "rev-parse", "--abbrev-ref", "HEAD");
        for (Path pact : pacts(folder)) {
            broker.publish(pact, commit, branch);
            out.println(
                    "Published " + pact.getFileName() + " to " + url + ", version " + commit + " of branch " + branch);
        }
        String environment = variables.apply("PACT_BROKER_ENVIRONMENT");
        if (environment != null) {
            out.println(broker.askWhetherDeployable(commit, environment));
        }
    }

    /** Publishes one pact. */
    void publish(Path pact, String commit, String branch) {
        Result<String, Exception> result =
                client.uploadPactFile(pact.toFile(), new PublishConfiguration(commit, List.of(), branch));
        if (result instanceof Result.Err<?> refused) {
            throw new IllegalStateException(
                    client.getPactBrokerUrl() + " did not take " + pact.getFileName() + ": " + refused.getError());
        }
    }

    /** The broker's words, if it allows the version. */
    String askWhetherDeployable(String commit, String environment) {
        CanIDeployResult answer = client.canIDeploy(
                Interaction.CONSUMER, commit, new Latest.UseLatest(false), new To(null, environment, null), List.of());
        if (!answer.getOk()) {
            throw new IllegalStateException("Version " + commit + " must not be deployed to " + environment + ": "
                    + answer.getMessage() + " " + answer.getReason());
        }
        return "Version " + commit + " may be deployed to " + environment + ": " + answer.getReason();
    }

    private static List<Path> pacts(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IllegalStateException(folder + ": there is no pact to publish. The tests write them: mvn verify");
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    private static String git(@Nullable String given, String variable, String... command)
            throws IOException, InterruptedException {
        if (given != null && !given.isBlank()) {
            return given.strip();
        }
        Process process = new ProcessBuilder(
                        Stream.concat(Stream.of("git"), Stream.of(command)).toList())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0 || output.isEmpty()) {
            throw new IllegalStateException(
                    "git does not tell the version to publish. Outside of a clone, set " + variable);
        }
        return output;
    }
}
