/**
 * Rules of the contract that span several fields or parameters. The generated code carries them as annotations.
 */
@NullMarked
package io.github.zuoraregenerate.constraint;

import org.jspecify.annotations.NullMarked;
