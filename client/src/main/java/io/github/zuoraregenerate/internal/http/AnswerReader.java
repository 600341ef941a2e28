package io.github.zuoraregenerate.internal.http;

import com.fasterxml.jackson.databind.ObjectReader;
import io.github.zuoraregenerate.error.ErrorReason;
import io.github.zuoraregenerate.error.ReasonCode;
import io.github.zuoraregenerate.generated.model.BillingTransactionResponse;
import io.github.zuoraregenerate.generated.model.ErrorResponse;
import io.github.zuoraregenerate.generated.model.LegacyError;
import io.github.zuoraregenerate.generated.model.Reason;
import io.github.zuoraregenerate.internal.AnswerBody;
import io.github.zuoraregenerate.internal.AnswerHeaders;
import io.github.zuoraregenerate.internal.Exchange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads an answer of any shape. A pure function that never throws: what it cannot read is unreadable. */
public final class AnswerReader {

    private static final ObjectReader RESPONSE = Json.readerFor(BillingTransactionResponse.class);
    private static final ObjectReader ERROR = Json.tolerantReaderFor(ErrorResponse.class);

    private AnswerReader() {}

    /** Reads one answer. */
    public static Exchange.Answered read(int status, Map<String, ? extends Collection<String>> headers, byte[] body) {
        AnswerHeaders known = Headers.read(headers);
        AnswerBody readBody = status >= 200 && status < 300 ? readResponse(body) : readError(body);
        return new Exchange.Answered(status, known, readBody);
    }

    /** Reads an error body alone. */
    public static AnswerBody readError(byte[] body) {
        if (!isObject(body)) {
            return AnswerBody.UNREADABLE;
        }
        ErrorResponse error;
        try {
            error = ERROR.readValue(body);
        } catch (IOException e) {
            // Not one of the documented shapes: the status alone tells.
            return AnswerBody.UNREADABLE;
        }
        List<ErrorReason> reasons = reasons(error);
        Optional<Boolean> success =
                Optional.ofNullable(error.getSuccess() == null ? error.getLegacySuccess() : error.getSuccess());
        // A message or a code alone can come from any gateway on the way.
        boolean fromZuora = !notNull(error.getReasons()).isEmpty()
                || !notNull(error.getLegacyErrors()).isEmpty()
                || success.isPresent();
        return new AnswerBody(
                fromZuora,
                success,
                List.of(),
                reasons,
                Optional.ofNullable(error.getRequestId()),
                Optional.ofNullable(error.getProcessId()));
    }

    private static AnswerBody readResponse(byte[] body) {
        Optional<AnswerBody> success = readSuccess(body);
        if (success.isPresent()) {
            return success.get();
        }
        // A refusal in a 2xx has the same shapes as one with an error status; but another shape's success is none.
        AnswerBody error = readError(body);
        return error.success().orElse(false) ? withoutSuccess(error) : error;
    }

    private static Optional<AnswerBody> readSuccess(byte[] body) {
        if (!isObject(body)) {
            return Optional.empty();
        }
        BillingTransactionResponse response;
        try {
            response = RESPONSE.readValue(body);
        } catch (IOException e) {
            // Whatever it is, it does not say in the contract's words that it succeeded.
            return Optional.empty();
        }
        if (!Boolean.TRUE.equals(response.getSuccess())) {
            return Optional.empty();
        }
        return Optional.of(new AnswerBody(
                true,
                Optional.of(true),
                notNull(response.getIdList()),
                notNull(response.getReasons()).stream()
                        .map(AnswerReader::reason)
                        .toList(),
                Optional.ofNullable(response.getRequestId()),
                Optional.ofNullable(response.getProcessId())));
    }

    private static AnswerBody withoutSuccess(AnswerBody body) {
        return new AnswerBody(
                body.fromZuora(), Optional.empty(), List.of(), body.reasons(), body.requestId(), body.processId());
    }

    private static List<ErrorReason> reasons(ErrorResponse error) {
        List<ErrorReason> reasons = new ArrayList<>();
        for (Reason reason : notNull(error.getReasons())) {
            reasons.add(reason(reason));
        }
        for (LegacyError legacy : notNull(error.getLegacyErrors())) {
            reasons.add(reason(legacy.getCode(), legacy.getMessage()));
        }
        if (error.getError() != null) {
            reasons.add(reason(error.getError()));
        }
        if (error.getCode() != null || error.getMessage() != null) {
            reasons.add(reason(error.getCode(), error.getMessage()));
        }
        if (error.getFaultCode() != null || error.getFaultMessage() != null) {
            reasons.add(reason(
                    error.getFaultCode() == null ? null : ReasonCode.of(error.getFaultCode()),
                    error.getFaultMessage()));
        }
        return reasons;
    }

    private static ErrorReason reason(Reason reason) {
        return reason(reason.getCode(), reason.getMessage());
    }

    private static ErrorReason reason(@Nullable ReasonCode code, @Nullable String message) {
        return new ErrorReason(Optional.ofNullable(code), message == null ? "" : message);
    }

    private static <T> List<T> notNull(@Nullable List<T> list) {
        return list == null ? List.of() : list.stream().filter(Objects::nonNull).toList();
    }

    /** Saves an exception for HTML, text and nothing. */
    private static boolean isObject(byte[] body) {
        for (byte character : body) {
            if (character != ' ' && character != '\n' && character != '\r' && character != '\t') {
                return character == '{';
            }
        }
        return false;
    }
}
