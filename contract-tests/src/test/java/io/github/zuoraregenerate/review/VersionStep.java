package io.github.zuoraregenerate.review;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The step of a semantic version that a change needs, least first. */
enum VersionStep {
    NONE,
    PATCH,
    MINOR,
    MAJOR;

    /** The versions that may follow after a change that needs this step, least first. */
    List<String> after(String released) {
        return this == NONE
                ? List.of(released)
                : Arrays.stream(values())
                        .filter(step -> step.compareTo(this) >= 0)
                        .map(step -> step.next(released))
                        .toList();
    }

    private String next(String version) {
        int[] parts =
                Arrays.stream(version.split("\\.")).mapToInt(Integer::parseInt).toArray();
        return switch (this) {
            case NONE -> version;
            case PATCH -> parts[0] + "." + parts[1] + "." + (parts[2] + 1);
            case MINOR -> parts[0] + "." + (parts[1] + 1) + ".0";
            case MAJOR -> (parts[0] + 1) + ".0.0";
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
