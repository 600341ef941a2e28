package io.github.zuoraregenerate.backfill;

import io.github.zuoraregenerate.RegenerateOptions;
import io.github.zuoraregenerate.error.InvalidRequestException;
import io.github.zuoraregenerate.generated.model.BillingTransactionRequest;

/** The rules of the contract for one request. Sends nothing. */
@FunctionalInterface
interface RequestRules {

    /**
     * Returns if the request keeps the contract.
     *
     * @throws InvalidRequestException if it does not
     */
    void check(BillingTransactionRequest request, RegenerateOptions options);
}
