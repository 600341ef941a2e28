package io.github.zuoraregenerate;

import io.github.zuoraregenerate.error.RegenerateException;
import io.github.zuoraregenerate.fakes.Canaries;
import io.github.zuoraregenerate.fakes.WireServer;
import io.github.zuoraregenerate.generated.model.BillingTransactionRequest;
import io.github.zuoraregenerate.generated.model.DocumentType;
import io.github.zuoraregenerate.retry.RetryPolicy;
import java.time.Duration;

/** What most tests of the client call, and how. */
final class Calls {

    static final RetryPolicy ONCE = RetryPolicy.DEFAULT.withMaxAttempts(1);

    private Calls() {}

    static BillingTransactionRequest creditMemo() {
        return new BillingTransactionRequest().type(DocumentType.CREDIT_MEMO).number("CM00000001");
    }

    /** Asks once. */
    static RegenerateClientBuilder to(WireServer server) {
        return to(server.url());
    }

    static RegenerateClientBuilder to(String url) {
        return RegenerateClient.builder()
                .baseUrl(url)
                .bearerToken(Canaries.TOKEN)
                .retryPolicy(ONCE);
    }

    /** That many attempts and no pause between them. */
    static RetryPolicy attempts(int count) {
        return RetryPolicy.DEFAULT.withMaxAttempts(count).withBackoff(Duration.ZERO, Duration.ZERO);
    }

    /** The end of a call that must fail, on a client that is closed afterwards. */
    static RegenerateException failureOf(RegenerateClientBuilder builder) {
        try (RegenerateClient client = builder.build()) {
            return failureOf(client);
        }
    }

    static RegenerateException failureOf(RegenerateClient client) {
        try {
            throw new AssertionError("succeeded: " + client.regenerate(creditMemo()));
        } catch (RegenerateException e) {
            return e;
        }
    }

    static Regeneration resultOf(RegenerateClientBuilder builder) {
        try (RegenerateClient client = builder.build()) {
            return client.regenerate(creditMemo());
        }
    }
}
