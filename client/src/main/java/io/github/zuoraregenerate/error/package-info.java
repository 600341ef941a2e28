/**
 * What went wrong, as facts. Start with {@link io.github.zuoraregenerate.error.RegenerateException}.
 */
@NullMarked
package io.github.zuoraregenerate.error;

import org.jspecify.annotations.NullMarked;
