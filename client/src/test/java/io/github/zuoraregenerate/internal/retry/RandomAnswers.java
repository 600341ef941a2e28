package io.github.zuoraregenerate.internal.retry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Makes answers that are almost right, and some that are not at all. The same chance makes the same answer. */
final class RandomAnswers {

    record Answer(int status, Map<String, List<String>> headers, byte[] body) {}

    private static final int[] STATUSES = {
        200, 200, 200, 200, 200, 200, 201, 202, 204, 299, 300, 302, 400, 400, 401, 403, 404, 405, 406, 408, 409, 409,
        415, 422, 429, 429, 499, 500, 500, 502, 503, 504, 599
    };

    private static final List<String> FIELDS = List.of(
            "success",
            "success",
            "success",
            "reasons",
            "reasons",
            "code",
            "message",
            "idList",
            "processId",
            "requestId",
            "Success",
            "Errors",
            "Code",
            "Message",
            "error",
            "FaultCode",
            "FaultMessage",
            "SUCCESS",
            "",
            "new",
            "reasons ",
            "success\\u0000",
            "\\u0073uccess");

    private static final List<String> SCALARS = List.of(
            "true",
            "true",
            "false",
            "null",
            "1",
            "0",
            "-1",
            "70",
            "\"70\"",
            "58730210",
            "\"58730211\"",
            "58730220",
            "\"58730250\"",
            "58730250",
            "58730260",
            "\"58730261\"",
            "58730270",
            "58730299",
            "5.3E7",
            "53100320.0",
            "1e999",
            "-0",
            "123456789012345678901234567890",
            "\"SystemError\"",
            "\"true\"",
            "\"\"",
            "\" \"",
            "\"a\\u0000\\uD800\"",
            "\"é😀\"",
            "tru",
            "NaN",
            "'a'",
            "\"\n\"",
            "\"2c9890508ad035db018ad0d8d1685fef\"");

    private static final List<String> HEADERS = List.of(
            "Retry-After",
            "Retry-After",
            "RateLimit-Remaining",
            "RateLimit-Remaining",
            "RateLimit-Reset",
            "RateLimit-Limit",
            "Zuora-Request-Id",
            "Zuora-Track-Id",
            "Concurrency-Limit-Limit",
            "Concurrency-Limit-Remaining",
            "Concurrency-Limit-Type",
            "Content-Encoding",
            "X-Other",
            "");

    private static final List<String> VALUES = List.of(
            "0",
            "0",
            "1",
            "60",
            "120",
            "600",
            "86400",
            "-1",
            "+5",
            "1.5",
            "1e9",
            "999999999",
            "9999999999",
            "9223372036854775807",
            "9223372036854775808",
            "999999999999999",
            "1000000000000000",
            "",
            " ",
            " 120 ",
            "soon",
            "gzip",
            "Sun, 22 Nov 2026 12:02:00 GMT",
            "Sun, 22 Nov 2026 11:00:00 GMT",
            "Mon, 22 Nov 2026 12:02:00 GMT",
            "Fri, 31 Dec 9999 23:59:59 GMT",
            "Thu, 01 Jan 0001 00:00:00 GMT",
            "Sun, 22 Nov 2026 12:02:00 +1800",
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "١٢٠",
            "120, 240",
            "\u0000",
            "x".repeat(255),
            "1".repeat(300));

    private final List<byte[]> examples;

    private RandomAnswers(List<byte[]> examples) {
        this.examples = examples;
    }

    static RandomAnswers fromTheContractsExamples() throws IOException {
        Path folder = Path.of("..", "api-spec", "src", "main", "openapi", "examples");
        try (Stream<Path> files = Files.list(folder)) {
            return new RandomAnswers(files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(RandomAnswers::read)
                    .toList());
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Answer next(SplittableRandom random) {
        int status = random.nextInt(20) == 0 ? random.nextInt() : STATUSES[random.nextInt(STATUSES.length)];
        return new Answer(status, headers(random), body(random));
    }

    private static Map<String, List<String>> headers(SplittableRandom random) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            String name = any(HEADERS, random);
            headers.put(
                    random.nextBoolean() ? name : name.toLowerCase(Locale.ROOT),
                    random.nextInt(30) == 0 ? List.of() : List.of(any(VALUES, random), any(VALUES, random)));
        }
        return headers;
    }

    private byte[] body(SplittableRandom random) {
        byte[] body = switch (random.nextInt(8)) {
            case 0, 1 -> examples.get(random.nextInt(examples.size()));
            case 2 -> bytes(random.nextInt(64), random);
            case 3 ->
                ("{\"success\":" + (random.nextBoolean() ? "true" : any(SCALARS, random)) + ",\"idList\":["
                                + any(SCALARS, random) + "]}")
                        .getBytes(StandardCharsets.UTF_8);
            case 4 ->
                ("{\"success\":false,\"reasons\":[{\"code\":" + any(SCALARS, random) + "},{\"code\":"
                                + any(SCALARS, random) + "}]}")
                        .getBytes(StandardCharsets.UTF_8);
            default -> {
                StringBuilder json = new StringBuilder();
                object(json, random, 0);
                yield json.toString().getBytes(StandardCharsets.UTF_8);
            }
        };
        for (int i = random.nextInt(3); i > 0; i--) {
            body = mutated(body, random);
        }
        return random.nextInt(200) == 0 ? deep(random) : body;
    }

    private static void object(StringBuilder json, SplittableRandom random, int depth) {
        json.append('{');
        for (int i = random.nextInt(5); i > 0; i--) {
            json.append('"').append(any(FIELDS, random)).append("\":");
            value(json, random, depth + 1);
            if (i > 1 || random.nextInt(50) == 0) {
                json.append(',');
            }
        }
        json.append('}');
    }

    private static void value(StringBuilder json, SplittableRandom random, int depth) {
        int kind = depth > 5 ? 9 : random.nextInt(10);
        if (kind == 0) {
            object(json, random, depth);
        } else if (kind <= 2) {
            json.append('[');
            for (int i = random.nextInt(4); i > 0; i--) {
                if (random.nextBoolean()) {
                    object(json, random, depth);
                } else {
                    value(json, random, depth + 1);
                }
                json.append(i > 1 ? "," : "");
            }
            json.append(']');
        } else {
            json.append(any(SCALARS, random));
        }
    }

    private static byte[] deep(SplittableRandom random) {
        int depth = random.nextInt(1, 5_000);
        String open = random.nextBoolean() ? "[" : "{\"error\":";
        return ("{\"success\":true,\"new\":" + open.repeat(depth)).getBytes(StandardCharsets.UTF_8);
    }

    /** Cuts, drops, doubles, overwrites or inserts. */
    private static byte[] mutated(byte[] body, SplittableRandom random) {
        int from = random.nextInt(body.length + 1);
        int to = Math.min(body.length, from + random.nextInt(12));
        ByteArrayOutputStream result = new ByteArrayOutputStream(body.length + 16);
        result.write(body, 0, from);
        switch (random.nextInt(6)) {
            case 0 -> {
                return result.toByteArray();
            }
            case 1 -> result.write(body, to, body.length - to);
            case 2 -> {
                result.write(body, from, to - from);
                result.write(body, from, body.length - from);
            }
            case 3 -> {
                result.writeBytes(bytes(to - from, random));
                result.write(body, to, body.length - to);
            }
            case 4 -> {
                result.writeBytes(any(SCALARS, random).getBytes(StandardCharsets.UTF_8));
                result.write(body, from, body.length - from);
            }
            default -> {
                return Arrays.copyOf(body, body.length + random.nextInt(3));
            }
        }
        return result.toByteArray();
    }

    private static byte[] bytes(int length, SplittableRandom random) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String any(List<String> values, SplittableRandom random) {
        return values.get(random.nextInt(values.size()));
    }
}
