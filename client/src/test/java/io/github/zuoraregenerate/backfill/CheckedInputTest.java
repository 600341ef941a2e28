package io.github.zuoraregenerate.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.zuoraregenerate.RegenerateOptions;
import io.github.zuoraregenerate.generated.model.BillingTransactionRequest;
import io.github.zuoraregenerate.generated.model.DocumentType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckedInputTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "A\u0000B, U+0000",
        "'A\u0007', U+0007",
        "A\tB, U+0009",
        "A\u0085B, U+0085",
    })
    void controlCharactersAreRefused(String number, String character) {
        assertThat(problems(document(number))).singleElement().satisfies(problem -> {
            assertThat(problem.column()).isEqualTo("number");
            assertThat(problem.message()).isEqualTo("has the control character " + character);
            assertThat(problem.value()).doesNotContainAnyWhitespaces().contains("\\u");
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    nul.csv   | type,number~Invoice,A~Invoice,B^C~
                    nul.jsonl | {"number":"A"}~{"number":"B\\u0000C"}~
                    """)
    void nulInAFileIsRefusedWithItsLine(String name, String content) throws IOException {
        Path file = Files.writeString(
                directory.resolve(name), content.replace('~', '\n').replace('^', '\0'));

        assertThatThrownBy(
                        () -> builder(name.endsWith(".csv") ? BackfillInput.csv(file) : BackfillInput.jsonLines(file))
                                .build()
                                .plan())
                .isInstanceOfSatisfying(
                        BackfillRefusedException.class,
                        refused -> assertThat(refused.problems())
                                .singleElement()
                                .satisfies(problem -> {
                                    assertThat(problem.line()).isEqualTo(name.endsWith(".csv") ? 3 : 2);
                                    assertThat(problem.value()).isEqualTo("B\\u0000C");
                                    assertThat(problem.message()).isEqualTo("has the control character U+0000");
                                }));
    }

    @Test
    void otherEncodingIsRefusedWithItsLine() throws IOException {
        Path file = Files.writeString(
                directory.resolve("latin.csv"),
                "type,number\nInvoice,A\nInvoice,Zürich\n",
                StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> builder(BackfillInput.csv(file)).build().plan())
                .isInstanceOfSatisfying(
                        BackfillRefusedException.class,
                        refused -> assertThat(refused.problems())
                                .singleElement()
                                .satisfies(problem -> {
                                    assertThat(problem.line()).isEqualTo(3);
                                    assertThat(problem.message()).isEqualTo("is not UTF-8");
                                }));
    }

    @Test
    void longValueIsShortenedInTheProblem() {
        assertThat(problems(document("N".repeat(1 << 20)))).singleElement().satisfies(problem -> {
            assertThat(problem.value()).hasSizeLessThan(200).contains("1048576 characters");
        });
    }

    @Test
    void allProblemsAreCountedAndTheFirstThousandListed() {
        List<InputLine> lines = IntStream.rangeClosed(1, 1500)
                .mapToObj(i -> InputLine.invalid(i, List.of(new LineProblem(i, "type", "x", "bad"))))
                .toList();
        List<LineProblem> heard = new ArrayList<>();

        assertThatThrownBy(() -> builder(input(lines))
                        .listener(new BackfillListener() {
                            @Override
                            public void onProblem(LineProblem problem) {
                                heard.add(problem);
                            }
                        })
                        .build()
                        .plan())
                .isInstanceOfSatisfying(
                        BackfillRefusedException.class,
                        refused -> assertThat(refused.problems()).hasSize(Backfill.MAX_PROBLEMS))
                .hasMessageContaining("1,500 of 1,500 lines");
        assertThat(heard).hasSize(1500);
    }

    @Test
    void anyStreamOfDocumentsIsAnInput() {
        List<InputLine> lines =
                Stream.of("A", "B", "A").map(CheckedInputTest::document).collect(Collectors.toList());
        List<InputLine> numbered = IntStream.range(0, 3)
                .mapToObj(i -> InputLine.document(i + 1, lines.get(i).request(), RegenerateOptions.none()))
                .toList();

        BackfillPlan plan = builder(input(numbered)).build().plan();

        assertThat(plan.documents()).isEqualTo(2);
        assertThat(plan.duplicates()).isEqualTo(1);
    }

    @Test
    void lineNumbersMustRise() {
        assertThatThrownBy(() -> builder(input(List.of(document("A"), document("B"))))
                        .build()
                        .plan())
                .isInstanceOf(BackfillRefusedException.class)
                .hasMessageContaining("line 1 after line 1");
    }

    @Test
    void missingInputIsNamed() {
        assertThatThrownBy(() -> builder(BackfillInput.csv(directory.resolve("absent.csv")))
                        .build()
                        .plan())
                .isInstanceOf(BackfillRefusedException.class)
                .hasMessageContaining("absent.csv does not exist");
    }

    private List<LineProblem> problems(InputLine line) {
        try {
            builder(input(List.of(line))).build().plan();
        } catch (BackfillRefusedException e) {
            return e.problems();
        }
        return List.of();
    }

    private Backfill.Builder builder(BackfillInput input) {
        return Backfill.builder()
                .target("https://rest.test.zuora.com")
                .input(input)
                .journal(directory.resolve("journal"));
    }

    private static InputLine document(String number) {
        return InputLine.document(
                1, new BillingTransactionRequest().type(DocumentType.INVOICE).number(number), RegenerateOptions.none());
    }

    private static BackfillInput input(List<InputLine> lines) {
        return new BackfillInput() {
            @Override
            public String name() {
                return "a list";
            }

            @Override
            public LineReader open() {
                Iterator<InputLine> iterator = lines.iterator();
                return new LineReader() {
                    @Override
                    public @Nullable InputLine next() {
                        return iterator.hasNext() ? iterator.next() : null;
                    }

                    @Override
                    public void close() {
                        // A list needs no closing.
                    }
                };
            }
        };
    }
}
