/**
 * How often and how long a call is repeated. Start with {@link io.github.zuoraregenerate.retry.RetryPolicy}.
 */
@NullMarked
package io.github.zuoraregenerate.retry;

import org.jspecify.annotations.NullMarked;
