package io.github.zuoraregenerate.constraint;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** At most one of the named Boolean parameters of a method is true. */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = NotBothTrueValidator.class)
public @interface NotBothTrue {

    /** Names of the parameters; the code must be compiled with parameter names. */
    String[] value();

    /** Says which parameters exclude each other. */
    String message() default "{value} must not be true together";

    /** Validation groups, none by default. */
    Class<?>[] groups() default {};

    /** Payload for clients of the validation API, none by default. */
    Class<? extends Payload>[] payload() default {};
}
