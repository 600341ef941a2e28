/** What the parts of the client tell each other. Not API. */
@NullMarked
package io.github.zuoraregenerate.internal;

import org.jspecify.annotations.NullMarked;
