package io.github.zuoraregenerate.internal;

import io.github.zuoraregenerate.error.ErrorReason;
import java.util.List;
import java.util.Optional;

/**
 * The body of an answer, whatever its shape was.
 *
 * @param fromZuora whether it was JSON with {@code success} or reasons, which only Zuora answers with
 * @param success {@code success}, if it was there and a boolean
 * @param ids {@code idList}
 * @param reasons the reasons of any shape
 * @param requestId {@code requestId}, if it can be an id
 * @param processId {@code processId}, if it can be an id
 */
public record AnswerBody(
        boolean fromZuora,
        Optional<Boolean> success,
        List<String> ids,
        List<ErrorReason> reasons,
        Optional<String> requestId,
        Optional<String> processId) {

    /** Nothing, HTML, text, or JSON of an unknown shape. */
    public static final AnswerBody UNREADABLE =
            new AnswerBody(false, Optional.empty(), List.of(), List.of(), Optional.empty(), Optional.empty());

    /** No id of the contract is longer. */
    private static final int MAX_ID_LENGTH = 64;

    public AnswerBody {
        requestId = requestId.filter(AnswerBody::isId);
        processId = processId.filter(AnswerBody::isId);
    }

    /** Visible ASCII: it is printed where a line break could forge a line. */
    private static boolean isId(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_ID_LENGTH
                && text.chars().allMatch(character -> character > ' ' && character <= '~');
    }
}
