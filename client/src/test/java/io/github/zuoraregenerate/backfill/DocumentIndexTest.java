package io.github.zuoraregenerate.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.zuoraregenerate.RegenerateOptions;
import io.github.zuoraregenerate.generated.model.BillingTransactionRequest;
import io.github.zuoraregenerate.generated.model.DocumentType;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DocumentIndexTest {

    private final DocumentIndex index = new DocumentIndex();

    @Test
    void findsEveryDuplicateAmongManyDocuments() {
        int documents = 200_000;
        for (int line = 1; line <= documents; line++) {
            assertThat(index.add(line, digest("N" + line))).isZero();
        }
        for (int i = 1; i <= documents; i += 997) {
            assertThat(index.add(documents + i, digest("N" + i))).isEqualTo(i);
        }
    }

    @Test
    void knowsTheDocumentOfALine() {
        index.add(3, digest("A"));
        index.add(900_000, digest("B"));

        assertThat(index.isAt(3, digest("A"))).isTrue();
        assertThat(index.isAt(900_000, digest("B"))).isTrue();
        assertThat(index.isAt(3, digest("B"))).isFalse();
        assertThat(index.isAt(4, digest("A"))).isFalse();
        assertThat(index.isAt(900_001, digest("B"))).isFalse();
    }

    @Test
    void digestsThatShareTheirPlaceAreToldApart() {
        DocumentDigest a = new DocumentDigest(1, 7);
        DocumentDigest b = new DocumentDigest(2, 7);

        assertThat(index.add(1, a)).isZero();
        assertThat(index.add(2, b)).isZero();
        assertThat(index.add(3, b)).isEqualTo(2);
        assertThat(index.add(4, a)).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("others")
    void everyFieldAndOptionMakesAnotherDocument(BillingTransactionRequest request, RegenerateOptions options) {
        DocumentDigest plain = DocumentDigest.of(
                new BillingTransactionRequest().type(DocumentType.INVOICE).number("A"), RegenerateOptions.none());

        assertThat(DocumentDigest.of(request, options))
                .isNotEqualTo(plain)
                .isEqualTo(DocumentDigest.of(request, options));
    }

    static Stream<Arguments> others() {
        BillingTransactionRequest plain =
                new BillingTransactionRequest().type(DocumentType.INVOICE).number("A");
        return Stream.of(
                arguments(
                        new BillingTransactionRequest()
                                .type(DocumentType.CREDIT_MEMO)
                                .number("A"),
                        RegenerateOptions.none()),
                arguments(new BillingTransactionRequest().number("A"), RegenerateOptions.none()),
                arguments(
                        new BillingTransactionRequest()
                                .type(DocumentType.INVOICE)
                                .documentId("A"),
                        RegenerateOptions.none()),
                arguments(
                        new BillingTransactionRequest()
                                .type(DocumentType.INVOICE)
                                .id("A"),
                        RegenerateOptions.none()),
                arguments(plain, RegenerateOptions.builder().onlyReSend(false).build()),
                arguments(plain, RegenerateOptions.builder().reMigrate(false).build()),
                arguments(plain, RegenerateOptions.builder().reMigrate(true).build()),
                arguments(
                        plain, RegenerateOptions.builder().orgIds(List.of("o")).build()),
                arguments(plain, RegenerateOptions.builder().entityId("o").build()),
                arguments(plain, RegenerateOptions.builder().trackId("o").build()),
                arguments(plain, RegenerateOptions.builder().zuoraVersion("o").build()));
    }

    private static DocumentDigest digest(String number) {
        return DocumentDigest.of(new BillingTransactionRequest().number(number), RegenerateOptions.none());
    }
}
