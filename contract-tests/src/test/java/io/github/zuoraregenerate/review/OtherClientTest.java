package io.github.zuoraregenerate.review;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.zuoraregenerate.generated.model.DocumentType;
import io.github.zuoraregenerate.testkit.SimulatedTenant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The contract is not tied to Feign: the generator's library "native" makes a client of it, too. */
@Timeout(60)
class OtherClientTest {

    private static final Path GENERATED = Path.of("target", "other-client", "src", "main", "java");

    private static final String CALLER = """
            import other.ApiClient;
            import other.api.RegenerateApi;
            import other.model.BillingTransactionRequest;
            import other.model.BillingTransactionResponse;
            import other.model.DocumentType;

            public final class Caller {
                public static String regenerate(String baseUrl, String token, String number) throws Exception {
                    ApiClient client = new ApiClient();
                    client.updateBaseUri(baseUrl);
                    client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + token));
                    BillingTransactionResponse response = new RegenerateApi(client)
                            .regenerateBillingTransaction(
                                    new BillingTransactionRequest().number(number).type(DocumentType.CREDIT_MEMO),
                                    true, null, "key-1", null, null, null, null, null, null);
                    return response.getSuccess() + " " + response.getIdList();
                }
            }
            """;

    @RegisterExtension
    final SimulatedTenant tenant = SimulatedTenant.create();

    @Test
    void anotherClientOfTheSameContractCompilesAndWorks(@TempDir Path classes) throws Exception {
        tenant.document("CM00000001", DocumentType.CREDIT_MEMO).succeedsWithIds("a", "b");

        Compilation client = Compilation.of(sources(), classes);

        assertThat(client.call("Caller", "regenerate", tenant.baseUrl(), tenant.accessToken(), "CM00000001"))
                .isEqualTo("true [a, b]");
        assertThat(tenant.received()).singleElement().satisfies(request -> {
            assertThat(request.query()).isEqualTo("onlyReSend=true");
            assertThat(request.body()).isEqualTo("{\"type\":\"CreditMemo\",\"number\":\"CM00000001\"}");
        });
    }

    private static List<JavaFileObject> sources() throws IOException {
        List<JavaFileObject> sources = new ArrayList<>();
        try (Stream<Path> files = Files.walk(GENERATED)) {
            Compilation.files(files.filter(file -> file.toString().endsWith(".java"))
                            .toList())
                    .forEach(sources::add);
        }
        sources.add(Compilation.source("Caller", CALLER));
        return sources;
    }
}
