package io.github.zuoraregenerate.internal.retry;

import java.time.Duration;

/**
 * How far a call has come, after an attempt was judged.
 *
 * @param attempts requests started so far, at least 1
 * @param repeatedOnce whether the one repetition after a server error was used
 * @param tokenRenewed whether the one new token was used
 * @param tokenRenewable whether another token can be had at all
 * @param doubtful whether a request with the current key may have been executed
 * @param keyRotatable whether the key may be replaced
 * @param remaining until the deadline
 */
public record Progress(
        int attempts,
        boolean repeatedOnce,
        boolean tokenRenewed,
        boolean tokenRenewable,
        boolean doubtful,
        boolean keyRotatable,
        Duration remaining) {}
