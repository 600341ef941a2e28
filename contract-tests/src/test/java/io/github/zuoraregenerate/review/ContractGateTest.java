package io.github.zuoraregenerate.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContractGateTest {

    private static final String CHANGELOG = "# Changelog\n\n## [Unreleased]\n\n### Contract\n\n- A field more.\n";
    private static final ObjectNode RELEASED = withVersion(contract(), "1.2.3");

    @Test
    void theWorkingContractIsReadyToBeMerged() throws JsonProcessingException {
        ObjectNode released =
                ContractFiles.parse(ContractFiles.read(ContractFiles.RELEASED), "api-spec/src/released/openapi.yaml");
        JsonNode acceptedBreaks = ContractFiles.JSON.readTree(ContractFiles.read(ContractFiles.ACCEPTED_BREAKS));

        assertThat(ContractGate.demands(
                        released, contract(), ContractFiles.read(ContractFiles.CHANGELOG), acceptedBreaks))
                .as("what is still to do")
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "none, 1.2.3, true",
        "none, 1.2.4, false",
        "none, 2.0.0, false",
        "patch, 1.2.4, true",
        "patch, 1.3.0, true",
        "patch, 2.0.0, true",
        "patch, 1.2.3, false",
        "patch, 1.2.5, false",
        "minor, 1.3.0, true",
        "minor, 2.0.0, true",
        "minor, 1.2.4, false",
        "minor, 1.4.0, false",
        "minor, 1.3.1, false",
        "major, 2.0.0, true",
        "major, 1.3.0, false",
        "major, 3.0.0, false",
    })
    void theVersionTakesTheStepThatTheChangeNeeds(String step, String version, boolean right) {
        ObjectNode working = withVersion(changed(step), version);

        List<String> demands = ContractGate.demands(RELEASED, working, CHANGELOG, accepted(version));

        assertThat(demands.stream().filter(demand -> demand.startsWith("Set info.version to ")))
                .hasSize(right ? 0 : 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- A thing.\n",
                "## [Unreleased]\n\n### Contract\n\n## [1.2.3]\n\n### Contract\n\n- Old.\n",
                "## [Unreleased]\n\n### Contract\n\n### Added\n\n- A thing.\n",
                "## [1.2.3]\n\n### Contract\n\n- Old.\n",
            })
    void aChangeWithoutALineInTheChangelogIsHeldBack(String changelog) {
        ObjectNode working = withVersion(changed("minor"), "1.3.0");

        assertThat(ContractGate.demands(RELEASED, working, changelog, accepted()))
                .singleElement()
                .asString()
                .startsWith("Add a line to CHANGELOG.md under \"## [Unreleased]\", \"### Contract\"");
    }

    @Test
    void aLineUnderContractIsFoundBesideOtherHeadings() {
        ObjectNode working = withVersion(changed("minor"), "1.3.0");
        String changelog =
                "## [Unreleased]\n\n### Added\n\n- A.\n\n### Contract\n\n- B.\n\n### Fixed\n\n- C.\n\n## [1]\n";

        assertThat(ContractGate.demands(RELEASED, working, changelog, accepted()))
                .isEmpty();
    }

    @Test
    void aBreakIsHeldBackUntilItIsAcceptedForItsVersionWithAReason() throws JsonProcessingException {
        ObjectNode working = withVersion(changed("major"), "2.0.0");

        for (String entries : List.of(
                "[]",
                "[{\"version\":\"1.0.0\",\"pointer\":\"#/\",\"reason\":\"Old.\"}]",
                "[{\"version\":\"2.0.0\",\"pointer\":\"#/\",\"reason\":\" \"}]")) {
            assertThat(ContractGate.demands(RELEASED, working, CHANGELOG, ContractFiles.JSON.readTree(entries)))
                    .as(entries)
                    .singleElement()
                    .asString()
                    .startsWith("Avoid the break, or accept it by adding {\"version\":\"2.0.0\"");
        }
        assertThat(ContractGate.demands(RELEASED, working, CHANGELOG, accepted("2.0.0")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"false, true, major", "true, false, minor"})
    void aRequestBodyMayBecomeOptionalButNotRequired(boolean before, boolean after, String step) {
        ObjectNode base = changed(contract -> requestBody(contract).put("required", before));
        ObjectNode revision = changed(contract -> requestBody(contract).put("required", after));

        assertThat(ContractGate.step(base, revision)).hasToString(step);
    }

    @Test
    void aReleasedContractThatDoesNotParseIsAnErrorWithItsPlace() {
        String truncated = "openapi: 3.0.3\ninfo:\n  title: \"x\n";

        assertThatThrownBy(() -> ContractFiles.parse(truncated, "api-spec/src/released/openapi.yaml"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("api-spec/src/released/openapi.yaml:4:1: ")
                .hasMessageEndingWith(". Correct the YAML there.");
    }

    @Test
    void anEmptyReleasedContractIsAnError() {
        assertThatThrownBy(() -> ContractFiles.parse("", "released.yaml"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("released.yaml:1:1: not a YAML object. Write an OpenAPI document into it.");
    }

    @Test
    void aDuplicateKeyIsAnErrorWithItsPlace() {
        assertThatThrownBy(() -> ContractFiles.parse("a: 1\nb:\n  c: 2\n  c: 3\n", "openapi.yaml"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("openapi.yaml:4:3: found duplicate key c. Correct the YAML there.");
    }

    private static ObjectNode contract() {
        return ContractFiles.parse(ContractFiles.bundle(), "openapi.yaml");
    }

    private static ObjectNode changed(String step) {
        return changed(contract -> {
            switch (step) {
                case "none" -> {}
                case "patch" -> ((ObjectNode) contract.at("/info")).put("description", "Other words.");
                case "minor" -> responseFields(contract).putObject("comment").put("type", "string");
                case "major" -> responseFields(contract).remove("idList");
                default -> throw new IllegalArgumentException(step);
            }
        });
    }

    private static ObjectNode changed(Consumer<ObjectNode> change) {
        ObjectNode contract = contract();
        change.accept(contract);
        return contract;
    }

    private static ObjectNode responseFields(ObjectNode contract) {
        return (ObjectNode) contract.at("/components/schemas/BillingTransactionResponse/properties");
    }

    private static ObjectNode requestBody(ObjectNode contract) {
        return (ObjectNode) contract.at("/paths/~1v1~1uno-regenerate~1billing-transaction/post/requestBody");
    }

    private static ObjectNode withVersion(ObjectNode contract, String version) {
        ((ObjectNode) contract.at("/info")).put("version", version);
        return contract;
    }

    private static JsonNode accepted(String... versions) {
        var entries = ContractFiles.JSON.createArrayNode();
        for (String version : versions) {
            entries.addObject().put("version", version).put("pointer", "#/").put("reason", "Zuora dropped it.");
        }
        return entries;
    }
}
