/** What stands in for the world: servers, clocks, transports and secrets of the tests. */
@NullMarked
package io.github.zuoraregenerate.fakes;

import org.jspecify.annotations.NullMarked;
