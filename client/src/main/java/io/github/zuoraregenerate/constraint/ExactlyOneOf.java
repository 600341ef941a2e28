package io.github.zuoraregenerate.constraint;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Exactly one of the named bean properties is not null. */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = ExactlyOneOfValidator.class)
public @interface ExactlyOneOf {

    /** Names of the bean properties. */
    String[] value();

    /** Says how many were set, and which. */
    String message() default "exactly one of {value} must be set";

    /** Validation groups, none by default. */
    Class<?>[] groups() default {};

    /** Payload for clients of the validation API, none by default. */
    Class<? extends Payload>[] payload() default {};
}
