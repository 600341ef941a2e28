package io.github.zuoraregenerate.internal.validation;

import feign.Response;
import io.github.zuoraregenerate.error.InvalidRequestException;
import io.github.zuoraregenerate.error.Violation;
import io.github.zuoraregenerate.generated.api.RegenerateApi;
import io.github.zuoraregenerate.internal.http.Json;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ElementKind;
import jakarta.validation.ParameterNameProvider;
import jakarta.validation.Path;
import jakarta.validation.Validation;
import jakarta.validation.executable.ExecutableValidator;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hibernate.validator.HibernateValidator;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;
import org.jspecify.annotations.Nullable;

/**
 * Checks an invocation of the generated operation against the constraints that it carries from the contract. Safe for
 * many threads. One validator serves the whole JVM, made at the first check.
 */
public final class ContractValidator {

    private static final int MAX_VALUE_LENGTH = 96;

    private static final ExecutableValidator VALIDATOR = Validation.byProvider(HibernateValidator.class)
            // Named here, so that no class loader or service file of the application is searched.
            .providerResolver(() -> List.of(new HibernateValidator()))
            .configure()
            .ignoreXmlConfiguration()
            // Messages without expressions: the expression language would be a dependency of every user.
            .messageInterpolator(new ParameterMessageInterpolator(Set.of(Locale.ENGLISH), Locale.ENGLISH, false))
            .parameterNameProvider(new KnownNames())
            .buildValidatorFactory()
            .getValidator()
            .forExecutables();

    /** Takes the invocation that Feign would take, and checks it instead of sending it. */
    private static final RegenerateApi CHECKED = (RegenerateApi) Proxy.newProxyInstance(
            ContractValidator.class.getClassLoader(),
            new Class<?>[] {RegenerateApi.class},
            (proxy, method, arguments) -> {
                check(proxy, method, arguments);
                return null;
            });

    private ContractValidator() {}

    /**
     * Checks one invocation.
     *
     * @param call invokes the generated operation once
     * @throws InvalidRequestException with every violation
     */
    public static void check(Function<RegenerateApi, @Nullable Response> call) {
        call.apply(CHECKED);
    }

    private static void check(Object proxy, Method method, Object[] arguments) {
        Set<ConstraintViolation<Object>> found = VALIDATOR.validateParameters(proxy, method, arguments);
        if (!found.isEmpty()) {
            throw new InvalidRequestException(found.stream()
                    .sorted(Comparator.<ConstraintViolation<Object>>comparingInt(ContractValidator::parameterIndex)
                            .thenComparing(
                                    violation -> violation.getPropertyPath().toString())
                            .thenComparing(ConstraintViolation::getMessage))
                    .map(violation -> violation(violation, method, arguments))
                    .toList());
        }
    }

    private static int parameterIndex(ConstraintViolation<?> violation) {
        for (Path.Node node : violation.getPropertyPath()) {
            if (node.getKind() == ElementKind.PARAMETER) {
                return node.as(Path.ParameterNode.class).getParameterIndex();
            }
        }
        return Integer.MAX_VALUE;
    }

    private static Violation violation(ConstraintViolation<?> violation, Method method, Object[] arguments) {
        if (violation.getConstraintDescriptor().getAttributes().get("value") instanceof String[] names) {
            // A rule over several fields or parameters: name them all.
            Object value = violation.getInvalidValue() instanceof Object[]
                    ? valuesOf(List.of(names), method, arguments)
                    : Json.write(violation.getInvalidValue());
            return new Violation(String.join(", ", names), shortened(value), violation.getMessage());
        }
        String name = "";
        for (Path.Node node : violation.getPropertyPath()) {
            name = node.getName();
        }
        return new Violation(name, shortened(violation.getInvalidValue()), violation.getMessage());
    }

    private static String valuesOf(List<String> names, Method method, Object[] arguments) {
        return IntStream.range(0, arguments.length)
                .filter(i -> names.contains(method.getParameters()[i].getName()))
                .mapToObj(i -> String.valueOf(arguments[i]))
                .collect(Collectors.joining(", "));
    }

    /** Short, and nothing in it is invisible, looks like something else or starts a line of a log. */
    private static String shortened(@Nullable Object value) {
        String text = String.valueOf(value);
        StringBuilder shown = new StringBuilder();
        text.chars().limit(MAX_VALUE_LENGTH).forEach(character -> {
            if (character >= ' ' && character <= '~') {
                shown.append((char) character);
            } else {
                shown.append(String.format(Locale.ROOT, "\\u%04X", character));
            }
        });
        return text.length() <= MAX_VALUE_LENGTH ? shown.toString() : shown + "… (" + text.length() + " characters)";
    }

    /** Keeps the names of each method: the validator asks for all of them once per parameter of every check. */
    private static final class KnownNames implements ParameterNameProvider {

        private final Map<Executable, List<String>> names = new ConcurrentHashMap<>();

        @Override
        public List<String> getParameterNames(Constructor<?> constructor) {
            return namesOf(constructor);
        }

        @Override
        public List<String> getParameterNames(Method method) {
            return namesOf(method);
        }

        private List<String> namesOf(Executable executable) {
            return names.computeIfAbsent(
                    executable,
                    known -> Arrays.stream(known.getParameters())
                            .map(Parameter::getName)
                            .toList());
        }
    }
}
