package io.github.zuoraregenerate.error;

import java.util.Optional;

/**
 * One reason of a refusal. Immutable.
 *
 * @param code the code, if the server sent one
 * @param message the server's words on one line, shortened to {@value #MAX_MESSAGE_LENGTH} characters
 */
public record ErrorReason(Optional<ReasonCode> code, String message) {

    /** A longer message of the server is cut here, so that no message carries a whole body. */
    public static final int MAX_MESSAGE_LENGTH = 500;

    public ErrorReason {
        message = ReasonCode.onOneLine(message);
        if (message.length() > MAX_MESSAGE_LENGTH) {
            message = message.substring(0, MAX_MESSAGE_LENGTH - 1) + "…";
        }
    }

    /** The category of the code, if it tells one. */
    public Optional<ReasonCategory> category() {
        return code.flatMap(ReasonCode::category);
    }

    @Override
    public String toString() {
        String prefix = code.map(value -> value
                        + category().map(known -> " (" + known.meaning() + ")").orElse(""))
                .orElse("no code");
        return message.isEmpty() ? prefix : prefix + ": " + message;
    }
}
