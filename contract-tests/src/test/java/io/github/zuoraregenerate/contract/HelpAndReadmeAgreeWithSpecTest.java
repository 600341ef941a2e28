package io.github.zuoraregenerate.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.zuoraregenerate.error.ReasonCategory;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.servers.Server;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the command line's help and the README say of fields, values, servers and limits is what the spec says. */
@Timeout(60)
class HelpAndReadmeAgreeWithSpecTest {

    private static final Spec SPEC = Spec.read(Spec.FILE);
    private static final Path README = Path.of("..", "README.md");

    /** The option for each field and parameter; empty for what the client decides by itself. */
    private static final Map<String, String> OPTIONS = Map.ofEntries(
            Map.entry("type", "--type"),
            Map.entry("number", "--number"),
            Map.entry("documentId", "--document-id"),
            Map.entry("id", "--id"),
            Map.entry("onlyReSend", "--[no-]only-re-send"),
            Map.entry("reMigrate", "--[no-]re-migrate"),
            Map.entry("Idempotency-Key", "--repeat"),
            Map.entry("Zuora-Track-Id", "--track-id"),
            Map.entry("Zuora-Entity-Ids", "--entity-id"),
            Map.entry("Zuora-Org-Ids", "--org-ids"),
            Map.entry("Zuora-Version", "--zuora-version"),
            Map.entry("Accept-Encoding", ""),
            Map.entry("Content-Encoding", ""));

    private static String help;

    @BeforeAll
    static void askForHelp() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.github.zuoraregenerate.cli.ZuoraRegenerate",
                        "regenerate",
                        "--help")
                .redirectErrorStream(true)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        // Lines are wrapped anywhere, so words are looked for.
        help = text.replaceAll("\\s+", " ");
    }

    @Test
    void everyFieldAndParameterHasItsOption() {
        Set<String> names = new HashSet<>(
                SPEC.schema("BillingTransactionRequest").getProperties().keySet());
        SPEC.parameters().stream().map(Parameter::getName).forEach(names::add);

        assertThat(names).isEqualTo(OPTIONS.keySet());
        for (String name : names) {
            assertThat(help).as("the option for %s", name).contains(OPTIONS.get(name));
        }
    }

    @Test
    void helpNamesEveryDocumentType() {
        String types = String.join(
                ", ",
                SPEC.schema("DocumentType").getEnum().stream()
                        .map(Object::toString)
                        .toList());
        assertThat(help).contains("One of " + types + ".");
    }

    @Test
    void helpNamesEveryServerOfTheSpec() {
        Matcher names =
                Pattern.compile("--environment=NAME One of ([a-z0-9, -]+)\\.").matcher(help);
        assertThat(names.find()).isTrue();
        List<Set<String>> offered = List.of(names.group(1).split(", ")).stream()
                .map(name -> Set.of(name.toUpperCase(Locale.ROOT).split("-")))
                .toList();
        List<Server> servers = SPEC.api().getServers();
        assertThat(offered).hasSameSizeAs(servers);
        for (int i = 0; i < servers.size(); i++) {
            assertThat(Set.of(servers.get(i)
                            .getDescription()
                            .toUpperCase(Locale.ROOT)
                            .replaceAll("\\(.*\\)", "")
                            .split("[^A-Z0-9]+")))
                    .containsAll(offered.get(i));
        }
    }

    @Test
    void helpTellsTheLimitOfTheTrackId() {
        int longest = SPEC.parameters().stream()
                .filter(parameter -> parameter.getName().equals("Zuora-Track-Id"))
                .findFirst()
                .orElseThrow()
                .getSchema()
                .getMaxLength();
        assertThat(help).contains("at most " + longest + " characters");
    }

    @Test
    void readmeCountsTheServersOfTheSpec() throws IOException {
        List<String> numbers = List.of("eight", "nine", "ten", "eleven", "twelve");
        assertThat(Files.readString(README))
                .contains("one of the " + numbers.get(SPEC.api().getServers().size() - 8) + " servers of the contract");
    }

    @Test
    void readmeAndSpecTellTheSameCategories() throws IOException {
        String readme = Files.readString(README);
        for (ReasonCategory category : ReasonCategory.values()) {
            assertThat(readme).contains("| " + category.number() + " | " + category.meaning() + " |");
            assertThat(SPEC.operation().getDescription()).contains("\n| " + category.number() + " | ");
        }
    }
}
