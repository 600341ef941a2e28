package io.github.zuoraregenerate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.zuoraregenerate.fakes.Canaries;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Looks for the canaries in all that the unit tests have printed, logged and reported. Runs when they are over. All
 * credentials of all tests are canaries, and all loggers are at their most talkative, so a canary that is not here was
 * not printed.
 */
class WholeRunOutputIT {

    private static final Path REPORTS = Path.of("target", "surefire-reports");

    @Test
    void noSecretIsInTheOutputOfTheWholeRun() throws IOException {
        assertNoCanary(REPORTS);
    }

    @Test
    void everyTestClassLeftAReportToLookAt() throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("src", "test", "java"))) {
            List<String> tests = sources.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("Test.java"))
                    .map(name -> name.replace(".java", ""))
                    .toList();

            assertThat(tests)
                    .hasSizeGreaterThan(10)
                    .allSatisfy(test -> assertThat(REPORTS.toFile().list())
                            .as("reports of " + test)
                            .anyMatch(report -> report.startsWith("TEST-") && report.endsWith("." + test + ".xml")));
        }
    }

    @Test
    void logOfTheRunIsAsTalkativeAsItCanBe() throws IOException {
        String output = Files.readString(
                REPORTS.resolve(CanaryTest.class.getName() + "-output.txt"), StandardCharsets.ISO_8859_1);

        // The line of an attempt, a stack trace, and a logger of the JDK at its finest.
        assertThat(output)
                .contains("FINE io.github.zuoraregenerate.RegenerateClient POST /v1/uno-regenerate")
                .contains("\tat io.github.zuoraregenerate.RegenerateCall.")
                .contains("FINE jdk.event.security");
    }

    @Test
    void noTestUsesACredentialThatIsNoCanary() throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("src", "test", "java"))) {
            for (Path source :
                    sources.filter(file -> file.toString().endsWith(".java")).toList()) {
                assertThat(Files.readString(source))
                        .as(source.toString())
                        .doesNotContainPattern("bearerToken\\(\\s*\"[^\"]")
                        .doesNotContainPattern("clientCredentials\\(\\s*[^,()]*,\\s*\"[^\"]");
            }
        }
    }

    @Test
    void canaryInAReportIsFound(@TempDir Path reports) throws IOException {
        for (String canary : List.of(Canaries.TOKEN, Canaries.SECRET, Canaries.token("other"))) {
            Files.writeString(reports.resolve("some-output.txt"), "one line\nAuthorization: Bearer " + canary + "\n");

            assertThatThrownBy(() -> assertNoCanary(reports))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("some-output.txt, line 2");
        }
    }

    @Test
    void nothingToLookAtIsAFailureToo(@TempDir Path reports) {
        assertThatThrownBy(() -> assertNoCanary(reports)).hasMessageContaining("nothing was looked at");
        assertThatThrownBy(() -> assertNoCanary(reports.resolve("absent"))).isInstanceOf(IOException.class);
    }

    /** Says where, and does not repeat what. */
    private static void assertNoCanary(Path reports) throws IOException {
        try (Stream<Path> files = Files.walk(reports)) {
            List<Path> all = files.filter(Files::isRegularFile).toList();
            if (all.isEmpty()) {
                throw new AssertionError("nothing was looked at in " + reports);
            }
            for (Path file : all) {
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                for (String canary : List.of(Canaries.TOKEN, Canaries.SECRET)) {
                    int at = text.indexOf(canary);
                    if (at >= 0) {
                        long line = text.substring(0, at).lines().count();
                        throw new AssertionError("a secret was printed: " + file + ", line " + line);
                    }
                }
            }
        }
    }
}
