package io.github.zuoraregenerate.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The interactions of the pacts as the files say them, read without Pact. */
final class PactFile {

    /** Another folder only when the drift matrix looks at a drifted copy. */
    static final Path FOLDER = Path.of(System.getProperty("contract.pacts", "target/pacts"));

    private static final JsonMapper JSON = new JsonMapper();

    private PactFile() {}

    /** One interaction of one file. */
    record Recorded(String file, JsonNode node) {

        String description() {
            return node.path("description").asText();
        }

        String method() {
            return node.at("/request/method").asText();
        }

        String path() {
            return node.at("/request/path").asText();
        }

        Map<String, List<String>> query() {
            return values(node.at("/request/query"));
        }

        Map<String, List<String>> requestHeaders() {
            return values(node.at("/request/headers"));
        }

        String requestBody() {
            return content(node.at("/request/body/content"));
        }

        int status() {
            return node.at("/response/status").asInt();
        }

        Map<String, List<String>> responseHeaders() {
            return values(node.at("/response/headers"));
        }

        String responseBody() {
            return content(node.at("/response/body/content"));
        }

        private static String content(JsonNode content) {
            return content.isTextual() ? content.textValue() : content.toString();
        }

        private static Map<String, List<String>> values(JsonNode node) {
            Map<String, List<String>> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            node.properties().forEach(entry -> {
                List<String> all = new ArrayList<>();
                entry.getValue().forEach(value -> all.add(value.asText()));
                values.put(entry.getKey(), all);
            });
            return values;
        }

        @Override
        public String toString() {
            return description();
        }
    }

    /**
     * Every interaction of every pact in a folder.
     *
     * @throws IllegalStateException naming file, line and reason, if one cannot be read or there is none
     */
    static List<Recorded> readAll(Path folder) {
        List<Recorded> interactions = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                JsonNode pact = json(file);
                if (!pact.path("interactions").isArray()) {
                    throw new IllegalStateException(file + ", line 1: a pact has an array named interactions");
                }
                pact.path("interactions")
                        .forEach(node ->
                                interactions.add(new Recorded(file.getFileName().toString(), node)));
            }
        } catch (IOException e) {
            throw new IllegalStateException(
                    folder + ": no pacts can be read (" + e + "). The tests of the phase before write them: mvn verify",
                    e);
        }
        if (interactions.isEmpty()) {
            throw new IllegalStateException(
                    folder + ": there is no pact. The tests of the phase before write them: mvn verify");
        }
        return interactions;
    }

    /**
     * The JSON of a file.
     *
     * @throws IllegalStateException naming file, line and reason, if it is none
     */
    static JsonNode json(Path file) {
        try {
            return JSON.readTree(Files.readString(file));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    file + ", line "
                            + (e.getLocation() == null ? 1 : e.getLocation().getLineNr()) + ": "
                            + e.getOriginalMessage(),
                    e);
        } catch (IOException e) {
            throw new IllegalStateException(file + ", line 1: the file cannot be read: " + e, e);
        }
    }
}
