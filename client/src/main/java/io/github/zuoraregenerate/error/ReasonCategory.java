package io.github.zuoraregenerate.error;

import java.util.Optional;

/**
 * What the last two digits of a reason's code mean. Source: "Error handling" in Zuora's API reference. Zuora adds
 * categories without a new version, so a code may have none of these.
 */
public enum ReasonCategory {
    /** The user's role lacks a permission, or access is denied. */
    PERMISSION_DENIED(10, "permission or access denied"),
    /** The token is missing, expired or wrong. */
    AUTHENTICATION_FAILED(11, "authentication failed"),
    /** A value is not valid. */
    INVALID_VALUE(20, "invalid value"),
    /** The body has a field that the server does not know. */
    UNKNOWN_FIELD(21, "unknown field"),
    /** The body lacks a required field. */
    MISSING_FIELD(22, "missing field"),
    /** A required query parameter is missing. */
    MISSING_PARAMETER(23, "missing query parameter"),
    /** A business rule forbids it. */
    RULE_RESTRICTION(30, "business-rule restriction"),
    /** The document does not exist. */
    NOT_FOUND(40, "not found"),
    /** The method or the media type is not supported. */
    NOT_SUPPORTED(45, "method or media type not supported"),
    /** Another request holds a lock on the same object. */
    LOCK_CONTENTION(50, "lock contention"),
    /** The server failed. */
    INTERNAL_ERROR(60, "internal error"),
    /** The server failed for a short time. */
    TEMPORARY_ERROR(61, "temporary error"),
    /** Too many requests. */
    REQUEST_LIMIT(70, "request exceeded limit"),
    /** The body is not JSON. */
    MALFORMED_REQUEST(90, "malformed request"),
    /** A system behind Zuora failed. */
    INTEGRATION_ERROR(99, "integration error");

    private final int number;
    private final String meaning;

    ReasonCategory(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    /** The two digits, 10 to 99. */
    public int number() {
        return number;
    }

    /** A few words for messages. */
    public String meaning() {
        return meaning;
    }

    /** The category of that number, empty for one that is not documented. */
    public static Optional<ReasonCategory> ofNumber(int number) {
        for (ReasonCategory category : values()) {
            if (category.number == number) {
                return Optional.of(category);
            }
        }
        return Optional.empty();
    }
}
