/** Whether, when and with which key a call is repeated: pure decisions. Not API. */
@NullMarked
package io.github.zuoraregenerate.internal.retry;

import org.jspecify.annotations.NullMarked;
