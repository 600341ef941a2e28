package io.github.zuoraregenerate.internal.auth;

import java.time.Duration;

/** Where the access token comes from. Safe for many threads. */
public interface TokenSource {

    /**
     * The token to send, without the word Bearer.
     *
     * @param remaining until the call's deadline
     * @throws NoTokenException if there is none this time, or for good
     * @throws InterruptedException if the thread was interrupted while it waited
     */
    String token(Duration remaining) throws NoTokenException, InterruptedException;

    /** Forgets that token, and only that one: the server did not accept it. */
    void discard(String token);

    /** Whether another token can be had after a refusal. */
    boolean isRenewable();
}
