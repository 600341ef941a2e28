package io.github.zuoraregenerate.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.zuoraregenerate.generated.model.BillingTransactionRequest;
import io.github.zuoraregenerate.generated.model.DocumentType;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvInputTest {

    @TempDir
    Path directory;

    @Test
    void readsEveryColumn() throws IOException {
        List<InputLine> lines =
                read("type,number,documentId,id,onlyReSend,reMigrate,orgIds,entityId,trackId,zuoraVersion,_note\n"
                        + "Invoice,INV1,,,true,false,\"a,b\",e1,t1,2024-05-20,mine\n"
                        + "DebitMemo,,d1,,,,,,,,\n"
                        + "InvoiceItemAdjustment,,,i1,,,,,,,\n");

        assertThat(lines).allSatisfy(line -> assertThat(line.problems()).isEmpty());
        assertThat(lines)
                .extracting(InputLine::request)
                .containsExactly(
                        new BillingTransactionRequest()
                                .type(DocumentType.INVOICE)
                                .number("INV1"),
                        new BillingTransactionRequest()
                                .type(DocumentType.DEBIT_MEMO)
                                .documentId("d1"),
                        new BillingTransactionRequest()
                                .type(DocumentType.INVOICE_ITEM_ADJUSTMENT)
                                .id("i1"));
        assertThat(lines.get(0).options().onlyReSend()).contains(true);
        assertThat(lines.get(0).options().reMigrate()).contains(false);
        assertThat(lines.get(0).options().orgIds()).containsExactly("a", "b");
        assertThat(lines.get(0).options().entityId()).contains("e1");
        assertThat(lines.get(0).options().trackId()).contains("t1");
        assertThat(lines.get(0).options().zuoraVersion()).contains("2024-05-20");
        assertThat(LineOptions.named(lines.get(1).options())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "type,number\nInvoice,A\nInvoice,B\n",
                "type,number\r\nInvoice,A\r\nInvoice,B\r\n",
                "type,number\nInvoice,A\nInvoice,B",
                "\uFEFFtype,number\nInvoice,A\nInvoice,B\n",
                "NUMBER , Type\nA,Invoice\nB,Invoice\n",
                "\"type\",\"number\"\n\"Invoice\",\"A\"\n\"Invoice\",\"B\"\n",
                "type,number\n\nInvoice,A\n\n\nInvoice,B\n\n"
            })
    void everyFormGivesTheSameDocuments(String content) throws IOException {
        assertThat(read(content)).extracting(line -> line.request().getNumber()).containsExactly("A", "B");
    }

    @Test
    void numbersAreThoseOfTheFile() throws IOException {
        assertThat(read("type,number\n\nInvoice,A\nInvoice,B\n"))
                .extracting(InputLine::number)
                .containsExactly(3L, 4L);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Banana,A,    | type       | Banana | must be one of Invoice, CreditMemo
                    invoice,A,   | type       | invoice| must be one of
                    ,A,          | type       | ''     | must be set
                    Invoice,A,ja | reMigrate  | ja     | must be true or false
                    Invoice,A    | ''         | 'Invoice,A' | has 2 fields, the header has 3
                    Invoice,A,,x | ''         | 'Invoice,A,,x' | has 4 fields, the header has 3
                    """)
    void badLineNamesColumnValueAndRule(String line, String column, String value, String rule) throws IOException {
        List<InputLine> lines = read("type,number,reMigrate\n" + line.strip() + "\nInvoice,GOOD,\n");

        assertThat(lines.get(0).problems()).singleElement().satisfies(problem -> {
            assertThat(problem.line()).isEqualTo(2);
            assertThat(problem.column()).isEqualTo(column);
            assertThat(problem.value()).isEqualTo(value);
            assertThat(problem.message()).contains(rule);
        });
        assertThat(lines.get(1).problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    'type,number,remigrat'  | unknown column "remigrat"
                    'type,number,Number'    | column "Number" comes twice
                    'number,id'             | no column "type"
                    'type,reMigrate'        | no column "number", "documentId" or "id"
                    'type;number'           | unknown column "type;number"
                    """)
    void badHeaderIsRefusedWithItsReason(String header, String reason) {
        assertThatThrownBy(() -> read(header + "\nInvoice,A\n"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(reason)
                .hasMessageContaining("separated by commas");
    }

    @Test
    void emptyFileIsRefused() {
        assertThatThrownBy(() -> read("")).isInstanceOf(IOException.class).hasMessageContaining("is empty");
    }

    @Test
    void headerAloneHasNoDocuments() throws IOException {
        assertThat(read("type,number")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"type,number\n\"Invoice,A\nInvoice,B\nInvoice,C\n", "type,number\nInvoice,\"A\nB\"\n"})
    void quoteThatIsNotClosedIsRefusedInsteadOfSwallowingLines(String content) {
        assertThatThrownBy(() -> read(content))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining("a quote is not closed");
    }

    @Test
    void charactersAfterAClosingQuoteAreRefused() {
        assertThatThrownBy(() -> read("type,number\nInvoice,\"A\"x\n"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is no CSV after line 1");
    }

    @Test
    void lineOfAMegabyteIsReadWhole() throws IOException {
        String number = "N".repeat(1 << 20);

        assertThat(read("type,number\nInvoice," + number + "\nInvoice,B\n"))
                .extracting(line -> line.request().getNumber())
                .containsExactly(number, "B");
    }

    @Test
    void endlessLineIsRefusedInsteadOfFillingTheMemory() {
        String endless = "N".repeat(BackfillInput.MAX_LINE_LENGTH + 1);

        assertThatThrownBy(() -> read("type,number\nInvoice,A\nInvoice," + endless + "\n"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("after line 2");
    }

    @Test
    void directoryIsRefused() {
        assertThatThrownBy(() -> new CsvInput(directory).open())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is a directory");
    }

    @Test
    void otherEncodingIsNoticed() throws IOException {
        List<InputLine> lines = read("type,number\nInvoice,Zürich\n", StandardCharsets.ISO_8859_1);

        assertThat(lines.get(0).request().getNumber()).isEqualTo("Z\uFFFDrich");
    }

    private List<InputLine> read(String content) throws IOException {
        return read(content, StandardCharsets.UTF_8);
    }

    private List<InputLine> read(String content, Charset charset) throws IOException {
        Path file = Files.writeString(directory.resolve("documents.csv"), content, charset);
        return all(new CsvInput(file));
    }

    static List<InputLine> all(BackfillInput input) throws IOException {
        List<InputLine> lines = new ArrayList<>();
        try (BackfillInput.LineReader reader = input.open()) {
            for (InputLine line = reader.next(); line != null; line = reader.next()) {
                lines.add(line);
            }
        }
        return lines;
    }
}
