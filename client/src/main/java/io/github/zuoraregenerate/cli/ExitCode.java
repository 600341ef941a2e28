package io.github.zuoraregenerate.cli;

import io.github.zuoraregenerate.backfill.BackfillReport;
import io.github.zuoraregenerate.error.AuthenticationException;
import io.github.zuoraregenerate.error.InvalidRequestException;
import io.github.zuoraregenerate.error.Outcome;
import io.github.zuoraregenerate.error.OutcomeUnknownException;
import io.github.zuoraregenerate.error.PermissionException;
import io.github.zuoraregenerate.error.RateLimitedException;
import io.github.zuoraregenerate.error.RegenerateException;

/** What the process tells its caller. */
final class ExitCode {

    static final int SUCCEEDED = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int UNKNOWN = 3;
    static final int STOPPED = 4;
    static final int INTERRUPTED = 130;

    private ExitCode() {}

    static int of(BackfillReport report) {
        if (report.stop().isPresent()) {
            return report.stop().get().cause() == BackfillReport.StopCause.REQUESTED ? INTERRUPTED : STOPPED;
        }
        if (report.unknown() + report.setAside() > 0) {
            return UNKNOWN;
        }
        return report.isComplete() ? SUCCEEDED : FAILED;
    }

    static int of(RegenerateException e) {
        if (e instanceof InvalidRequestException) {
            return USAGE;
        }
        if (e instanceof OutcomeUnknownException) {
            return UNKNOWN;
        }
        boolean concernsAll = e instanceof AuthenticationException
                || e instanceof PermissionException
                || e instanceof RateLimitedException
                || e.outcome() == Outcome.NOT_EXECUTED;
        return concernsAll ? STOPPED : FAILED;
    }
}
