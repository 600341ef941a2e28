package io.github.zuoraregenerate.backfill;

import io.github.zuoraregenerate.RegenerateOptions;
import io.github.zuoraregenerate.error.InvalidRequestException;
import io.github.zuoraregenerate.error.Violation;
import io.github.zuoraregenerate.generated.model.BillingTransactionRequest;
import io.github.zuoraregenerate.generated.model.DocumentType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The input after its first reading: every line was checked, nothing was sent. */
final class CheckedInput {

    /** Every document is open in it. */
    final Ledger ledger = new Ledger();

    final DocumentIndex index = new DocumentIndex();

    /** How many documents there are of each type; an empty name for those without. */
    final Map<String, Integer> documentsByType = new TreeMap<>();

    /** What is wrong, up to {@link Backfill#MAX_PROBLEMS}. */
    final List<LineProblem> problems = new ArrayList<>();

    private final BackfillSettings settings;
    private final MessageDigest digest = DocumentDigest.sha256();
    private String hexDigest = "";
    private long problemCount;
    private long invalidLines;
    private int lastLine;

    private CheckedInput(BackfillSettings settings) {
        this.settings = settings;
    }

    /**
     * Reads and checks all lines.
     *
     * @param linesChecked counts along
     * @throws BackfillRefusedException if the input cannot be read, or has bad lines that may not be skipped
     */
    static CheckedInput check(BackfillSettings settings, AtomicLong linesChecked) {
        CheckedInput checked = new CheckedInput(settings);
        try (BackfillInput.LineReader reader = settings.input().open()) {
            for (InputLine line = reader.next(); line != null; line = reader.next()) {
                checked.add(line);
                linesChecked.incrementAndGet();
            }
        } catch (NoSuchFileException e) {
            throw new BackfillRefusedException("The input " + e.getFile() + " does not exist.", e);
        } catch (AccessDeniedException e) {
            throw new BackfillRefusedException("No permission to read the input " + e.getFile() + ".", e);
        } catch (IOException e) {
            throw new BackfillRefusedException("The input cannot be used: " + e.getMessage(), e);
        }
        checked.hexDigest = HexFormat.of().formatHex(checked.digest.digest());
        if (checked.invalidLines > 0 && !settings.skipInvalid()) {
            throw new BackfillRefusedException(
                    String.format(
                            "%,d of %,d lines of %s cannot be sent, so nothing was sent. Mend or skip them.",
                            checked.invalidLines,
                            linesChecked.get(),
                            settings.input().name()),
                    checked.problems,
                    null);
        }
        return checked;
    }

    long invalidLines() {
        return invalidLines;
    }

    int lastLine() {
        return lastLine;
    }

    JournalHeader header() {
        return new JournalHeader(
                settings.clock().instant(),
                settings.target(),
                LineOptions.named(settings.options()),
                settings.input().name(),
                ledger.documents(),
                hexDigest);
    }

    private void add(InputLine line) {
        int number = (int) line.number();
        if (number <= lastLine) {
            throw new BackfillRefusedException("The input " + settings.input().name() + " gave line " + number
                    + " after line " + lastLine + ": line numbers must rise.");
        }
        lastLine = number;
        List<LineProblem> found = line.problems().isEmpty() ? problems(line) : line.problems();
        if (!found.isEmpty()) {
            invalid(number, found);
            return;
        }
        DocumentDigest document = DocumentDigest.of(line.request(), line.options());
        digest.update(ByteBuffer.allocate(20)
                .putInt(number)
                .putLong(document.high())
                .putLong(document.low())
                .flip());
        int earlier = index.add(number, document);
        if (earlier > 0) {
            ledger.duplicate(number);
            settings.listener().onDuplicate(number, earlier);
        } else {
            ledger.open(number);
            DocumentType type = line.request().getType();
            documentsByType.merge(type == null ? "" : type.getValue(), 1, Integer::sum);
        }
    }

    private void invalid(int number, List<LineProblem> found) {
        invalidLines++;
        digest.update(ByteBuffer.allocate(4).putInt(-number).flip());
        for (LineProblem problem : found) {
            problemCount++;
            if (problemCount <= Backfill.MAX_PROBLEMS) {
                problems.add(problem);
            }
            settings.listener().onProblem(problem);
        }
    }

    private List<LineProblem> problems(InputLine line) {
        List<LineProblem> found = new ArrayList<>();
        BillingTransactionRequest request = line.request();
        unprintable(line.number(), BillingTransactionRequest.JSON_PROPERTY_NUMBER, request.getNumber(), found);
        unprintable(line.number(), BillingTransactionRequest.JSON_PROPERTY_DOCUMENT_ID, request.getDocumentId(), found);
        unprintable(line.number(), BillingTransactionRequest.JSON_PROPERTY_ID, request.getId(), found);
        if (found.isEmpty()) {
            RegenerateOptions options =
                    LineOptions.over(settings.options(), line.options()).build();
            try {
                settings.rules().check(request, options);
            } catch (InvalidRequestException e) {
                for (Violation violation : e.violations()) {
                    found.add(new LineProblem(line.number(), violation.name(), violation.value(), violation.message()));
                }
            }
        }
        return found;
    }

    /** Such a character is a broken file and never part of a name, though the contract does not forbid all of them. */
    private static void unprintable(long line, String column, @Nullable String value, List<LineProblem> found) {
        if (value == null) {
            return;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isISOControl(c)) {
                found.add(new LineProblem(
                        line, column, value, String.format("has the control character U+%04X", (int) c)));
                return;
            }
            if (c == '\uFFFD') {
                found.add(new LineProblem(line, column, value, "is not UTF-8"));
                return;
            }
        }
    }
}
