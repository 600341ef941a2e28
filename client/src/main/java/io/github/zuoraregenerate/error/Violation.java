package io.github.zuoraregenerate.error;

/**
 * One rule of the contract that a request breaks.
 *
 * @param name name of the field, parameter or header in the contract; empty for the body as a whole
 * @param value the refused value, shortened
 * @param message the rule
 */
public record Violation(String name, String value, String message) {

    @Override
    public String toString() {
        return name + " = " + value + ": " + message;
    }
}
