package io.github.zuoraregenerate.internal;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;

/** What one attempt met with, before anyone judges it. */
public sealed interface Exchange {

    /** A complete answer of the operation, or of something on the way to it. */
    record Answered(int status, AnswerHeaders headers, AnswerBody body) implements Exchange {}

    /** Certainly no byte of the request was sent. */
    record NotSent(IOException cause) implements Exchange {}

    /** The request may have been sent, and no complete answer came. */
    record NoAnswer(IOException cause) implements Exchange {}

    /** The token endpoint refused the credentials, or the caller's source of tokens gave none. */
    record TokenRefused(OptionalInt status, AnswerBody body, String detail, Optional<Throwable> cause)
            implements Exchange {}

    /** The token endpoint did not give a token this time. Nothing was sent to the operation. */
    record TokenUnavailable(OptionalInt status, AnswerHeaders headers, String detail, Optional<Throwable> cause)
            implements Exchange {}
}
