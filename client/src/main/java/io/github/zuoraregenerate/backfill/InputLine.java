package io.github.zuoraregenerate.backfill;

import io.github.zuoraregenerate.RegenerateOptions;
import io.github.zuoraregenerate.generated.model.BillingTransactionRequest;
import java.util.List;

/**
 * One line of an input: a document, or what keeps it from being one.
 *
 * @param number of the line in the input, from 1, rising; not above {@link Integer#MAX_VALUE}
 * @param request the document; not to be changed any more
 * @param options of this line alone; what is not set comes from the run. Keys are ignored: the backfill makes its own
 * @param problems why the line cannot be read as a document; empty for a document
 */
public record InputLine(
        long number, BillingTransactionRequest request, RegenerateOptions options, List<LineProblem> problems) {

    public InputLine {
        problems = List.copyOf(problems);
        if (number < 1 || number > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("number = " + number + ": must be between 1 and " + Integer.MAX_VALUE);
        }
    }

    /** A document. */
    public static InputLine document(long number, BillingTransactionRequest request, RegenerateOptions options) {
        return new InputLine(number, request, options, List.of());
    }

    /** A line that is no document. */
    public static InputLine invalid(long number, List<LineProblem> problems) {
        return new InputLine(number, new BillingTransactionRequest(), RegenerateOptions.none(), problems);
    }

    /** Type and name of the document for people, for example {@code CreditMemo CM00000001}. */
    public String document() {
        StringBuilder text = new StringBuilder();
        if (request.getType() != null) {
            text.append(request.getType().getValue()).append(' ');
        }
        if (request.getNumber() != null) {
            text.append(request.getNumber());
        } else if (request.getDocumentId() != null) {
            text.append("documentId ").append(request.getDocumentId());
        } else if (request.getId() != null) {
            text.append("id ").append(request.getId());
        }
        return text.toString().strip();
    }
}
