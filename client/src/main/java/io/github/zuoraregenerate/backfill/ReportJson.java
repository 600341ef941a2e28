package io.github.zuoraregenerate.backfill;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;

/** A report for programs: the components of the record by their names; times in ISO 8601, durations in seconds. */
final class ReportJson {

    private static final JsonFactory JSON = new JsonFactory();

    private ReportJson() {}

    static String of(BackfillReport report) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.setPrettyPrinter(new DefaultPrettyPrinter());
            write(json, report);
        } catch (IOException e) {
            throw new UncheckedIOException("Memory cannot fail to be written", e);
        }
        return text + "\n";
    }

    private static void write(JsonGenerator json, BackfillReport report) throws IOException {
        json.writeStartObject();
        json.writeStringField("input", report.input());
        json.writeStringField("target", report.target());
        json.writeStringField("journal", report.journal());
        json.writeBooleanField("complete", report.isComplete());
        json.writeNumberField("documents", report.documents());
        json.writeNumberField("succeeded", report.succeeded());
        json.writeNumberField("failed", report.failed());
        json.writeNumberField("unknown", report.unknown());
        json.writeNumberField("setAside", report.setAside());
        json.writeNumberField("notSent", report.notSent());
        json.writeNumberField("invalidLines", report.invalidLines());
        json.writeNumberField("duplicates", report.duplicates());
        json.writeArrayFieldStart("reasons");
        for (BackfillReport.ReasonCount reason : report.reasons()) {
            json.writeStartObject();
            json.writeStringField("reason", reason.reason());
            json.writeNumberField("count", reason.count());
            json.writeStringField("sample", reason.sample());
            json.writeNumberField("firstLine", reason.firstLine());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("unknownDocuments");
        for (BackfillReport.UnknownDocument document : report.unknownDocuments()) {
            json.writeStartObject();
            json.writeNumberField("line", document.line());
            json.writeStringField("document", document.document());
            json.writeStringField("idempotencyKey", document.idempotencyKey());
            json.writeStringField("since", document.since().toString());
            json.writeBooleanField("setAside", document.setAside());
            json.writeEndObject();
        }
        json.writeEndArray();
        thisRun(json, report.thisRun());
        if (report.stop().isPresent()) {
            BackfillReport.Stop stop = report.stop().get();
            json.writeObjectFieldStart("stop");
            json.writeStringField("cause", stop.cause().name().toLowerCase(Locale.ROOT));
            json.writeStringField("message", stop.message());
            if (stop.resumeAt().isPresent()) {
                json.writeStringField("resumeAt", stop.resumeAt().get().toString());
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void thisRun(JsonGenerator json, BackfillReport.ThisRun run) throws IOException {
        json.writeObjectFieldStart("thisRun");
        json.writeStringField("started", run.started().toString());
        json.writeNumberField("elapsed", run.elapsed().toMillis() / 1000.0);
        json.writeNumberField("documents", run.documents());
        json.writeNumberField("documentsPerSecond", Math.round(run.documentsPerSecond() * 10) / 10.0);
        json.writeNumberField("calls", run.calls());
        json.writeNumberField("retries", run.retries());
        json.writeArrayFieldStart("waited");
        for (BackfillReport.Waited waited : run.waited()) {
            json.writeStartObject();
            json.writeStringField("cause", waited.cause().name().toLowerCase(Locale.ROOT));
            json.writeNumberField("total", waited.total().toMillis() / 1000.0);
            json.writeNumberField("times", waited.times());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberField("paused", run.paused().toMillis() / 1000.0);
        json.writeEndObject();
    }
}
