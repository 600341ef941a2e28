/** Where the access token comes from. Not API. */
@NullMarked
package io.github.zuoraregenerate.internal.auth;

import org.jspecify.annotations.NullMarked;
