package io.github.zuoraregenerate.review;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.zuoraregenerate.review.ContractCorpus.Change;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * What this gate catches of a corpus of changes. The test leaves the corpus and its verdicts in target/contract-corpus,
 * where the profile contract-review lets the second gate rate the same files.
 */
class ContractCorpusTest {

    private static final Path FOLDER = Path.of("target", "contract-corpus");
    private static final ObjectNode CONTRACT = ContractFiles.parse(ContractFiles.bundle(), "openapi.yaml");

    @Test
    void everyBreakingChangeButOneKindIsCaughtAndNoCompatibleOne() throws IOException {
        List<Change> corpus = ContractCorpus.of(CONTRACT);
        List<String> missed = new ArrayList<>();
        List<String> flagged = new ArrayList<>();
        Files.createDirectories(FOLDER);
        ObjectNode verdicts = ContractFiles.JSON.createObjectNode();
        for (Change change : corpus) {
            VersionStep step = ContractGate.step(CONTRACT, change.contract());
            String name = change.area() + ": " + change.name();
            if (change.breaking() && step != VersionStep.MAJOR) {
                missed.add(name);
            }
            if (!change.breaking() && step == VersionStep.MAJOR) {
                flagged.add(name);
            }
            String file = (change.area() + "-" + change.name()).replace(' ', '-') + ".json";
            ContractFiles.JSON.writeValue(FOLDER.resolve(file).toFile(), change.contract());
            verdicts.putObject(file)
                    .put("area", change.area())
                    .put("name", change.name())
                    .put("breaking", change.breaking())
                    .put("jvm", step.toString());
        }
        ContractFiles.JSON.writeValue(FOLDER.resolve("base.json").toFile(), CONTRACT);
        ContractFiles.JSON.writeValue(FOLDER.resolve("verdicts.json").toFile(), verdicts);

        assertThat(corpus.stream().filter(Change::breaking).count()).isGreaterThanOrEqualTo(40);
        assertThat(corpus.stream().filter(change -> !change.breaking()).count()).isGreaterThanOrEqualTo(15);
        assertThat(flagged).as("compatible changes taken for breaking ones").isEmpty();
        assertThat(missed)
                .as("the blind spot of this gate: a field of an answer that may be null from now on")
                .hasSize(4)
                .allMatch(name -> name.startsWith("response body: let-be-null-"));
    }

    @Test
    void everyChangeHasANameOfItsOwn() {
        Set<String> names = new TreeSet<>();
        for (Change change : ContractCorpus.of(CONTRACT)) {
            assertThat(names.add(change.area() + change.name()))
                    .as(change.name())
                    .isTrue();
        }
    }
}
