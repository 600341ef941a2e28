package io.github.zuoraregenerate.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.zuoraregenerate.generated.model.DocumentType;
import io.github.zuoraregenerate.testkit.SimulatedTenant;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class ReadmeProgramTest {

    private static final Path README = Path.of("../README.md");

    @RegisterExtension
    final SimulatedTenant tenant = SimulatedTenant.create();

    @TempDir
    Path folder;

    @Test
    void theProgramOfTheReadmeCompilesAsWritten() throws IOException {
        assertThat(program().compile(folder)).isEmpty();
    }

    @Test
    void theProgramOfTheReadmeRegeneratesItsDocument() throws Exception {
        tenant.document("CM00000001", DocumentType.CREDIT_MEMO);
        JavaBlock pointedAtTheTenant = new JavaBlock(program()
                .source()
                .replace(
                        ".environment(ZuoraEnvironment.US_API_SANDBOX_CLOUD_2)",
                        ".baseUrl(\"" + tenant.baseUrl() + "\")")
                .replace("System.getenv(\"ZUORA_CLIENT_ID\")", "\"" + tenant.clientId() + "\"")
                .replace("System.getenv(\"ZUORA_CLIENT_SECRET\")", "\"" + tenant.clientSecret() + "\""));
        assertThat(pointedAtTheTenant.compile(folder)).isEmpty();

        assertThat(run(pointedAtTheTenant)).startsWith("regenerated: [");
        assertThat(tenant.executions("CM00000001")).isEqualTo(1);
    }

    private static JavaBlock program() throws IOException {
        return JavaBlock.after("<!-- program -->", README);
    }

    private String run(JavaBlock program) throws Exception {
        PrintStream console = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            loader.loadClass(program.className())
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) new String[0]);
        } finally {
            System.setOut(console);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }
}
