/**
 * How bytes travel. Only for those who replace the transport.
 */
@NullMarked
package io.github.zuoraregenerate.transport;

import org.jspecify.annotations.NullMarked;
