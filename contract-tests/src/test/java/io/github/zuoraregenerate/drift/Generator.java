package io.github.zuoraregenerate.drift;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * The generator of the build, without Maven: the same version, with the options that the client's POM gives it. In a
 * class loader of its own, because it brings another version of the parser that the gates use.
 */
final class Generator implements AutoCloseable {

    private final URLClassLoader loader;

    Generator(Path jar) throws IOException {
        loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
    }

    /**
     * Generates the client of a repository into a folder.
     *
     * @throws GenerationFailed if the generator refuses
     */
    synchronized void generate(Path root, Path output) throws GenerationFailed {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(loader);
        try {
            Element options = options(root.resolve("client/pom.xml"));
            settings();
            Class<?> type = loader.loadClass("org.openapitools.codegen.config.CodegenConfigurator");
            Object configurator = type.getConstructor().newInstance();
            call(configurator, "setInputSpec", root.resolve(Drifts.SPEC).toString());
            call(
                    configurator,
                    "setTemplateDir",
                    root.resolve("client/src/main/templates").toString());
            call(configurator, "setOutputDir", output.toString());
            call(configurator, "setGeneratorName", text(options, "generatorName"));
            call(configurator, "setLibrary", text(options, "library"));
            call(configurator, "setApiPackage", text(options, "apiPackage"));
            call(configurator, "setModelPackage", text(options, "modelPackage"));
            call(configurator, "setInvokerPackage", text(options, "invokerPackage"));
            type.getMethod("setValidateSpec", boolean.class).invoke(configurator, true);
            pairs(options, "openapiNormalizer", configurator, "addOpenapiNormalizer");
            pairs(options, "schemaMappings", configurator, "addSchemaMapping");
            pairs(options, "nameMappings", configurator, "addNameMapping");
            for (Element option : children(child(options, "configOptions"))) {
                type.getMethod("addAdditionalProperty", String.class, Object.class)
                        .invoke(
                                configurator,
                                option.getTagName(),
                                option.getTextContent().strip());
            }
            Class<?> generatorType = loader.loadClass("org.openapitools.codegen.DefaultGenerator");
            Object generator = generatorType.getConstructor().newInstance();
            Object input = type.getMethod("toClientOptInput").invoke(configurator);
            Object ready = generatorType
                    .getMethod("opts", loader.loadClass("org.openapitools.codegen.ClientOptInput"))
                    .invoke(generator, input);
            generatorType.getMethod("generate").invoke(ready);
        } catch (InvocationTargetException e) {
            throw new GenerationFailed(String.valueOf(e.getCause().getMessage()), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The generator does not have the methods it had: " + e, e);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }

    /** The build's switches that decide which files are made. */
    private void settings() throws ReflectiveOperationException {
        Method set = loader.loadClass("org.openapitools.codegen.config.GlobalSettings")
                .getMethod("setProperty", String.class, String.class);
        set.invoke(null, "models", "");
        set.invoke(null, "apis", "");
        for (String off : List.of("apiTests", "modelTests", "apiDocs", "modelDocs")) {
            set.invoke(null, off, "false");
        }
    }

    private static void pairs(Element options, String group, Object configurator, String method)
            throws ReflectiveOperationException {
        for (Node node = child(options, group).getFirstChild(); node != null; node = node.getNextSibling()) {
            String pair = node.getNodeType() == Node.COMMENT_NODE
                    ? ""
                    : node.getTextContent().strip();
            int equals = pair.indexOf('=');
            if (equals > 0) {
                configurator
                        .getClass()
                        .getMethod(method, String.class, String.class)
                        .invoke(configurator, pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
    }

    private static void call(Object configurator, String setter, String value) throws ReflectiveOperationException {
        configurator.getClass().getMethod(setter, String.class).invoke(configurator, value);
    }

    private static Element options(Path pom) {
        try {
            Document document =
                    DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile());
            NodeList names = document.getElementsByTagName("generatorName");
            if (names.getLength() != 1) {
                throw new IllegalStateException(pom + ": expected one generator, found " + names.getLength());
            }
            return (Element) names.item(0).getParentNode();
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new IllegalStateException(pom + ": the options of the generator cannot be read: " + e, e);
        }
    }

    private static String text(Element parent, String name) {
        return child(parent, name).getTextContent().strip();
    }

    private static Element child(Element parent, String name) {
        return children(parent).stream()
                .filter(element -> element.getTagName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("client/pom.xml: the generator has no option " + name));
    }

    private static List<Element> children(Element parent) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }

    /** The generator refused the contract or the template. */
    static final class GenerationFailed extends Exception {

        private static final long serialVersionUID = 1L;

        GenerationFailed(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
