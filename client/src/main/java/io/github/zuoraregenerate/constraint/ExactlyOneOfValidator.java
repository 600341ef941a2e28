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

    /** Found once per class: a look-up by name at every call would cost more than the check. */
    private final ClassValue<List<Method>> getters = new ClassValue<>() {
        @Override
        protected List<Method> computeValue(Class<?> type) {
            return names.stream().map(name -> getter(type, name)).toList();
        }
    };

    @Override
    public void initialize(ExactlyOneOf constraint) {
        names = List.of(constraint.value());
    }

    @Override
    public boolean isValid(Object bean, ConstraintValidatorContext context) {
        int set = 0;
        for (Method getter : getters.get(bean.getClass())) {
            try {
                if (getter.invoke(bean) != null) {
                    set++;
                }
            } catch (ReflectiveOperationException e) {
                throw new ConstraintDefinitionException("@ExactlyOneOf cannot call " + getter, e);
            }
        }
        return set == 1;
    }

    private static Method getter(Class<?> type, String name) {
        String getter = "get" + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
        try {
            return type.getMethod(getter);
        } catch (NoSuchMethodException e) {
            // A renamed field must not switch the rule off in silence.
            throw new ConstraintDefinitionException(
                    "@ExactlyOneOf names the property " + name + ", but " + type + " has no " + getter, e);
        }
    }
}
