package io.github.zuoraregenerate.testkit;

import io.github.zuoraregenerate.error.ReasonCategory;

/**
 * One place where a request or an answer breaks the contract, {@code openapi.yaml}.
 *
 * @param where request or answer, and the name of the parameter, header or field
 * @param value the value that breaks it, shortened; never a credential
 * @param rule the rule that is broken
 * @param category the category that Zuora gives to a request like this
 */
public record ContractViolation(String where, String value, String rule, ReasonCategory category) {

    private static final int MAX_VALUE_LENGTH = 80;

    public ContractViolation {
        if (value.length() > MAX_VALUE_LENGTH) {
            value = value.substring(0, MAX_VALUE_LENGTH - 1) + "…";
        }
    }

    @Override
    public String toString() {
        return where + " = " + value + ": " + rule;
    }
}
