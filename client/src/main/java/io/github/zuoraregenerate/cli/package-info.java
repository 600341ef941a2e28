/**
 * The command line. Not API: run {@code java -jar zuora-regenerate-cli.jar --help}. Needs picocli and FastCSV, which
 * are in that jar and do not come with the plain one.
 */
@NullMarked
package io.github.zuoraregenerate.cli;

import org.jspecify.annotations.NullMarked;
