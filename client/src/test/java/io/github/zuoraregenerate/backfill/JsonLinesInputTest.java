package io.github.zuoraregenerate.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.zuoraregenerate.generated.model.BillingTransactionRequest;
import io.github.zuoraregenerate.generated.model.DocumentType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLinesInputTest {

    @TempDir
    Path directory;

    @Test
    void readsRequestBodies() throws IOException {
        assertThat(read("{\"type\":\"CreditMemo\",\"number\":\"CM1\"}\n"
                        + "{\"documentId\":\"d1\",\"type\":null}\n"
                        + "{\"id\":\"i1\"}\n"))
                .extracting(InputLine::request)
                .containsExactly(
                        new BillingTransactionRequest()
                                .type(DocumentType.CREDIT_MEMO)
                                .number("CM1"),
                        new BillingTransactionRequest().documentId("d1"),
                        new BillingTransactionRequest().id("i1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"number\":\"A\"}\n{\"number\":\"B\"}\n",
                "{\"number\":\"A\"}\r\n{\"number\":\"B\"}\r\n",
                "{\"number\":\"A\"}\n{\"number\":\"B\"}",
                "\uFEFF{\"number\":\"A\"}\n\n  \n{\"number\":\"B\"}\n"
            })
    void everyFormGivesTheSameDocuments(String content) throws IOException {
        assertThat(read(content)).extracting(line -> line.request().getNumber()).containsExactly("A", "B");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
                    {"number":1}                  | number | 1       | must be a JSON string
                    {"number":{"a":1}}            | number | {       | must be a JSON string
                    {"number":true}               | number | true    | must be a JSON string
                    {"type":"Banana"}             | type   | Banana  | must be one of
                    {"nr":"A"}                    | nr     | A       | is not a field of the request body
                    {"number":"A","number":"B"}   | ''     | '{"number":"A","number":"B"}' | Duplicate
                    {"number":"A"}{"number":"B"}  | ''     | '{"number":"A"}{"number":"B"}' | more than one JSON value
                    ["A"]                         | ''     | '["A"]' | must be a JSON object
                    "A"                           | ''     | '"A"'   | must be a JSON object
                    {"number":"A"                 | ''     | '{"number":"A"' | is not JSON
                    Invoice,A                     | ''     | 'Invoice,A' | is not JSON
                    """)
    void badLineNamesFieldValueAndRule(String line, String field, String value, String rule) throws IOException {
        List<InputLine> lines = read(line + "\n{\"number\":\"GOOD\"}\n");

        assertThat(lines.get(0).problems()).first().satisfies(problem -> {
            assertThat(problem.line()).isEqualTo(1);
            assertThat(problem.column()).isEqualTo(field);
            assertThat(problem.value()).isEqualTo(value);
            assertThat(problem.message()).contains(rule);
        });
        assertThat(lines.get(1).problems()).isEmpty();
    }

    @Test
    void emptyFileHasNoDocuments() throws IOException {
        assertThat(read("")).isEmpty();
    }

    @Test
    void lineOfAMegabyteIsReadWhole() throws IOException {
        String number = "N".repeat(1 << 20);

        assertThat(read("{\"number\":\"" + number + "\"}\n"))
                .extracting(line -> line.request().getNumber())
                .containsExactly(number);
    }

    @Test
    void endlessLineIsRefusedInsteadOfFillingTheMemory() {
        String endless = "N".repeat(BackfillInput.MAX_LINE_LENGTH + 1);

        assertThatThrownBy(() -> read("{}\n" + endless))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("line 2");
    }

    @Test
    void directoryIsRefused() {
        assertThatThrownBy(() -> new JsonLinesInput(directory).open())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is a directory");
    }

    private List<InputLine> read(String content) throws IOException {
        return CsvInputTest.all(new JsonLinesInput(Files.writeString(directory.resolve("documents.jsonl"), content)));
    }
}
