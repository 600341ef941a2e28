package io.github.zuoraregenerate.internal.auth;

import io.github.zuoraregenerate.internal.Exchange;

/** There is no token, so nothing was sent to the operation. */
public final class NoTokenException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Exchange exchange;

    /** Carries a {@link Exchange.TokenRefused} or a {@link Exchange.TokenUnavailable}. */
    NoTokenException(Exchange exchange) {
        super(null, null, false, false);
        this.exchange = exchange;
    }

    /** What happened, to be judged like any other exchange. */
    public Exchange exchange() {
        return exchange;
    }
}
