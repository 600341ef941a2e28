package io.github.zuoraregenerate.constraint;

import jakarta.validation.ConstraintDefinitionException;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.constraintvalidation.SupportedValidationTarget;
import jakarta.validation.constraintvalidation.ValidationTarget;
import java.util.List;
import org.hibernate.validator.constraintvalidation.HibernateCrossParameterConstraintValidatorContext;

/** Checks {@link NotBothTrue}. Public because the validator makes instances of it by reflection. */
@SupportedValidationTarget(ValidationTarget.PARAMETERS)
public final class NotBothTrueValidator implements ConstraintValidator<NotBothTrue, Object[]> {

    private List<String> names = List.of();

    @Override
    public void initialize(NotBothTrue constraint) {
        names = List.of(constraint.value());
    }

    @Override
    public boolean isValid(Object[] arguments, ConstraintValidatorContext context) {
        List<String> parameters = context.unwrap(HibernateCrossParameterConstraintValidatorContext.class)
                .getMethodParameterNames();
        int set = 0;
        for (String name : names) {
            int index = parameters.indexOf(name);
            if (index < 0) {
                // A renamed parameter must not switch the rule off in silence.
                throw new ConstraintDefinitionException(
                        "@NotBothTrue names the parameter " + name + ", but the method has only " + parameters);
            }
            if (Boolean.TRUE.equals(arguments[index])) {
                set++;
            }
        }
        return set <= 1;
    }
}
