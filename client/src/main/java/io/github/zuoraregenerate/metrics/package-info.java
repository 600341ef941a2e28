/** Metrics for those who have Micrometer. */
@NullMarked
package io.github.zuoraregenerate.metrics;

import org.jspecify.annotations.NullMarked;
