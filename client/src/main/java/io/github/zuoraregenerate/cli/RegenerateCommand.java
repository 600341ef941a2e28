package io.github.zuoraregenerate.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.github.zuoraregenerate.RegenerateClient;
import io.github.zuoraregenerate.RegenerateOptions;
import io.github.zuoraregenerate.Regeneration;
import io.github.zuoraregenerate.error.ErrorReason;
import io.github.zuoraregenerate.error.InvalidRequestException;
import io.github.zuoraregenerate.error.OutcomeUnknownException;
import io.github.zuoraregenerate.error.RegenerateException;
import io.github.zuoraregenerate.generated.model.BillingTransactionRequest;
import io.github.zuoraregenerate.generated.model.DocumentType;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "regenerate",
        description = "Regenerates one document.",
        mixinStandardHelpOptions = true,
        versionProvider = ZuoraRegenerate.Version.class,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:The document was regenerated",
            "1:It definitely failed",
            "2:Bad usage or settings; nothing was sent",
            "3:The outcome is unknown",
            "4:A failure that concerns every document, or an exhausted quota",
            "130:Interrupted"
        })
final class RegenerateCommand implements Callable<Integer> {

    private static final JsonFactory JSON = new JsonFactory();

    @ParentCommand
    private @Nullable ZuoraRegenerate parent;

    @Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Option(
            names = {"-t", "--type"},
            required = true,
            converter = TypeNames.class,
            completionCandidates = TypeNames.class,
            description = "One of ${COMPLETION-CANDIDATES}.")
    private DocumentType type = DocumentType.INVOICE;

    @ArgGroup(multiplicity = "1")
    private Name name = new Name();

    @Mixin
    private RequestOptions request = new RequestOptions();

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Option(
            names = "--repeat",
            paramLabel = "KEY",
            description =
                    "Repeat an earlier request whose outcome is unknown, with its idempotency key, which must not be"
                            + " older than 24 hours.")
    private @Nullable String repeat;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    static final class Name {
        @Option(
                names = {"-n", "--number"},
                paramLabel = "NUMBER",
                description = "The number of the document, for example CM00000001.")
        private @Nullable String number;

        @Option(
                names = "--document-id",
                paramLabel = "ID",
                description = "The id of the document, sent as documentId: the field's name in the first reference.")
        private @Nullable String documentId;

        @Option(
                names = "--id",
                paramLabel = "ID",
                description = "The id of the document, sent as id: the field's name in the newer reference.")
        private @Nullable String id;
    }

    @Override
    public Integer call() {
        ZuoraRegenerate root = java.util.Objects.requireNonNull(parent);
        CommandLine command = spec.commandLine();
        Map<String, String> variables = root.surroundings().variables();
        String baseUrl = server.baseUrl(command, variables);
        BillingTransactionRequest document = new BillingTransactionRequest()
                .type(type)
                .number(name.number)
                .documentId(name.documentId)
                .id(name.id);
        AtomicReference<String> sentKey = new AtomicReference<>();
        RegenerateOptions.Builder options =
                request.toOptions().allowKeyRotation(true).keyRecorder(sentKey::set);
        if (repeat == null) {
            options.idempotencyKey(UUID.randomUUID().toString());
        } else {
            options.repeating(repeat);
        }
        CountDownLatch ended = new CountDownLatch(1);
        root.surroundings().interruptHooks().accept(() -> {
            if (ended.getCount() > 0 && sentKey.get() != null) {
                command.getErr()
                        .println("Interrupted: the outcome is unknown. Repeat the command with --repeat "
                                + sentKey.get() + " within 24 hours.");
                command.getErr().flush();
            }
        });
        try {
            RegenerateClient.validate(document, options.build());
            try (RegenerateClient client =
                    root.surroundings().clients().apply(server.client(command, baseUrl, variables))) {
                Regeneration regeneration = client.regenerate(document, options.build());
                succeeded(command.getOut(), regeneration);
                return ExitCode.SUCCEEDED;
            }
        } catch (RegenerateException e) {
            failed(command, e);
            return ExitCode.of(e);
        } finally {
            ended.countDown();
        }
    }

    private String document() {
        String id = name.documentId != null ? name.documentId : name.id;
        return type.getValue() + " " + (name.number != null ? name.number : "with id " + id);
    }

    private void succeeded(PrintWriter out, Regeneration regeneration) {
        if (json) {
            out.print(json(fields -> {
                fields.writeStringField("outcome", "succeeded");
                strings(fields, "ids", regeneration.ids());
                optional(fields, "requestId", regeneration.requestId());
                optional(fields, "trackId", regeneration.trackId());
                fields.writeStringField("idempotencyKey", regeneration.idempotencyKey());
                fields.writeNumberField("attempts", regeneration.attempts());
            }));
        } else {
            out.println("Regenerated " + document() + ".");
            out.println("  ids              "
                    + (regeneration.ids().isEmpty() ? "none named" : String.join(", ", regeneration.ids())));
            regeneration.requestId().ifPresent(id -> out.println("  request id       " + id));
            regeneration.trackId().ifPresent(id -> out.println("  track id         " + id));
            out.println("  idempotency key  " + regeneration.idempotencyKey());
            out.println("  attempts         " + regeneration.attempts());
        }
        out.flush();
    }

    private void failed(CommandLine command, RegenerateException e) {
        if (json) {
            command.getOut().print(json(fields -> {
                fields.writeStringField("outcome", e.outcome().name().toLowerCase(Locale.ROOT));
                fields.writeStringField("error", e.getClass().getSimpleName());
                fields.writeStringField("message", String.valueOf(e.getMessage()));
                if (e.status().isPresent()) {
                    fields.writeNumberField("status", e.status().getAsInt());
                }
                fields.writeArrayFieldStart("reasons");
                for (ErrorReason reason : e.reasons()) {
                    fields.writeStartObject();
                    optional(fields, "code", reason.code().map(Object::toString));
                    fields.writeStringField("message", reason.message());
                    fields.writeEndObject();
                }
                fields.writeEndArray();
                optional(fields, "requestId", e.requestId());
                optional(fields, "trackId", e.trackId());
                strings(fields, "idempotencyKeys", e.idempotencyKeys());
                fields.writeNumberField("attempts", e.attempts());
            }));
            command.getOut().flush();
        } else if (e instanceof InvalidRequestException invalid) {
            command.getErr().println("The request breaks the contract; nothing was sent.");
            invalid.violations().forEach(violation -> command.getErr().println("  " + violation));
        } else {
            command.getErr().println(e.getMessage());
            if (e instanceof OutcomeUnknownException unknown) {
                command.getErr().println("Repeat the command with --repeat " + unknown.idempotencyKey() + ".");
            }
        }
    }

    private interface Fields {
        void write(JsonGenerator fields) throws IOException;
    }

    private static String json(Fields fields) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.setPrettyPrinter(new DefaultPrettyPrinter());
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("Memory cannot fail to be written", e);
        }
        return text + System.lineSeparator();
    }

    private static void optional(JsonGenerator json, String name, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            json.writeStringField(name, value.get());
        }
    }

    private static void strings(JsonGenerator json, String name, List<String> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    /** Document types by the names of the contract. */
    static final class TypeNames implements Iterable<String>, CommandLine.ITypeConverter<DocumentType> {

        @Override
        public java.util.Iterator<String> iterator() {
            return java.util.Arrays.stream(DocumentType.values())
                    .map(DocumentType::getValue)
                    .iterator();
        }

        @Override
        public DocumentType convert(String value) {
            for (DocumentType candidate : DocumentType.values()) {
                if (candidate.getValue().equalsIgnoreCase(value)) {
                    return candidate;
                }
            }
            throw new CommandLine.TypeConversionException(
                    "'" + value + "' is no document type. Types are " + String.join(", ", this) + ".");
        }
    }
}
