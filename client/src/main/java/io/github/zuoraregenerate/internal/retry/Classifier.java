package io.github.zuoraregenerate.internal.retry;

import io.github.zuoraregenerate.error.ErrorReason;
import io.github.zuoraregenerate.error.ReasonCategory;
import io.github.zuoraregenerate.internal.AnswerBody;
import io.github.zuoraregenerate.internal.Exchange;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the row of {@link Finding} that an attempt belongs to. A pure function that never throws. */
public final class Classifier {

    private Classifier() {}

    /** Judges one attempt. */
    public static Verdict classify(Exchange exchange) {
        if (exchange instanceof Exchange.Answered answered) {
            Finding finding = classify(answered.status(), answered.body());
            return new Verdict(finding, finding.isSettling() && answered.body().fromZuora());
        }
        if (exchange instanceof Exchange.NotSent) {
            return new Verdict(Finding.NOT_SENT, false);
        }
        if (exchange instanceof Exchange.TokenRefused) {
            return new Verdict(Finding.TOKEN_REFUSED, false);
        }
        if (exchange instanceof Exchange.TokenUnavailable) {
            return new Verdict(Finding.TOKEN_UNAVAILABLE, false);
        }
        return new Verdict(Finding.NO_ANSWER, false);
    }

    private static Finding classify(int status, AnswerBody body) {
        if (status >= 200 && status < 300) {
            // Without success the outcome is unknown, whatever else the body says.
            return body.success()
                    .map(success -> success
                            ? Finding.SUCCEEDED
                            : byReasons(body.reasons()).orElse(Finding.REJECTED))
                    .orElse(Finding.UNREADABLE);
        }
        if (body.success().orElse(false)) {
            // An error status and success: true contradict each other.
            return Finding.UNREADABLE;
        }
        return switch (status) {
            case 401 -> byPermanentCategory(body.reasons()).orElse(Finding.UNAUTHENTICATED);
            case 409 ->
                has(body, ReasonCategory.LOCK_CONTENTION)
                        ? byReasons(body.reasons()).orElse(Finding.IN_PROGRESS)
                        : Finding.IN_PROGRESS;
            case 422 -> Finding.KEY_MISUSED;
            case 429 -> byPermanentCategory(body.reasons()).orElse(Finding.RATE_LIMITED);
            default -> byCategories(body.reasons()).orElseGet(() -> byStatus(status, body));
        };
    }

    private static Finding byStatus(int status, AnswerBody body) {
        if (status == 403) {
            return Finding.FORBIDDEN;
        }
        if (status == 408 && !body.fromZuora()) {
            return Finding.UNREADABLE;
        }
        if (status >= 300 && status < 500) {
            return Finding.REJECTED;
        }
        if (!body.fromZuora() || status < 500 || status > 599) {
            return Finding.UNREADABLE;
        }
        // A category that nobody documented is no reason to try again, whatever status it comes with.
        return tellsCategory(body) ? Finding.REJECTED : Finding.SERVER_ERROR;
    }

    private static boolean tellsCategory(AnswerBody body) {
        return body.reasons().stream()
                .flatMap(reason -> reason.code().stream())
                .anyMatch(code -> code.categoryNumber().isPresent());
    }

    private static boolean has(AnswerBody body, ReasonCategory category) {
        return body.reasons().stream().anyMatch(reason -> reason.category().equals(Optional.of(category)));
    }

    /** Only a category that is known to be permanent outweighs a status that speaks for itself. */
    private static Optional<Finding> byPermanentCategory(List<ErrorReason> reasons) {
        return byReasons(reasons.stream()
                        .filter(reason -> reason.category().isPresent())
                        .toList())
                .filter(finding -> finding == Finding.FORBIDDEN || finding == Finding.REJECTED);
    }

    /** By the categories alone; empty if no reason has one, so that the status can tell. */
    private static Optional<Finding> byCategories(List<ErrorReason> reasons) {
        return reasons.stream().anyMatch(reason -> reason.category().isPresent())
                ? byReasons(reasons)
                : Optional.empty();
    }

    /** Permanent if any reason is; a reason without a known category is. Empty if there is no reason. */
    private static Optional<Finding> byReasons(List<ErrorReason> reasons) {
        Set<Finding> findings = EnumSet.noneOf(Finding.class);
        for (ErrorReason reason : reasons) {
            findings.add(reason.category().map(Classifier::byCategory).orElse(Finding.REJECTED));
        }
        for (Finding finding : PRECEDENCE) {
            if (findings.contains(finding)) {
                return Optional.of(finding);
            }
        }
        return Optional.empty();
    }

    private static final List<Finding> PRECEDENCE = List.of(
            Finding.FORBIDDEN,
            Finding.REJECTED,
            Finding.UNAUTHENTICATED,
            Finding.RATE_LIMITED,
            Finding.SERVER_ERROR,
            Finding.TEMPORARY);

    private static Finding byCategory(ReasonCategory category) {
        return switch (category) {
            case PERMISSION_DENIED -> Finding.FORBIDDEN;
            case AUTHENTICATION_FAILED -> Finding.UNAUTHENTICATED;
            case LOCK_CONTENTION, TEMPORARY_ERROR -> Finding.TEMPORARY;
            case INTERNAL_ERROR, INTEGRATION_ERROR -> Finding.SERVER_ERROR;
            case REQUEST_LIMIT -> Finding.RATE_LIMITED;
            case INVALID_VALUE,
                    UNKNOWN_FIELD,
                    MISSING_FIELD,
                    MISSING_PARAMETER,
                    RULE_RESTRICTION,
                    NOT_FOUND,
                    NOT_SUPPORTED,
                    MALFORMED_REQUEST -> Finding.REJECTED;
        };
    }
}
