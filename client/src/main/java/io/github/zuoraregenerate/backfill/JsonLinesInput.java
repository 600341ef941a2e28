package io.github.zuoraregenerate.backfill;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.github.zuoraregenerate.RegenerateOptions;
import io.github.zuoraregenerate.generated.model.BillingTransactionRequest;
import io.github.zuoraregenerate.generated.model.DocumentType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

final class JsonLinesInput implements BackfillInput {

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // No piece of the input in exceptions: the problem names line and field itself.
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();

    private final Path file;

    JsonLinesInput(Path file) {
        this.file = file;
    }

    @Override
    public String name() {
        return String.valueOf(file.getFileName());
    }

    @Override
    public LineReader open() throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + " is a directory: name a file of JSON Lines.");
        }
        // Malformed UTF-8 becomes U+FFFD, which the check of the line refuses with its number.
        return new Lines(
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8), 1 << 16));
    }

    private final class Lines implements LineReader {

        private final BufferedReader reader;
        private long number;

        Lines(BufferedReader reader) {
            this.reader = reader;
        }

        @Override
        public @Nullable InputLine next() throws IOException {
            for (String line = readLine(); line != null; line = readLine()) {
                if (!line.isBlank()) {
                    return inputLine(number, line);
                }
            }
            return null;
        }

        /** Like {@link BufferedReader#readLine()}, which would take a line of any length into memory. */
        private @Nullable String readLine() throws IOException {
            StringBuilder line = new StringBuilder();
            int c = reader.read();
            if (c < 0) {
                return null;
            }
            number++;
            while (c >= 0 && c != '\n') {
                if (line.length() == MAX_LINE_LENGTH) {
                    throw new IOException(file + ", line " + number + ": is longer than " + MAX_LINE_LENGTH
                            + " characters. Is this a file of JSON Lines?");
                }
                if (!(number == 1 && line.isEmpty() && c == '\uFEFF')) {
                    line.append((char) c);
                }
                c = reader.read();
            }
            return line.toString();
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }

    private static InputLine inputLine(long number, String line) {
        List<LineProblem> problems = new ArrayList<>();
        BillingTransactionRequest request = new BillingTransactionRequest();
        try (JsonParser parser = JSON.createParser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                problems.add(new LineProblem(number, "", line, "must be a JSON object"));
            } else {
                readFields(number, parser, request, problems);
                if (parser.nextToken() != null) {
                    problems.add(new LineProblem(number, "", line, "has more than one JSON value"));
                }
            }
        } catch (JsonProcessingException e) {
            problems.add(new LineProblem(number, "", line, "is not JSON: " + e.getOriginalMessage()));
        } catch (IOException e) {
            throw new IllegalStateException("A string cannot fail to be read", e);
        }
        return problems.isEmpty()
                ? InputLine.document(number, request, RegenerateOptions.none())
                : InputLine.invalid(number, problems);
    }

    private static void readFields(
            long number, JsonParser parser, BillingTransactionRequest request, List<LineProblem> problems)
            throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken token = parser.nextToken();
            String value = token.isScalarValue() ? parser.getText() : token.asString();
            parser.skipChildren();
            if (token == JsonToken.VALUE_NULL) {
                continue;
            }
            switch (field) {
                case BillingTransactionRequest.JSON_PROPERTY_TYPE,
                        BillingTransactionRequest.JSON_PROPERTY_NUMBER,
                        BillingTransactionRequest.JSON_PROPERTY_DOCUMENT_ID,
                        BillingTransactionRequest.JSON_PROPERTY_ID -> {
                    if (token != JsonToken.VALUE_STRING) {
                        problems.add(new LineProblem(number, field, String.valueOf(value), "must be a JSON string"));
                    } else {
                        set(number, field, value, request, problems);
                    }
                }
                default ->
                    problems.add(new LineProblem(
                            number, field, String.valueOf(value), "is not a field of the request body"));
            }
        }
    }

    private static void set(
            long number, String field, String value, BillingTransactionRequest request, List<LineProblem> problems) {
        switch (field) {
            case BillingTransactionRequest.JSON_PROPERTY_TYPE -> {
                Optional<DocumentType> type = DocumentTypes.named(value);
                if (type.isEmpty()) {
                    problems.add(new LineProblem(number, field, value, "must be one of " + DocumentTypes.ALL));
                } else {
                    request.setType(type.get());
                }
            }
            case BillingTransactionRequest.JSON_PROPERTY_NUMBER -> request.setNumber(value);
            case BillingTransactionRequest.JSON_PROPERTY_DOCUMENT_ID -> request.setDocumentId(value);
            default -> request.setId(value);
        }
    }
}
