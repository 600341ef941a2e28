package io.github.zuoraregenerate.backfill;

import io.github.zuoraregenerate.testkit.SimulatedTenant;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The self-contained jar in a process of its own, with server and credentials in its environment. */
final class CommandLineProcess {

    private final String baseUrl;
    private final String clientId;
    private final String clientSecret;
    private final Path jar;
    private final Path output;

    CommandLineProcess(SimulatedTenant tenant, Path module, Path output) {
        this(tenant.baseUrl(), tenant.clientId(), tenant.clientSecret(), module, output);
    }

    /**
     * A command line for that server.
     *
     * @param module directory of this module
     * @param output the file that gets what the process prints; appended to
     */
    CommandLineProcess(String baseUrl, String clientId, String clientSecret, Path module, Path output) {
        this.baseUrl = baseUrl;
        this.clientId = clientId;
        this.clientSecret = clientSecret;
        this.jar = module.resolve("../client/target/zuora-regenerate-cli.jar").normalize();
        this.output = output;
        if (!Files.exists(jar)) {
            throw new IllegalStateException(
                    jar.toAbsolutePath() + " is missing: build the module client up to the" + " phase package first.");
        }
    }

    Process start(List<String> javaOptions, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(javaOptions);
        command.add("-jar");
        command.add(jar.toString());
        command.addAll(arguments);
        ProcessBuilder process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File(isWindows() ? "NUL" : "/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        process.environment().put("ZUORA_BASE_URL", baseUrl);
        process.environment().put("ZUORA_CLIENT_ID", clientId);
        process.environment().put("ZUORA_CLIENT_SECRET", clientSecret);
        process.environment().remove("ZUORA_BEARER_TOKEN");
        return process.start();
    }

    String output() throws IOException {
        return Files.exists(output) ? Files.readString(output) : "";
    }

    private static boolean isWindows() {
        return System.getProperty("os.name").startsWith("Windows");
    }
}
