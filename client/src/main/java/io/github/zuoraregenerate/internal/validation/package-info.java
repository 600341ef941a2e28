/** The contract's rules, checked before anything is sent. Not API. */
@NullMarked
package io.github.zuoraregenerate.internal.validation;

import org.jspecify.annotations.NullMarked;
