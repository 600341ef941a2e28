package io.github.zuoraregenerate.cli;

import io.github.zuoraregenerate.RegenerateClient;
import io.github.zuoraregenerate.RegenerateClientBuilder;
import java.io.InputStream;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What a command meets outside, so that tests can bring their own.
 *
 * @param variables environment variables
 * @param terminal whether a person watches
 * @param standardInput standard input
 * @param clients makes the client from its settings
 * @param interruptHooks takes what is to be done when the process is told to end
 */
record Surroundings(
        Map<String, String> variables,
        boolean terminal,
        InputStream standardInput,
        Function<RegenerateClientBuilder, RegenerateClient> clients,
        Consumer<Runnable> interruptHooks) {

    static Surroundings ofProcess() {
        return new Surroundings(
                System.getenv(),
                isTerminal(),
                System.in,
                RegenerateClientBuilder::build,
                hook -> Runtime.getRuntime().addShutdownHook(new Thread(hook, "interrupted")));
    }

    private static boolean isTerminal() {
        if (System.console() == null) {
            return false;
        }
        try {
            // From JDK 22 on there is a console without a terminal, and this method to tell.
            return (Boolean) System.console().getClass().getMethod("isTerminal").invoke(System.console());
        } catch (ReflectiveOperationException | RuntimeException e) {
            return true;
        }
    }
}
