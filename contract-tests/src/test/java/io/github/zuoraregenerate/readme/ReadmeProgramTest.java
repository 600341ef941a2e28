package io.github.zuoraregenerate.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.zuoraregenerate.generated.model.DocumentType;
import io.github.zuoraregenerate.testkit.SimulatedTenant;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
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
        assertThat(compile(program())).isEmpty();
    }

    @Test
    void theProgramOfTheReadmeRegeneratesItsDocument() throws Exception {
        tenant.document("CM00000001", DocumentType.CREDIT_MEMO);
        String pointedAtTheTenant = program()
                .replace(
                        ".environment(ZuoraEnvironment.US_API_SANDBOX_CLOUD_2)",
                        ".baseUrl(\"" + tenant.baseUrl() + "\")")
                .replace("System.getenv(\"ZUORA_CLIENT_ID\")", "\"" + tenant.clientId() + "\"")
                .replace("System.getenv(\"ZUORA_CLIENT_SECRET\")", "\"" + tenant.clientSecret() + "\"");
        assertThat(compile(pointedAtTheTenant)).isEmpty();

        assertThat(run()).startsWith("regenerated: [");
        assertThat(tenant.executions("CM00000001")).isEqualTo(1);
    }

    private static String program() throws IOException {
        String readme = Files.readString(README);
        int from = readme.indexOf("```java\n", readme.indexOf("<!-- program -->")) + "```java\n".length();
        return readme.substring(from, readme.indexOf("```", from));
    }

    private String compile(String source) throws IOException {
        Path file = Files.writeString(folder.resolve("RegenerateOne.java"), source);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        compiler.getTask(
                        messages,
                        null,
                        null,
                        List.of("-d", folder.toString(), "-classpath", System.getProperty("java.class.path")),
                        null,
                        compiler.getStandardFileManager(null, null, null).getJavaFileObjects(file))
                .call();
        return messages.toString();
    }

    private String run() throws Exception {
        PrintStream console = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            loader.loadClass("RegenerateOne").getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        } finally {
            System.setOut(console);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }
}
