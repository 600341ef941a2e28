package io.github.zuoraregenerate.drift;

import io.github.zuoraregenerate.drift.Drift.Place;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Builds a copy of the sources as the build would, and runs gates on it. Safe for several threads. */
final class Workshop {

    static final String TESTS = "io.github.zuoraregenerate.contract.";
    static final String KIT_TESTS = "io.github.zuoraregenerate.testkit.";

    /** Look at files only, so they need no other build. */
    static final List<String> FILE_GATES =
            List.of(TESTS + "ContractFactsTest", TESTS + "ExampleWithinSpecTest", TESTS + "PactWithinSpecIT");

    private static final List<String> CLIENT_GATES = List.of(
            TESTS + "SpecInGeneratedCodeTest",
            TESTS + "ContractLimitsTest",
            TESTS + "RecordedRequestTest",
            TESTS + "WireTest");
    private static final List<String> TENANT_GATES = List.of(
            KIT_TESTS + "SimulatedTenantTest", KIT_TESTS + "ContractAgreesWithValidatorTest", TESTS + "WireTest");
    private static final List<String> PACT_GATES =
            List.of(TESTS + "PactWithinSpecIT", TESTS + "ProviderVerificationIT");
    private static final String CONSUMER_GATE = TESTS + "ConsumerPactTest";

    private static final String SOURCES = "src/main/java";
    private static final List<String> COPIED = List.of(
            "api-spec/src/main/openapi",
            "client/pom.xml",
            "client/src/main/templates",
            "client/src/main/java",
            "contract-tests/src/main/java",
            "contract-tests/src/test/java/io/github/zuoraregenerate/contract",
            "contract-tests/src/test/java/io/github/zuoraregenerate/testkit",
            "contract-tests/src/test/java/io/github/zuoraregenerate/drift/GateRun.java",
            "contract-tests/src/test/resources");
    private static final long GATE_SECONDS = 180;

    private final Path root;
    private final Path work;
    private final Generator generator;
    private final List<Path> libraries;
    private final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();

    Workshop(Path root, Path work, Generator generator) {
        this.root = root;
        this.work = work;
        this.generator = generator;
        this.libraries = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().normalize())
                .filter(entry -> !entry.startsWith(root))
                .toList();
    }

    /** A built copy. */
    record Copy(Path root) {

        Path generated() {
            return root.resolve("generated");
        }

        Path clientClasses() {
            return root.resolve("classes/client");
        }

        Path tenantClasses() {
            return root.resolve("classes/tenant");
        }

        Path testClasses() {
            return root.resolve("classes/tests");
        }

        Path resources() {
            return root.resolve("classes/resources");
        }

        Path module() {
            return root.resolve("contract-tests");
        }

        Path pacts() {
            return module().resolve("target/pacts");
        }
    }

    /** Gates share the process and its system properties, so one run at a time; it must end in time. */
    private final ExecutorService gateRunner = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "gates");
        thread.setDaemon(true);
        return thread;
    });

    /** What a build and its gates say: empty if all is green, else the red gate and why. */
    Optional<String> baseline() throws IOException, InterruptedException {
        Copy copy = copy(root, "baseline");
        Optional<String> red = buildAll(copy);
        if (red.isEmpty()) {
            List<String> gates = new ArrayList<>(CLIENT_GATES);
            gates.addAll(TENANT_GATES);
            gates.add(CONSUMER_GATE);
            gates.addAll(FILE_GATES);
            gates.addAll(PACT_GATES);
            red = fork(copy, gates.stream().distinct().toList());
        }
        return red;
    }

    /** The gate that catches a drift, and what it says; empty if none does. */
    Optional<String> caughtBy(Drift drift, int number) throws IOException, InterruptedException {
        Copy baseline = new Copy(work.resolve("baseline"));
        // From the baseline, so that the sources may be edited while this runs.
        Copy copy = copy(baseline.root(), Integer.toString(number));
        try {
            if (drift.place() == Place.PACT) {
                copyTree(baseline.pacts(), copy.pacts());
                drift.seed(copy.pacts());
            } else {
                drift.seed(copy.root());
            }
            return switch (drift.place()) {
                case EXAMPLE -> here(baseline, copy, baseline.pacts(), FILE_GATES);
                case PACT ->
                    here(baseline, copy, copy.pacts(), FILE_GATES)
                            .or(() -> quietly(() -> {
                                copyTree(baseline.clientClasses(), copy.clientClasses());
                                copyTree(baseline.tenantClasses(), copy.tenantClasses());
                                copyTree(baseline.testClasses(), copy.testClasses());
                                return fork(copy, PACT_GATES);
                            }));
                case SPEC -> here(baseline, copy, baseline.pacts(), FILE_GATES).or(() -> quietly(() -> full(copy)));
                case TEMPLATE -> full(copy);
                case FACADE -> {
                    copyTree(baseline.generated(), copy.generated());
                    copyTree(baseline.tenantClasses(), copy.tenantClasses());
                    copyTree(baseline.testClasses(), copy.testClasses());
                    yield compileClient(copy).or(() -> quietly(() -> clientGates(copy)));
                }
                case TENANT -> {
                    copyTree(baseline.clientClasses(), copy.clientClasses());
                    copyTree(baseline.testClasses(), copy.testClasses());
                    copyTree(baseline.pacts(), copy.pacts());
                    yield compileTenant(copy)
                            .or(() -> here(copy, copy, copy.pacts(), TENANT_GATES))
                            .or(() -> quietly(() -> fork(copy, PACT_GATES)));
                }
            };
        } finally {
            delete(copy.root());
        }
    }

    private Optional<String> full(Copy copy) throws IOException, InterruptedException {
        Optional<String> red = buildAll(copy);
        return red.isPresent() ? red : clientGates(copy);
    }

    private Optional<String> clientGates(Copy copy) throws IOException, InterruptedException {
        Optional<String> red = here(copy, copy, copy.pacts(), CLIENT_GATES);
        return red.isPresent()
                ? red
                : fork(
                        copy,
                        Stream.concat(Stream.of(CONSUMER_GATE), PACT_GATES.stream())
                                .toList());
    }

    private Optional<String> buildAll(Copy copy) throws IOException {
        try {
            generator.generate(copy.root(), copy.generated());
        } catch (Generator.GenerationFailed e) {
            return Optional.of("generator: " + firstLine(String.valueOf(e.getMessage())));
        }
        return compile(copy);
    }

    private Optional<String> compile(Copy copy) {
        return compileClient(copy).or(() -> compileTenant(copy)).or(() -> compileTests(copy));
    }

    private Optional<String> compileClient(Copy copy) {
        return javac(
                "compiler (client)",
                List.of(
                        copy.root().resolve("client").resolve(SOURCES),
                        copy.generated().resolve(SOURCES)),
                List.of(),
                copy.clientClasses());
    }

    private Optional<String> compileTenant(Copy copy) {
        return javac(
                "compiler (simulated tenant)",
                List.of(copy.module().resolve(SOURCES)),
                List.of(copy.clientClasses()),
                copy.tenantClasses());
    }

    private Optional<String> compileTests(Copy copy) {
        return javac(
                "compiler (contract tests)",
                List.of(copy.module().resolve("src/test/java")),
                List.of(copy.clientClasses(), copy.tenantClasses()),
                copy.testClasses());
    }

    private Optional<String> javac(String gate, List<Path> sources, List<Path> classes, Path target) {
        List<String> options = List.of(
                "--release",
                "17",
                "-parameters",
                "-proc:none",
                "-Xlint:all,-processing,-classfile,-options",
                "-Werror",
                "-cp",
                Stream.concat(classes.stream(), libraries.stream())
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator)),
                "-d",
                target.toString());
        List<Path> files = new ArrayList<>();
        StringWriter messages = new StringWriter();
        try {
            for (Path folder : sources) {
                try (Stream<Path> tree = Files.walk(folder)) {
                    tree.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
                }
            }
            Files.createDirectories(target);
            var manager = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8);
            try (manager) {
                boolean compiled = compiler.getTask(
                                messages, manager, null, options, null, manager.getJavaFileObjectsFromPaths(files))
                        .call();
                return compiled ? Optional.empty() : Optional.of(gate + ": " + shortened(messages.toString()));
            }
        } catch (IOException e) {
            throw new IllegalStateException(gate + " could not run: " + e, e);
        }
    }

    /**
     * Runs gates in this process, where the libraries are warm, with a time limit.
     *
     * @param built whose classes to run
     * @param looked whose contract to look at
     */
    private Optional<String> here(Copy built, Copy looked, Path pacts, List<String> gates) {
        Future<Optional<String>> run = gateRunner.submit(() -> {
            resources(looked);
            System.setProperty(
                    "contract.folder",
                    looked.root().resolve("api-spec/src/main/openapi").toString());
            System.setProperty("contract.pacts", pacts.toString());
            try (ProjectLoader loader = new ProjectLoader(classPath(built))) {
                return GateRun.firstRed(loader, gates);
            } finally {
                System.clearProperty("contract.folder");
                System.clearProperty("contract.pacts");
            }
        });
        return quietly(() -> {
            try {
                return run.get(GATE_SECONDS, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                run.cancel(true);
                throw new IllegalStateException(
                        "the gates " + gates + " did not end within " + GATE_SECONDS + " seconds", e);
            } catch (ExecutionException e) {
                throw new IllegalStateException("the gates " + gates + " could not run: " + e.getCause(), e);
            }
        });
    }

    private static void resources(Copy copy) throws IOException {
        copyTree(
                copy.root().resolve("api-spec/src/main/openapi"),
                copy.resources().resolve("io/github/zuoraregenerate/openapi"));
    }

    /** Runs gates in a process of their own, in the copy's module, with a time limit. */
    private Optional<String> fork(Copy copy, List<String> gates) throws IOException, InterruptedException {
        Files.createDirectories(copy.pacts());
        resources(copy);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Dpact.rootDir=target/pacts",
                "-cp",
                Stream.concat(classPath(copy).stream(), libraries.stream())
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator)),
                "io.github.zuoraregenerate.drift.GateRun"));
        command.addAll(gates);
        Path log = copy.root().resolve("gates.log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(copy.module().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("pact_do_not_track", "true");
        Process process = builder.start();
        if (!process.waitFor(GATE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            throw new IllegalStateException("the gates " + gates + " did not end within " + GATE_SECONDS + " seconds");
        }
        if (process.exitValue() == 0) {
            return Optional.empty();
        }
        String output = Files.readString(log);
        return Optional.of(output.lines()
                .filter(line -> line.startsWith(GateRun.RED))
                .map(line -> line.substring(GateRun.RED.length()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "the gates " + gates + " ended with " + process.exitValue() + ":\n" + output)));
    }

    private List<Path> classPath(Copy copy) {
        return List.of(
                copy.testClasses(),
                copy.module().resolve("src/test/resources"),
                copy.tenantClasses(),
                copy.clientClasses(),
                copy.resources());
    }

    private Copy copy(Path from, String name) throws IOException {
        Path target = work.resolve(name);
        delete(target);
        for (String each : COPIED) {
            copyTree(from.resolve(each), target.resolve(each));
        }
        return new Copy(target);
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path each : tree.toList()) {
                Path target = to.resolve(from.relativize(each).toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    Files.copy(each, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> tree = Files.walk(folder)) {
                for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }

    private static String shortened(String messages) {
        return messages.lines()
                .filter(line -> line.contains("error:") || line.contains("warning:"))
                .map(line -> line.substring(line.lastIndexOf(File.separatorChar) + 1))
                .findFirst()
                .orElseGet(() -> firstLine(messages));
    }

    private static String firstLine(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse("no message");
    }

    private interface Gates {
        Optional<String> run() throws IOException, InterruptedException;
    }

    private static Optional<String> quietly(Gates gates) {
        try {
            return gates.run();
        } catch (IOException e) {
            throw new IllegalStateException("A gate could not run: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The drift matrix was interrupted", e);
        }
    }

    /** Loads the project's classes anew, so that each run reads the files anew; libraries are shared. */
    private static final class ProjectLoader extends URLClassLoader {

        private ProjectLoader(List<Path> classes) throws MalformedURLException {
            super(urls(classes), Workshop.class.getClassLoader());
        }

        private static URL[] urls(List<Path> classes) throws MalformedURLException {
            URL[] urls = new URL[classes.size()];
            for (int i = 0; i < urls.length; i++) {
                urls[i] = classes.get(i).toUri().toURL();
            }
            return urls;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("io.github.zuoraregenerate.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
        }
    }
}
