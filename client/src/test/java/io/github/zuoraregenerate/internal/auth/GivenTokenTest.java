package io.github.zuoraregenerate.internal.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.zuoraregenerate.internal.Exchange;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class GivenTokenTest {

    private static final Duration REMAINING = Duration.ofMinutes(5);

    @Test
    void fixedTokenStaysTheSame() throws Exception {
        GivenToken tokens = GivenToken.fixed("a");

        tokens.discard("a");

        assertThat(tokens.token(REMAINING)).isEqualTo("a");
        assertThat(tokens.isRenewable()).isFalse();
    }

    @Test
    void sourceIsAskedEachTime() throws Exception {
        Iterator<String> source = List.of("a", "b").iterator();
        GivenToken tokens = GivenToken.from(source::next);

        assertThat(tokens.token(REMAINING)).isEqualTo("a");
        assertThat(tokens.token(REMAINING)).isEqualTo("b");
        assertThat(tokens.isRenewable()).isTrue();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "a b", "a\n", "\u007f", "é", "a\u0000"})
    void whatNoHeaderCanCarryIsRefused(String token) {
        NoTokenException failure = catchThrowableOfType(
                NoTokenException.class, () -> GivenToken.from(() -> token).token(REMAINING));

        assertThat(failure.exchange()).isInstanceOfSatisfying(Exchange.TokenRefused.class, refused -> {
            assertThat(refused.detail())
                    .isEqualTo("the supplier of bearer tokens gave none, or one that no header can carry");
            assertThat(refused.cause()).isEmpty();
            assertThat(refused.status()).isEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"!", "~", "eyJhbGciOi.J9-_~+/==", "a"})
    void visibleAsciiIsAToken(String token) throws Exception {
        assertThat(GivenToken.from(() -> token).token(REMAINING)).isEqualTo(token);
    }

    @Test
    void failureOfTheSourceIsKept() {
        IllegalStateException broken = new IllegalStateException("vault sealed");

        NoTokenException failure = catchThrowableOfType(
                NoTokenException.class,
                () -> GivenToken.from(() -> {
                            throw broken;
                        })
                        .token(REMAINING));

        assertThat(failure.exchange()).isInstanceOfSatisfying(Exchange.TokenRefused.class, refused -> {
            assertThat(refused.detail()).isEqualTo("the supplier of bearer tokens failed");
            assertThat(refused.cause()).containsSame(broken);
        });
    }
}
