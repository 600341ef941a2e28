package io.github.zuoraregenerate.error;

/**
 * One rule of the contract that a request breaks.
 *
 * @param name name of the field or parameter, as the generated code has it; several, if the rule is about several
 * @param value the refused value or values, shortened
 * @param message the rule
 */
public record Violation(String name, String value, String message) {

    @Override
    public String toString() {
        return name + " = " + value + ": " + message;
    }
}
