package io.github.zuoraregenerate.backfill;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The backfill did not begin: its input, its journal or its settings do not allow it. Nothing was sent. */
public final class BackfillRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<LineProblem> problems;

    BackfillRefusedException(String message) {
        this(message, List.of(), null);
    }

    BackfillRefusedException(String message, @Nullable Throwable cause) {
        this(message, List.of(), cause);
    }

    BackfillRefusedException(String message, List<LineProblem> problems, @Nullable Throwable cause) {
        super(message, cause);
        this.problems = List.copyOf(problems);
    }

    /**
     * What is wrong with the lines of the input, in their order: all of it up to the {@value Backfill#MAX_PROBLEMS}th;
     * the message tells how many there are. Empty if the cause is another one.
     */
    public List<LineProblem> problems() {
        // Null only after Java deserialization, which keeps the message.
        return problems == null ? List.of() : problems;
    }
}
