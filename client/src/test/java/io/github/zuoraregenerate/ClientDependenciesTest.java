package io.github.zuoraregenerate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a user of the plain jar gets along with it. Each entry is paid for by everybody, so each has its reason. */
class ClientDependenciesTest {

    private static final List<String> ALLOWED = List.of(
            "com.fasterxml.jackson.core:jackson-annotations", // of the generated models
            "com.fasterxml.jackson.core:jackson-core", // brought by jackson-databind
            "com.fasterxml.jackson.core:jackson-databind", // reads and writes bodies
            "com.fasterxml:classmate", // brought by hibernate-validator
            "io.github.openfeign:feign-core", // calls the generated operation
            "jakarta.validation:jakarta.validation-api", // the contract's constraints
            "org.hibernate.validator:hibernate-validator", // checks them
            "org.jboss.logging:jboss-logging", // brought by hibernate-validator
            "org.jspecify:jspecify", // says what null means
            "org.slf4j:slf4j-api"); // one line per attempt

    /** Written by the build: group:artifact:type:version:scope, and whether it is optional. */
    private static List<String> runtimeDependencies() throws IOException {
        Pattern line = Pattern.compile("\\s+([\\w.-]+:[\\w.-]+):jar:([\\w.-]+):(compile|runtime)(?! \\(optional).*");
        try (Stream<String> lines = Files.lines(Path.of("target", "runtime-dependencies.txt"))) {
            return lines.map(line::matcher)
                    .filter(Matcher::matches)
                    .map(matcher -> matcher.group(1) + ":" + matcher.group(2))
                    .sorted()
                    .toList();
        }
    }

    private static String withoutVersion(String dependency) {
        return dependency.substring(0, dependency.lastIndexOf(':'));
    }

    @Test
    void jarBringsWhatACallNeedsAndNothingElse() throws IOException {
        assertThat(runtimeDependencies())
                .extracting(ClientDependenciesTest::withoutVersion)
                .containsExactlyInAnyOrderElementsOf(ALLOWED);
    }

    @Test
    void readmeListsThemAll() throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        String section =
                readme.substring(readme.indexOf("<!-- dependencies -->"), readme.indexOf("<!-- /dependencies -->"));

        assertThat(section.lines().filter(line -> line.startsWith("- `")).map(line -> line.split("`")[1]))
                .containsExactlyElementsOf(runtimeDependencies());
    }
}
