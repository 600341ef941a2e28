package io.github.zuoraregenerate.backfill;

import io.github.zuoraregenerate.RegenerateOptions;
import io.github.zuoraregenerate.generated.model.BillingTransactionRequest;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes the failed documents as CSV that can be fed in again. */
final class FailedDocuments {

    private static final String HEADER =
            "type,number,documentId,id,onlyReSend,reMigrate,orgIds,entityId,trackId," + "zuoraVersion,_line,_reason";

    private FailedDocuments() {}

    static void write(BackfillInput input, Ledger ledger, Path file) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try (BackfillInput.LineReader reader = input.open();
                BufferedWriter writer = Files.newBufferedWriter(part)) {
            writer.write(HEADER + "\n");
            for (InputLine line = reader.next(); line != null; line = reader.next()) {
                if (ledger.state((int) line.number()) == Ledger.State.FAILED) {
                    writer.write(record(line, ledger.reason((int) line.number())));
                }
            }
        }
        // Whole or not at all: half a list of failures would read like all of it.
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String record(InputLine line, String reason) {
        BillingTransactionRequest request = line.request();
        RegenerateOptions options = line.options();
        StringBuilder text = new StringBuilder();
        text.append(request.getType() == null ? "" : request.getType().getValue());
        for (Optional<?> field : List.of(
                Optional.ofNullable(request.getNumber()),
                Optional.ofNullable(request.getDocumentId()),
                Optional.ofNullable(request.getId()),
                options.onlyReSend(),
                options.reMigrate(),
                Optional.of(String.join(",", options.orgIds())),
                options.entityId(),
                options.trackId(),
                options.zuoraVersion(),
                Optional.of(line.number()),
                Optional.of(reason))) {
            text.append(',').append(quoted(field.map(Object::toString).orElse(null)));
        }
        return text.append('\n').toString();
    }

    /** RFC 4180: quotes around what needs them, and doubled inside. */
    private static String quoted(@Nullable String value) {
        if (value == null) {
            return "";
        }
        boolean plain = value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain
                ? value
                : '"' + value.replace("\"", "\"\"").replace('\n', ' ').replace('\r', ' ') + '"';
    }
}
