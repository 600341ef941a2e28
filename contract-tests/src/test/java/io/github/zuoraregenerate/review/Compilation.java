package io.github.zuoraregenerate.review;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles sources with the class path of the tests. */
final class Compilation {

    private final Path folder;

    private Compilation(Path folder) {
        this.folder = folder;
    }

    /** @throws AssertionError with every error of the compiler */
    static Compilation of(Iterable<? extends JavaFileObject> sources, Path folder) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        List<String> options = List.of(
                "-d", folder.toString(), "-classpath", System.getProperty("java.class.path"), "-proc:none", "-nowarn");
        if (!compiler.getTask(null, null, diagnostics, options, null, sources).call()) {
            throw new AssertionError(String.join(
                    "\n",
                    diagnostics.getDiagnostics().stream()
                            .map(each -> each.toString().lines().findFirst().orElse("") + ": "
                                    + each.getMessage(Locale.ROOT))
                            .toList()));
        }
        return new Compilation(folder);
    }

    static Iterable<? extends JavaFileObject> files(List<Path> paths) {
        StandardJavaFileManager files =
                ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, Locale.ROOT, null);
        return files.getJavaFileObjectsFromPaths(paths);
    }

    /** A source that is not a file. */
    static JavaFileObject source(String className, String code) {
        return new SimpleJavaFileObject(
                URI.create("string:///" + className.replace('.', '/') + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return code;
            }
        };
    }

    /** Calls a public static method of a compiled public class. */
    Object call(String className, String method, String... arguments) throws ReflectiveOperationException {
        Class<?>[] types = new Class<?>[arguments.length];
        Arrays.fill(types, String.class);
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, Compilation.class.getClassLoader())) {
            return loader.loadClass(className).getMethod(method, types).invoke(null, (Object[]) arguments);
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
