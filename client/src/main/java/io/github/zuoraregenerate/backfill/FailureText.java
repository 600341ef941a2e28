package io.github.zuoraregenerate.backfill;

import io.github.zuoraregenerate.error.ErrorReason;
import io.github.zuoraregenerate.error.OutcomeUnknownException;
import io.github.zuoraregenerate.error.ReasonCategory;
import io.github.zuoraregenerate.error.RegenerateException;
import io.github.zuoraregenerate.error.RetriesExhaustedException;

/** Failures in words: a reason that many documents can share, and the detail of one. */
final class FailureText {

    private static final int MAX_DETAIL_LENGTH = 300;

    private FailureText() {}

    /** What failures have in common: the code, else the status, else the kind. */
    static String reason(RegenerateException e) {
        String reason = e.reasons().stream()
                .findFirst()
                .map(FailureText::reason)
                .orElseGet(() -> e.status().isPresent() ? "HTTP " + e.status().getAsInt() : withoutAnswer(e));
        return e instanceof RetriesExhaustedException ? reason + ", given up" : reason;
    }

    /** What was said of this document, in one line. */
    static String detail(RegenerateException e) {
        String detail =
                e.reasons().stream().findFirst().map(ErrorReason::message).orElse("");
        if (detail.isEmpty()) {
            detail = e.getMessage() == null ? "" : e.getMessage();
        }
        detail = detail.replaceAll("\\p{Cntrl}+", " ");
        return detail.length() <= MAX_DETAIL_LENGTH ? detail : detail.substring(0, MAX_DETAIL_LENGTH - 1) + "…";
    }

    private static String reason(ErrorReason reason) {
        return reason.code()
                .map(code -> code
                        + reason.category()
                                .map(ReasonCategory::meaning)
                                .map(meaning -> " (" + meaning + ")")
                                .orElse(""))
                .orElse("no code");
    }

    private static String withoutAnswer(RegenerateException e) {
        return e instanceof OutcomeUnknownException ? "no answer" : "no connection";
    }
}
