package io.github.zuoraregenerate.internal.retry;

/**
 * What one attempt came to.
 *
 * @param finding the row of the table
 * @param settled whether the answer also tells how earlier requests with the same key ended
 */
public record Verdict(Finding finding, boolean settled) {}
