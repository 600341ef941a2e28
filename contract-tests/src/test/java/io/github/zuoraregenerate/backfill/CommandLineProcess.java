package io.github.zuoraregenerate.backfill;

import io.github.zuoraregenerate.testkit.SimulatedTenant;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The self-contained jar in a process of its own, with the credentials of a simulated tenant. */
final class CommandLineProcess {

    private final SimulatedTenant tenant;
    private final Path jar;
    private final Path output;

    /**
     * A command line for that tenant.
     *
     * @param module directory of this module
     * @param output the file that gets what the process prints; appended to
     */
    CommandLineProcess(SimulatedTenant tenant, Path module, Path output) {
        this.tenant = tenant;
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
        process.environment().put("ZUORA_BASE_URL", tenant.baseUrl());
        process.environment().put("ZUORA_CLIENT_ID", tenant.clientId());
        process.environment().put("ZUORA_CLIENT_SECRET", tenant.clientSecret());
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
