/**
 * The tenant's limits, as the headers of an answer tell them.
 */
@NullMarked
package io.github.zuoraregenerate.limits;

import org.jspecify.annotations.NullMarked;
