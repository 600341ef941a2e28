package io.github.zuoraregenerate.backfill;

import io.github.zuoraregenerate.generated.model.DocumentType;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The document types by the names of the contract, without the exception of the generated lookup. */
final class DocumentTypes {

    /** All names, for messages. */
    static final String ALL =
            Arrays.stream(DocumentType.values()).map(DocumentType::getValue).collect(Collectors.joining(", "));

    private DocumentTypes() {}

    static Optional<DocumentType> named(String name) {
        return Arrays.stream(DocumentType.values())
                .filter(type -> type.getValue().equals(name))
                .findFirst();
    }
}
