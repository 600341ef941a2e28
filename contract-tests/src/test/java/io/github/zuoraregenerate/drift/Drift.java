package io.github.zuoraregenerate.drift;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * One change of one file that makes two of spec, code, simulated tenant, pacts and examples disagree.
 *
 * @param place where it is
 * @param what what was changed, in words
 * @param file relative to the repository, or to the pacts for a pact
 * @param change from the sound text to the drifted one
 */
record Drift(Place place, String what, String file, UnaryOperator<String> change) {

    /** What kind of file drifts: it decides which gates can see it. */
    enum Place {
        SPEC("spec"),
        TEMPLATE("template"),
        FACADE("facade"),
        TENANT("simulated tenant"),
        PACT("pact"),
        EXAMPLE("example");

        private final String words;

        Place(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /**
     * Seeds the drift.
     *
     * @throws IllegalStateException if the text to change is not there, or the change changes nothing
     */
    void seed(Path root) throws IOException {
        Path path = root.resolve(file);
        String sound = Files.readString(path);
        String drifted = change.apply(sound);
        if (drifted.equals(sound)) {
            throw new IllegalStateException(file + ": the drift \"" + what + "\" changes nothing");
        }
        Files.writeString(path, drifted);
    }

    /** Replaces the first {@code from} after {@code anchor}. */
    static UnaryOperator<String> replace(String anchor, String from, String to) {
        return text -> {
            int at = find(text, from, find(text, anchor, 0));
            return text.substring(0, at) + to + text.substring(at + from.length());
        };
    }

    /** Removes the first line after {@code anchor} that reads so, with every deeper line below it. */
    static UnaryOperator<String> remove(String anchor, String line) {
        return text -> {
            int start = text.indexOf("\n" + line + "\n", find(text, anchor, 0)) + 1;
            if (start == 0) {
                throw missing(line);
            }
            List<String> kept = new ArrayList<>();
            int indent = indent(line);
            boolean inside = true;
            for (String each : text.substring(start + line.length() + 1).split("\n", -1)) {
                inside = inside && (each.isBlank() || indent(each) > indent);
                if (!inside) {
                    kept.add(each);
                }
            }
            return text.substring(0, start) + String.join("\n", kept);
        };
    }

    private static int indent(String line) {
        return line.length() - line.stripLeading().length();
    }

    private static int find(String text, String part, int from) {
        int at = text.indexOf(part, from);
        if (at < 0) {
            throw missing(part);
        }
        return at;
    }

    private static IllegalStateException missing(String part) {
        return new IllegalStateException("the text to drift is not there any more: " + part.strip());
    }
}
