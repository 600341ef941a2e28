package io.github.zuoraregenerate.backfill;

/**
 * One reason why a line of the input cannot be sent.
 *
 * @param line its number, from 1
 * @param column name of the column, field or header; empty for the line as a whole
 * @param value the refused value, shortened to {@value #MAX_VALUE_LENGTH} characters, control characters escaped
 * @param message the rule
 */
public record LineProblem(long line, String column, String value, String message) {

    /** A longer value is cut here. */
    public static final int MAX_VALUE_LENGTH = 120;

    public LineProblem {
        value = printable(value);
    }

    private static String printable(String value) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            if (text.length() >= MAX_VALUE_LENGTH) {
                return text.append("… (")
                        .append(value.length())
                        .append(" characters)")
                        .toString();
            }
            char c = value.charAt(i);
            if (Character.isISOControl(c)) {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("line ").append(line);
        if (!column.isEmpty()) {
            text.append(", ").append(column);
        }
        if (!value.isEmpty()) {
            text.append(" = ").append(value);
        }
        return text.append(": ").append(message).toString();
    }
}
