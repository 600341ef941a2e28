/** The only Feign builder, the only ObjectMapper, the transport and the reader of every answer. Not API. */
@NullMarked
package io.github.zuoraregenerate.internal.http;

import org.jspecify.annotations.NullMarked;
