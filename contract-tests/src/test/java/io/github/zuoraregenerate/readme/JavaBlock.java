package io.github.zuoraregenerate.readme;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * A block of Java code in a document.
 *
 * @param source one class, without a package
 */
record JavaBlock(String source) {

    private static final String BEGIN = "```java\n";
    private static final Pattern CLASS_NAME = Pattern.compile("class (\\w+)");

    /** The first block after a mark of the document. */
    static JavaBlock after(String mark, Path document) throws IOException {
        String text = Files.readString(document);
        int from = text.indexOf(BEGIN, text.indexOf(mark)) + BEGIN.length();
        return new JavaBlock(text.substring(from, text.indexOf("```", from)));
    }

    String className() {
        Matcher matcher = CLASS_NAME.matcher(source);
        if (!matcher.find()) {
            throw new IllegalStateException("no class in: " + source);
        }
        return matcher.group(1);
    }

    /** Compiles it against everything that the tests have; what the compiler said, nothing if all is well. */
    String compile(Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve(className() + ".java"), source);
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
}
