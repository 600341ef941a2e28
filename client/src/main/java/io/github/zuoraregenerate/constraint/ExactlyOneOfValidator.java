package io.github.zuoraregenerate.constraint;

import jakarta.validation.ConstraintDefinitionException;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;

/** Checks {@link ExactlyOneOf}. Public because the validator makes instances of it by reflection. */
public final class ExactlyOneOfValidator implements ConstraintValidator<ExactlyOneOf, Object> {

    private List<String> names = List.of();

    @Override
    public void initialize(ExactlyOneOf constraint) {
        names = List.of(constraint.value());
    }

    @Override
    public boolean isValid(Object bean, ConstraintValidatorContext context) {
        return names.stream().filter(name -> isSet(bean, name)).count() == 1;
    }

    private static boolean isSet(Object bean, String name) {
        String getter = "get" + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
        try {
            Method method = bean.getClass().getMethod(getter);
            return method.invoke(bean) != null;
        } catch (ReflectiveOperationException e) {
            // A renamed field must not switch the rule off in silence.
            throw new ConstraintDefinitionException(
                    "@ExactlyOneOf names the property " + name + ", but " + bean.getClass() + " has no " + getter, e);
        }
    }
}
