package io.github.zuoraregenerate.error;

import java.util.List;
import java.util.stream.Collectors;

/** The request breaks the contract. Nothing was sent. */
public final class InvalidRequestException extends RegenerateException {

    private static final long serialVersionUID = 1L;

    private final transient List<Violation> violations;

    /** Made by the client, and by fakes in tests of its users. */
    public InvalidRequestException(List<Violation> violations) {
        super(
                "The request breaks the contract; nothing was sent. "
                        + violations.stream().map(Violation::toString).collect(Collectors.joining("; ")),
                Outcome.NOT_EXECUTED,
                Failure.NOTHING_SENT,
                null);
        this.violations = List.copyOf(violations);
    }

    /** Every broken rule, in the order of the parameters and fields of the contract. */
    public List<Violation> violations() {
        // Null only after Java deserialization, which keeps the message.
        return violations == null ? List.of() : violations;
    }
}
