package io.github.zuoraregenerate.drift;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs gates, which are test classes, one after the other until one is red. */
final class GateRun {

    /** Before the line that names a red gate, so that it is found among whatever the tests print. */
    static final String RED = "RED GATE: ";

    /** The exit code if a gate was red. */
    static final int RED_EXIT = 3;

    private GateRun() {}

    /** Arguments are names of test classes. */
    public static void main(String[] gates) {
        Optional<String> red = firstRed(GateRun.class.getClassLoader(), List.of(gates));
        red.ifPresent(gate -> new PrintStream(System.out, true, StandardCharsets.UTF_8).println(RED + gate));
        // Servers of the tests may still have threads.
        System.exit(red.isPresent() ? RED_EXIT : 0);
    }

    /** The first red gate with its first failure; empty if all are green. */
    static Optional<String> firstRed(ClassLoader loader, List<String> gates) {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(loader);
        try {
            for (String gate : gates) {
                SummaryGeneratingListener listener = new SummaryGeneratingListener();
                LauncherFactory.create()
                        .execute(
                                LauncherDiscoveryRequestBuilder.request()
                                        .selectors(selectClass(Class.forName(gate, false, loader)))
                                        .build(),
                                listener);
                TestExecutionSummary summary = listener.getSummary();
                String name = gate.substring(gate.lastIndexOf('.') + 1);
                if (!summary.getFailures().isEmpty()) {
                    TestExecutionSummary.Failure failure = summary.getFailures().get(0);
                    return Optional.of(name + ": " + failure.getTestIdentifier().getDisplayName() + ": "
                            + firstLine(failure.getException()));
                }
                if (summary.getTestsFoundCount() == 0) {
                    return Optional.of(name + ": no test was found");
                }
            }
            return Optional.empty();
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("There is no gate of that name: " + e.getMessage(), e);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private static String firstLine(Throwable failure) {
        Throwable shown = failure instanceof ExceptionInInitializerError && failure.getCause() != null
                ? failure.getCause()
                : failure;
        return String.valueOf(shown.getMessage())
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse(shown.getClass().getSimpleName());
    }
}
