package io.github.zuoraregenerate.backfill;

import io.github.zuoraregenerate.RegenerateOptions;
import io.github.zuoraregenerate.generated.model.BillingTransactionRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * 128 bits that stand for a document and the options of its line: the first half of a SHA-256. Two different ones of a
 * million documents share them with a probability of 10^-27, so equal digests are taken for equal documents.
 *
 * @param high the first 64 bits
 * @param low the last 64 bits
 */
record DocumentDigest(long high, long low) {

    /** Stands for "not set", and is not allowed in any field. */
    private static final char ABSENT = '\u0001';

    /** Ends a field, and is not allowed in any. */
    private static final char END = '\0';

    static DocumentDigest of(BillingTransactionRequest request, RegenerateOptions options) {
        StringBuilder text = new StringBuilder(128);
        append(text, request.getType() == null ? null : request.getType().getValue());
        append(text, request.getNumber());
        append(text, request.getDocumentId());
        append(text, request.getId());
        append(text, options.onlyReSend());
        append(text, options.reMigrate());
        append(text, options.orgIds().isEmpty() ? null : String.join(",", options.orgIds()));
        append(text, options.entityId());
        append(text, options.trackId());
        append(text, options.zuoraVersion());
        ByteBuffer digest = ByteBuffer.wrap(sha256().digest(text.toString().getBytes(StandardCharsets.UTF_8)));
        return new DocumentDigest(digest.getLong(), digest.getLong());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static void append(StringBuilder text, Optional<?> value) {
        append(text, value.map(Object::toString).orElse(null));
    }

    private static void append(StringBuilder text, @Nullable String value) {
        if (value == null) {
            text.append(ABSENT);
        } else {
            text.append(value);
        }
        text.append(END);
    }
}
