package io.github.zuoraregenerate.internal.auth;

import io.github.zuoraregenerate.internal.AnswerBody;
import io.github.zuoraregenerate.internal.Exchange;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A token that the caller gives: a fixed one, or one from a source of the caller's. */
public final class GivenToken implements TokenSource {

    private final Supplier<String> supplier;
    private final boolean renewable;

    private GivenToken(Supplier<String> supplier, boolean renewable) {
        this.supplier = supplier;
        this.renewable = renewable;
    }

    /** Always the same token. */
    public static GivenToken fixed(String token) {
        return new GivenToken(() -> token, false);
    }

    /** Asked before every request. */
    public static GivenToken from(Supplier<String> supplier) {
        return new GivenToken(supplier, true);
    }

    @Override
    public String token(Duration remaining) throws NoTokenException {
        String token;
        try {
            token = supplier.get();
        } catch (RuntimeException e) {
            throw refused("the supplier of bearer tokens failed", e);
        }
        if (!isToken(token)) {
            throw refused("the supplier of bearer tokens gave none, or one that no header can carry", null);
        }
        return token;
    }

    @Override
    public void discard(String token) {
        // The caller's source decides for itself.
    }

    @Override
    public boolean isRenewable() {
        return renewable;
    }

    /** Whether a header can carry it: visible ASCII and nothing else. */
    public static boolean isToken(@Nullable String token) {
        return token != null
                && !token.isEmpty()
                && token.chars().allMatch(character -> character > ' ' && character <= '~');
    }

    private static NoTokenException refused(String detail, @Nullable Throwable cause) {
        return new NoTokenException(new Exchange.TokenRefused(
                OptionalInt.empty(), AnswerBody.UNREADABLE, detail, Optional.ofNullable(cause)));
    }
}
