package io.github.zuoraregenerate.review;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openapitools.openapidiff.core.OpenApiCompare;
import org.openapitools.openapidiff.core.compare.OpenApiDiffOptions;
import org.openapitools.openapidiff.core.model.BackwardIncompatibleProp;
import org.openapitools.openapidiff.core.model.DiffResult;

/**
 * The breaking-change gate for machines without Node: what a change of the contract needs before it can be merged.
 * It rates with openapi-diff; api-spec/review/gate.js rates with Redocly and names each change. Both must be content,
 * so the stricter one wins.
 */
final class ContractGate {

    private static final Pattern UNRELEASED = Pattern.compile("(?ms)^## \\[Unreleased][^\\n]*\\n(.*?)(?=^## |\\z)");
    private static final Pattern CONTRACT = Pattern.compile("(?ms)^### Contract[^\\n]*\\n(.*?)(?=^#{2,3} |\\z)");
    private static final Pattern LINE = Pattern.compile("(?m)^[-*] \\S");

    private static final OpenApiDiffOptions OPTIONS = OpenApiDiffOptions.builder()
            // These are off by default.
            .configProperty(BackwardIncompatibleProp.OPERATION_ID_CHANGED.getPropertyName(), "true")
            .configProperty(BackwardIncompatibleProp.REQUEST_MIN_LENGTH_INCREASED.getPropertyName(), "true")
            .configProperty(BackwardIncompatibleProp.RESPONSE_NUMERIC_RANGE_INCREASED.getPropertyName(), "true")
            .build();

    private ContractGate() {}

    /** The step that the change from one contract to the other needs; the version itself is no change. */
    static VersionStep step(ObjectNode released, ObjectNode working) {
        ObjectNode base = withoutVersion(released);
        ObjectNode revision = withoutVersion(working);
        if (base.equals(revision)) {
            return VersionStep.NONE;
        }
        if (losesServerOrField(base, revision)) {
            return VersionStep.MAJOR;
        }
        boolean relaxed = relaxRequestBodies(base, revision);
        DiffResult result = OpenApiCompare.fromContents(base.toString(), revision.toString(), List.of(), OPTIONS)
                .isChanged();
        if (result == DiffResult.INCOMPATIBLE || result == DiffResult.UNKNOWN) {
            return VersionStep.MAJOR;
        }
        // The documents differ, so what openapi-diff does not see is a change of words at least.
        return relaxed || result == DiffResult.COMPATIBLE ? VersionStep.MINOR : VersionStep.PATCH;
    }

    /** What is still to do, each an imperative sentence; empty if the gate is open. */
    static List<String> demands(ObjectNode released, ObjectNode working, String changelog, JsonNode acceptedBreaks) {
        VersionStep step = step(released, working);
        String from = released.at("/info/version").asText();
        String version = working.at("/info/version").asText();
        List<String> allowed = step.after(from);
        List<String> demands = new ArrayList<>();
        if (!allowed.contains(version)) {
            demands.add("Set info.version to %s: a %s step is needed after the released %s, but openapi.yaml says %s."
                    .formatted(allowed.get(0), step, from, version));
        }
        if (step != VersionStep.NONE && !hasContractLine(changelog)) {
            demands.add("Add a line to CHANGELOG.md under \"## [Unreleased]\", \"### Contract\", that tells a consumer"
                    + " what changed.");
        }
        if (step == VersionStep.MAJOR && !isAccepted(version, acceptedBreaks)) {
            demands.add(
                    ("Avoid the break, or accept it by adding {\"version\":\"%s\",\"pointer\":\"#/…\",\"reason\":\"…\"}"
                                    + " to api-spec/src/released/accepted-breaks.json. The profile contract-review names each"
                                    + " break.")
                            .formatted(allowed.get(0)));
        }
        return demands;
    }

    /**
     * Makes optional in the base what became optional, because openapi-diff takes that for a break.
     *
     * @return whether a request body became optional
     */
    private static boolean relaxRequestBodies(ObjectNode base, ObjectNode revision) {
        boolean relaxed = false;
        for (Map.Entry<String, JsonNode> path : base.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                JsonNode changed = revision.path("paths").path(path.getKey()).path(operation.getKey());
                if (operation.getValue().path("requestBody") instanceof ObjectNode body
                        && body.path("required").asBoolean()
                        && changed.has("requestBody")
                        && !changed.path("requestBody").path("required").asBoolean()) {
                    body.put("required", false);
                    relaxed = true;
                }
            }
        }
        return relaxed;
    }

    /** openapi-diff compares no servers, and takes an optional field that is gone for a compatible change. */
    private static boolean losesServerOrField(ObjectNode base, ObjectNode revision) {
        if (!urls(revision).containsAll(urls(base))) {
            return true;
        }
        for (Map.Entry<String, JsonNode> schema : base.at("/components/schemas").properties()) {
            JsonNode changed = revision.at("/components/schemas").path(schema.getKey());
            Iterator<String> fields = schema.getValue().path("properties").fieldNames();
            while (fields.hasNext()) {
                if (!changed.path("properties").has(fields.next())) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Set<String> urls(ObjectNode contract) {
        Set<String> urls = new HashSet<>();
        contract.path("servers").forEach(server -> urls.add(server.path("url").asText()));
        return urls;
    }

    private static ObjectNode withoutVersion(ObjectNode contract) {
        ObjectNode copy = contract.deepCopy();
        if (copy.get("info") instanceof ObjectNode info) {
            info.put("version", "0.0.0");
        }
        return copy;
    }

    private static boolean hasContractLine(String changelog) {
        Matcher unreleased = UNRELEASED.matcher(changelog);
        if (!unreleased.find()) {
            return false;
        }
        Matcher contract = CONTRACT.matcher(unreleased.group(1));
        return contract.find() && LINE.matcher(contract.group(1)).find();
    }

    private static boolean isAccepted(String version, JsonNode acceptedBreaks) {
        for (JsonNode entry : acceptedBreaks) {
            if (entry.path("version").asText().equals(version)
                    && !entry.path("reason").asText().isBlank()) {
                return true;
            }
        }
        return false;
    }
}
