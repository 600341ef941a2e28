package io.github.zuoraregenerate.backfill;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.github.zuoraregenerate.RegenerateOptions;
import io.github.zuoraregenerate.generated.model.BillingTransactionRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The only class that needs FastCSV, so that nothing else does. */
final class CsvInput implements BackfillInput {

    /** What a column may be; the name in the header, but for its case. */
    enum Column {
        TYPE("type"),
        NUMBER("number"),
        DOCUMENT_ID("documentId"),
        ID("id"),
        ONLY_RE_SEND("onlyReSend"),
        RE_MIGRATE("reMigrate"),
        ORG_IDS("orgIds"),
        ENTITY_ID("entityId"),
        TRACK_ID("trackId"),
        ZUORA_VERSION("zuoraVersion");

        final String header;

        Column(String header) {
            this.header = header;
        }

        static Optional<Column> named(String name) {
            return Arrays.stream(values())
                    .filter(column -> column.header.equalsIgnoreCase(name))
                    .findFirst();
        }
    }

    private static final Set<Column> DOCUMENT_NAMES = EnumSet.of(Column.NUMBER, Column.DOCUMENT_ID, Column.ID);

    private final Path file;
    private final CsvReader.CsvReaderBuilder format = CsvReader.builder()
            .maxBufferSize(MAX_LINE_LENGTH)
            .detectBomHeader(true)
            .skipEmptyLines(true)
            .allowExtraFields(true)
            .allowMissingFields(true)
            .allowExtraCharsAfterClosingQuote(false);

    CsvInput(Path file) {
        this.file = file;
    }

    @Override
    public String name() {
        return String.valueOf(file.getFileName());
    }

    @Override
    public LineReader open() throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + " is a directory: name a CSV file.");
        }
        CsvReader<CsvRecord> reader = format.ofCsvRecord(file, StandardCharsets.UTF_8);
        try {
            return new Lines(reader);
        } catch (IOException | RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    private final class Lines implements LineReader {

        private final CsvReader<CsvRecord> reader;
        private final Iterator<CsvRecord> records;
        /** By position; null for a column that is ignored. */
        private final List<@Nullable Column> columns;

        private long lastLine;

        Lines(CsvReader<CsvRecord> reader) throws IOException {
            this.reader = reader;
            this.records = reader.iterator();
            CsvRecord header = nextRecord();
            if (header == null) {
                throw new IOException(file + " is empty: expected a header such as \"type,number\".");
            }
            this.columns = columns(header);
        }

        @Override
        public @Nullable InputLine next() throws IOException {
            CsvRecord line = nextRecord();
            return line == null ? null : inputLine(line);
        }

        private @Nullable CsvRecord nextRecord() throws IOException {
            try {
                if (!records.hasNext()) {
                    return null;
                }
                CsvRecord next = records.next();
                lastLine = next.getStartingLineNumber();
                refuseLineBreaks(next);
                return next;
            } catch (UncheckedIOException e) {
                throw new IOException(file + " cannot be read after line " + lastLine + ": " + e.getMessage(), e);
            } catch (CsvParseException e) {
                Throwable root = e.getCause() == null ? e : e.getCause();
                throw new IOException(
                        file + " is no CSV after line " + lastLine + ": " + root.getMessage()
                                + " No line may be longer than " + MAX_LINE_LENGTH + " characters.",
                        e);
            }
        }

        /**
         * A quote that is not closed swallows the lines below it. That is no bad line that could be skipped: it would
         * take good ones along.
         */
        private void refuseLineBreaks(CsvRecord line) throws IOException {
            for (String field : line.getFields()) {
                if (field.indexOf('\n') >= 0 || field.indexOf('\r') >= 0) {
                    throw new IOException(file + ", line " + lastLine
                            + ": a field goes on in the next line, so a quote is not closed. Mend the line.");
                }
            }
        }

        private List<@Nullable Column> columns(CsvRecord header) throws IOException {
            List<@Nullable Column> found = new ArrayList<>();
            for (String name : header.getFields()) {
                Optional<Column> column = Column.named(name.strip());
                if (column.isEmpty() && !name.strip().startsWith("_")) {
                    throw new IOException(headerProblem(header, "unknown column \"" + name + "\""));
                }
                if (column.isPresent() && found.contains(column.get())) {
                    throw new IOException(headerProblem(header, "column \"" + name + "\" comes twice"));
                }
                found.add(column.orElse(null));
            }
            if (!found.contains(Column.TYPE)) {
                throw new IOException(headerProblem(header, "no column \"type\""));
            }
            if (found.stream().noneMatch(DOCUMENT_NAMES::contains)) {
                throw new IOException(headerProblem(header, "no column \"number\", \"documentId\" or \"id\""));
            }
            return found;
        }

        private String headerProblem(CsvRecord header, String problem) {
            String known =
                    Arrays.stream(Column.values()).map(column -> column.header).collect(Collectors.joining(", "));
            return file + ", line " + header.getStartingLineNumber() + ": " + problem + " in the header "
                    + new LineProblem(1, "", String.join(",", header.getFields()), "").value()
                    + ". Columns are " + known + ", separated by commas; a name that begins with _ is ignored.";
        }

        private InputLine inputLine(CsvRecord line) {
            long number = line.getStartingLineNumber();
            List<LineProblem> problems = new ArrayList<>();
            BillingTransactionRequest request = new BillingTransactionRequest();
            RegenerateOptions.Builder options = RegenerateOptions.builder();
            if (line.getFieldCount() != columns.size()) {
                problems.add(new LineProblem(
                        number,
                        "",
                        String.join(",", line.getFields()),
                        "has " + line.getFieldCount() + " fields, the header has " + columns.size()));
                return InputLine.invalid(number, problems);
            }
            for (int i = 0; i < columns.size(); i++) {
                Column column = columns.get(i);
                if (column != null && !line.getField(i).isEmpty()) {
                    set(number, column, line.getField(i), request, options, problems);
                }
            }
            if (request.getType() == null && problems.isEmpty()) {
                problems.add(new LineProblem(number, Column.TYPE.header, "", "must be set"));
            }
            return problems.isEmpty()
                    ? InputLine.document(number, request, options.build())
                    : InputLine.invalid(number, problems);
        }

        private void set(
                long number,
                Column column,
                String value,
                BillingTransactionRequest request,
                RegenerateOptions.Builder options,
                List<LineProblem> problems) {
            switch (column) {
                case TYPE ->
                    DocumentTypes.named(value)
                            .ifPresentOrElse(
                                    request::setType,
                                    () -> problems.add(new LineProblem(
                                            number, column.header, value, "must be one of " + DocumentTypes.ALL)));
                case NUMBER -> request.setNumber(value);
                case DOCUMENT_ID -> request.setDocumentId(value);
                case ID -> request.setId(value);
                case ONLY_RE_SEND, RE_MIGRATE -> {
                    Optional<Boolean> flag = flag(value);
                    if (flag.isEmpty()) {
                        problems.add(new LineProblem(number, column.header, value, "must be true or false"));
                    } else if (column == Column.RE_MIGRATE) {
                        options.reMigrate(flag.get());
                    } else {
                        options.onlyReSend(flag.get());
                    }
                }
                case ORG_IDS -> options.orgIds(Arrays.asList(value.split(",", -1)));
                case ENTITY_ID -> options.entityId(value);
                case TRACK_ID -> options.trackId(value);
                case ZUORA_VERSION -> options.zuoraVersion(value);
            }
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }

    /** In any case, because spreadsheets write TRUE and FALSE. */
    private static Optional<Boolean> flag(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
