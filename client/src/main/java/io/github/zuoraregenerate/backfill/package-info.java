/**
 * Regenerates many documents and loses none. Start with {@link io.github.zuoraregenerate.backfill.Backfill} and
 * {@link io.github.zuoraregenerate.backfill.BackfillInput}.
 *
 * <p>Needs the JDK and Jackson only; reading CSV needs FastCSV ({@code de.siegmar:fastcsv}) on the class path as well.
 */
@NullMarked
package io.github.zuoraregenerate.backfill;

import org.jspecify.annotations.NullMarked;
