package io.github.zuoraregenerate.testkit;

import io.github.zuoraregenerate.error.ErrorReason;
import io.github.zuoraregenerate.error.ReasonCategory;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How an error that carries a category is told: with HTTP 200 before minor version 2024-05-20, with a real status from
 * then on. Source: "Error handling" in Zuora's API reference.
 */
enum Regime {
    ALWAYS_200,
    REAL_STATUS;

    private static final String FIRST_VERSION_WITH_REAL_STATUS = "2024-05-20";
    private static final Set<ReasonCategory> TRANSIENT = Set.of(
            ReasonCategory.LOCK_CONTENTION,
            ReasonCategory.INTERNAL_ERROR,
            ReasonCategory.TEMPORARY_ERROR,
            ReasonCategory.REQUEST_LIMIT,
            ReasonCategory.INTEGRATION_ERROR);

    /** Dates sort as text; a version like 186.0 is older than every date. */
    static Regime of(@Nullable String version, String defaultVersion) {
        String effective = version == null ? defaultVersion : version;
        return effective.length() == FIRST_VERSION_WITH_REAL_STATUS.length()
                        && effective.compareTo(FIRST_VERSION_WITH_REAL_STATUS) >= 0
                ? REAL_STATUS
                : ALWAYS_200;
    }

    /** The status of an answer with these reasons; of several categories, that of the first permanent one. */
    int status(List<ErrorReason> reasons) {
        if (this == ALWAYS_200) {
            return 200;
        }
        List<ReasonCategory> categories =
                reasons.stream().flatMap(reason -> reason.category().stream()).toList();
        return categories.stream()
                .filter(category -> !TRANSIENT.contains(category))
                .findFirst()
                .or(() -> categories.stream().findFirst())
                .map(Regime::status)
                .orElse(400);
    }

    private static int status(ReasonCategory category) {
        return switch (category) {
            case PERMISSION_DENIED -> 403;
            case AUTHENTICATION_FAILED -> 401;
            case INVALID_VALUE, UNKNOWN_FIELD, MISSING_FIELD, MISSING_PARAMETER, RULE_RESTRICTION, MALFORMED_REQUEST ->
                400;
            case NOT_FOUND -> 404;
            case NOT_SUPPORTED -> 405;
            case LOCK_CONTENTION -> 409;
            case INTERNAL_ERROR, TEMPORARY_ERROR, INTEGRATION_ERROR -> 500;
            case REQUEST_LIMIT -> 429;
        };
    }
}
