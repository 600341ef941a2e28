package io.github.zuoraregenerate.testkit;

import io.github.zuoraregenerate.error.ErrorReason;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happens to one request for a document. */
sealed interface Behaviour {

    /** The transactions are generated, and the answer says so. */
    record Succeed() implements Behaviour {}

    /** A definite no. */
    record Refuse(List<ErrorReason> reasons) implements Behaviour {}

    /** 429 with code 70 or, for the concurrency limit, 50000070. */
    record Limit(boolean concurrency, @Nullable Duration retryAfter) implements Behaviour {}

    /** 500 with a symbolic code and without {@code success}. */
    record SystemError() implements Behaviour {}

    /** Something else than Zuora answers, after the execution or instead of it. */
    record Gateway(boolean executes, TenantAnswer answer) implements Behaviour {}

    /** The connection is cut, after the execution or instead of it. */
    record Lose(boolean executes) implements Behaviour {}

    /** Executed, and half of the answer arrives. */
    record Truncate() implements Behaviour {}

    /** Executed, and nothing arrives on an open connection. */
    record TimeOut() implements Behaviour {}

    /** Executed, the connection is cut, and the next repetitions are told that it is still in progress. */
    record StayInProgress(int conflicts) implements Behaviour {}
}
