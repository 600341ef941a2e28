package io.github.zuoraregenerate.backfill;

import io.github.zuoraregenerate.RegenerateOptions;
import java.util.Map;
import java.util.TreeMap;

/** Options of a line on top of those of the run. */
final class LineOptions {

    private LineOptions() {}

    /** What the line sets, and of the rest what the run sets; no key. */
    static RegenerateOptions.Builder over(RegenerateOptions run, RegenerateOptions line) {
        RegenerateOptions.Builder options = RegenerateOptions.builder();
        line.onlyReSend().or(run::onlyReSend).ifPresent(options::onlyReSend);
        line.reMigrate().or(run::reMigrate).ifPresent(options::reMigrate);
        line.entityId().or(run::entityId).ifPresent(options::entityId);
        line.trackId().or(run::trackId).ifPresent(options::trackId);
        line.zuoraVersion().or(run::zuoraVersion).ifPresent(options::zuoraVersion);
        return options.orgIds(line.orgIds().isEmpty() ? run.orgIds() : line.orgIds());
    }

    /** Those that are set, by the names of {@link RegenerateOptions}. */
    static Map<String, String> named(RegenerateOptions options) {
        Map<String, String> named = new TreeMap<>();
        options.onlyReSend().ifPresent(value -> named.put("onlyReSend", value.toString()));
        options.reMigrate().ifPresent(value -> named.put("reMigrate", value.toString()));
        options.entityId().ifPresent(value -> named.put("entityId", value));
        options.trackId().ifPresent(value -> named.put("trackId", value));
        options.zuoraVersion().ifPresent(value -> named.put("zuoraVersion", value));
        if (!options.orgIds().isEmpty()) {
            named.put("orgIds", String.join(",", options.orgIds()));
        }
        return named;
    }
}
