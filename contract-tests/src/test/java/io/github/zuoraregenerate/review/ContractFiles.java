package io.github.zuoraregenerate.review;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** The files of the contract, as they stand in the repository, and how they are read. */
final class ContractFiles {

    static final Path MODULE = Path.of("..", "api-spec");
    static final Path SOURCE = MODULE.resolve("src/main/openapi/openapi.yaml");
    static final Path EXAMPLES = MODULE.resolve("src/main/openapi/examples");
    static final Path RELEASED = MODULE.resolve("src/released/openapi.yaml");
    static final Path ACCEPTED_BREAKS = MODULE.resolve("src/released/accepted-breaks.json");
    static final Path CHANGELOG = Path.of("..", "CHANGELOG.md");

    static final ObjectMapper JSON = new ObjectMapper();

    private ContractFiles() {}

    /** The contract as one file, as its users get it. */
    static String bundle() {
        try (InputStream file =
                ContractFiles.class.getResourceAsStream("/io/github/zuoraregenerate/openapi/openapi.yaml")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read. Restore it from version control.", e);
        }
    }

    /**
     * Reads YAML strictly: a duplicate key is an error.
     *
     * @throws IllegalStateException with file, line, column and what to do, if it is not a YAML object
     */
    static ObjectNode parse(String yaml, String file) {
        LoaderOptions strict = new LoaderOptions();
        strict.setAllowDuplicateKeys(false);
        try {
            Object document = new Yaml(new SafeConstructor(strict)).load(yaml);
            if (document instanceof Map<?, ?> object) {
                return JSON.valueToTree(object);
            }
            throw new IllegalStateException(file + ":1:1: not a YAML object. Write an OpenAPI document into it.");
        } catch (MarkedYAMLException e) {
            throw new IllegalStateException(
                    "%s:%d:%d: %s. Correct the YAML there."
                            .formatted(
                                    file,
                                    e.getProblemMark().getLine() + 1,
                                    e.getProblemMark().getColumn() + 1,
                                    e.getProblem()),
                    e);
        }
    }
}
