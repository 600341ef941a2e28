/**
 * A simulated Zuora tenant for tests: a real HTTP server on a loopback port that answers as Zuora's documentation says.
 * Start with {@link io.github.zuoraregenerate.testkit.SimulatedTenant}.
 */
@NullMarked
package io.github.zuoraregenerate.testkit;

import org.jspecify.annotations.NullMarked;
