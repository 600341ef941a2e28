package io.github.zuoraregenerate.backfill;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.github.zuoraregenerate.Regeneration;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The records of a journal: one JSON object a line. */
final class JournalFormat {

    /** How every journal begins, so that no other file is ever taken for one and written to. */
    static final String MAGIC = "{\"journal\":\"zuora-regenerate backfill\",\"version\":1,";

    private static final JsonFactory JSON = new JsonFactory();

    static final String SUCCEEDED = "succeeded";
    static final String FAILED = "failed";
    static final String UNKNOWN = "unknown";
    static final String NOT_SENT = "not sent";

    private JournalFormat() {}

    static byte[] header(JournalHeader header) {
        return line(json -> {
            json.writeStringField("journal", "zuora-regenerate backfill");
            json.writeNumberField("version", 1);
            json.writeStringField("created", header.created().toString());
            json.writeStringField("target", header.target());
            json.writeObjectFieldStart("options");
            for (Map.Entry<String, String> option : new TreeMap<>(header.options()).entrySet()) {
                json.writeStringField(option.getKey(), option.getValue());
            }
            json.writeEndObject();
            json.writeStringField("input", header.input());
            json.writeNumberField("documents", header.documents());
            json.writeStringField("digest", header.digest());
        });
    }

    /** Written before the first byte of a request with that key. */
    static byte[] sending(long line, String document, String key, Instant at) {
        return line(json -> {
            json.writeNumberField("line", line);
            json.writeStringField("document", document);
            json.writeStringField("key", key);
            json.writeStringField("at", at.toString());
        });
    }

    static byte[] succeeded(long line, Regeneration regeneration) {
        return line(json -> {
            json.writeNumberField("line", line);
            json.writeStringField("outcome", SUCCEEDED);
            json.writeArrayFieldStart("ids");
            for (String id : regeneration.ids()) {
                json.writeString(id);
            }
            json.writeEndArray();
            if (regeneration.requestId().isPresent()) {
                json.writeStringField("requestId", regeneration.requestId().get());
            }
        });
    }

    /** Any other outcome. */
    static byte[] outcome(long line, String outcome, String reason, String message, Optional<String> requestId) {
        return line(json -> {
            json.writeNumberField("line", line);
            json.writeStringField("outcome", outcome);
            json.writeStringField("reason", reason);
            json.writeStringField("message", message);
            if (requestId.isPresent()) {
                json.writeStringField("requestId", requestId.get());
            }
        });
    }

    /**
     * Reads a header.
     *
     * @throws IOException if it is none
     */
    static JournalHeader readHeader(byte[] bytes, int length) throws IOException {
        try (JsonParser json = JSON.createParser(bytes, 0, length)) {
            @Nullable Instant created = null;
            @Nullable String target = null;
            @Nullable String input = null;
            @Nullable String digest = null;
            int documents = 0;
            Map<String, String> options = new TreeMap<>();
            expectObject(json);
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "created" -> created = Instant.parse(json.getText());
                    case "target" -> target = json.getText();
                    case "input" -> input = json.getText();
                    case "digest" -> digest = json.getText();
                    case "documents" -> documents = json.getIntValue();
                    case "options" -> {
                        while (json.nextToken() == JsonToken.FIELD_NAME) {
                            options.put(json.currentName(), json.nextTextValue());
                        }
                    }
                    default -> json.skipChildren();
                }
            }
            if (created == null || target == null || input == null || digest == null) {
                throw new IOException("created, target, input or digest is missing");
            }
            return new JournalHeader(created, target, options, input, documents, digest);
        } catch (DateTimeException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /**
     * Reads a record into the ledger.
     *
     * @throws IOException if it is none, or speaks of a line that has no document
     */
    static void readRecord(byte[] bytes, int offset, int length, Ledger ledger) throws IOException {
        int line = 0;
        @Nullable String key = null;
        @Nullable String at = null;
        @Nullable String outcome = null;
        String document = "";
        String reason = "";
        String message = "";
        try (JsonParser json = JSON.createParser(bytes, offset, length)) {
            expectObject(json);
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "line" -> line = json.getIntValue();
                    case "key" -> key = json.getText();
                    case "at" -> at = json.getText();
                    case "document" -> document = json.getText();
                    case "outcome" -> outcome = json.getText();
                    case "reason" -> reason = json.getText();
                    case "message" -> message = json.getText();
                    default -> json.skipChildren();
                }
            }
            if (json.currentToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
                throw new IOException("is not one JSON object");
            }
        } catch (JsonProcessingException e) {
            throw new IOException(e.getOriginalMessage(), e);
        }
        Ledger.State state = line < 1 ? Ledger.State.NONE : ledger.state(line);
        if (state == Ledger.State.NONE || state == Ledger.State.DUPLICATE) {
            throw new IOException("speaks of line " + line + ", which has no document to send");
        }
        if (outcome == null) {
            if (key == null || at == null) {
                throw new IOException("has neither an outcome nor a key and its time");
            }
            try {
                ledger.sent(line, key, Instant.parse(at), document);
            } catch (DateTimeException e) {
                throw new IOException(e.getMessage(), e);
            }
            return;
        }
        switch (outcome) {
            case SUCCEEDED -> ledger.succeeded(line);
            case FAILED -> ledger.failed(line, reason, message);
            case NOT_SENT -> ledger.open(line);
            case UNKNOWN -> {
                // The line stays as the record of its key left it.
            }
            default -> throw new IOException("has the unknown outcome " + outcome);
        }
    }

    private static void expectObject(JsonParser json) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw new IOException("is no JSON object");
        }
    }

    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    private static byte[] line(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("Memory cannot fail to be written", e);
        }
        return bytes.toByteArray();
    }

    static boolean startsLikeAJournal(byte[] bytes, int length) {
        byte[] magic = MAGIC.getBytes(StandardCharsets.UTF_8);
        int common = Math.min(length, magic.length);
        for (int i = 0; i < common; i++) {
            if (bytes[i] != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
