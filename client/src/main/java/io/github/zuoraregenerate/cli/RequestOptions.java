package io.github.zuoraregenerate.cli;

import io.github.zuoraregenerate.RegenerateOptions;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is asked for beyond the document. The rules are the contract's, checked with the document. */
final class RequestOptions {

    @Option(
            names = "--re-migrate",
            negatable = true,
            description = "Overwrite the existing rows. --no-re-migrate sends the value false. Default: not sent.")
    private @Nullable Boolean reMigrate;

    @Option(
            names = "--only-re-send",
            negatable = true,
            description =
                    "Send the existing rows to Revenue again without overwriting them. Never with --re-migrate. Default: not sent.")
    private @Nullable Boolean onlyReSend;

    @Option(
            names = "--org-ids",
            paramLabel = "ID[,ID...]",
            description = "Organizations, for Multi-Org tenants. Default: all of the user's.")
    private @Nullable String orgIds;

    @Option(names = "--entity-id", paramLabel = "ID", description = "One entity, for Multi-entity tenants.")
    private @Nullable String entityId;

    @Option(
            names = "--track-id",
            paramLabel = "ID",
            description = "An id of your own that Zuora keeps with the request: at most 64 characters.")
    private @Nullable String trackId;

    @Option(
            names = "--zuora-version",
            paramLabel = "VERSION",
            description = "Minor version of the API, for example 2024-05-20. Default: the tenant's.")
    private @Nullable String zuoraVersion;

    RegenerateOptions.Builder toOptions() {
        RegenerateOptions.Builder options = RegenerateOptions.builder();
        Optional.ofNullable(reMigrate).ifPresent(options::reMigrate);
        Optional.ofNullable(onlyReSend).ifPresent(options::onlyReSend);
        Optional.ofNullable(orgIds).ifPresent(ids -> options.orgIds(Arrays.asList(ids.split(",", -1))));
        Optional.ofNullable(entityId).ifPresent(options::entityId);
        Optional.ofNullable(trackId).ifPresent(options::trackId);
        Optional.ofNullable(zuoraVersion).ifPresent(options::zuoraVersion);
        return options;
    }
}
