/**
 * Start with {@link io.github.zuoraregenerate.RegenerateClient} and {@link io.github.zuoraregenerate.ZuoraEnvironment}.
 */
@NullMarked
package io.github.zuoraregenerate;

import org.jspecify.annotations.NullMarked;
