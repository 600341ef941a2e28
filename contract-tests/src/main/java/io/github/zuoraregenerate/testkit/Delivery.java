package io.github.zuoraregenerate.testkit;

/** How an answer reaches the client, or does not. */
sealed interface Delivery {

    /** As HTTP wants it. */
    record Whole(TenantAnswer answer) implements Delivery {}

    /** Head and half of the body, then the connection is cut. */
    record Half(TenantAnswer answer) implements Delivery {}

    /** The connection is cut before the first byte of the answer. */
    record Cut() implements Delivery {}

    /** Not a byte is sent, and the connection stays open. */
    record Silence() implements Delivery {}
}
