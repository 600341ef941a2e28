package io.github.zuoraregenerate;

import io.github.zuoraregenerate.error.AuthenticationException;
import io.github.zuoraregenerate.error.ErrorReason;
import io.github.zuoraregenerate.error.Failure;
import io.github.zuoraregenerate.error.Outcome;
import io.github.zuoraregenerate.error.OutcomeUnknownException;
import io.github.zuoraregenerate.error.PermissionException;
import io.github.zuoraregenerate.error.RateLimitedException;
import io.github.zuoraregenerate.error.ReasonCategory;
import io.github.zuoraregenerate.error.RegenerateException;
import io.github.zuoraregenerate.error.RejectedException;
import io.github.zuoraregenerate.error.RetriesExhaustedException;
import io.github.zuoraregenerate.generated.model.BillingTransactionRequest;
import io.github.zuoraregenerate.internal.Exchange;
import io.github.zuoraregenerate.internal.retry.Decision;
import io.github.zuoraregenerate.internal.retry.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts what is known of a failed call into the exception that tells what to do. */
record CallFailure(
        BillingTransactionRequest request,
        RegenerateOptions options,
        String key,
        List<String> keys,
        int requests,
        boolean doubtful,
        @Nullable Exchange exchange,
        @Nullable Finding finding) {

    /** No message tells more reasons; the exception holds all of them. */
    private static final int MAX_REASONS = 10;

    /** No longer cause's message is repeated. */
    private static final int MAX_DETAIL_LENGTH = 300;

    /** The decision was to give up. */
    RegenerateException gaveUp(Decision.GiveUp decision, Instant now) {
        Finding seen = finding == null ? Finding.NOT_SENT : finding;
        if (doubtful) {
            return unknown(decision.why());
        }
        return switch (seen) {
            case TOKEN_REFUSED, UNAUTHENTICATED ->
                new AuthenticationException(
                        message("was not authenticated", decision.why(), authenticationAdvice(seen)), facts(), cause());
            case FORBIDDEN ->
                new PermissionException(
                        message(
                                "is not permitted",
                                decision.why(),
                                "Give the user's role the permission to manage the regeneration of Order-to-Revenue"
                                        + " transactions"),
                        facts(),
                        cause());
            case RATE_LIMITED -> {
                Instant retryAt = now.plus(decision.stayAway().orElse(Duration.ZERO));
                yield new RateLimitedException(
                        message(
                                "exceeded the tenant's limits",
                                decision.why(),
                                "The quota returns at " + retryAt + "; call again then, with a new idempotency key"),
                        retryAt,
                        seen.outcome(),
                        facts(),
                        cause());
            }
            case KEY_MISUSED, REJECTED ->
                new RejectedException(message("was rejected", decision.why(), rejectionAdvice(seen)), facts(), cause());
            default -> exhausted(decision.why());
        };
    }

    /** The call ended for a reason of its own: interruption, deadline, a closed client. */
    RegenerateException stopped(String why) {
        return doubtful ? unknown(why) : exhausted(why);
    }

    /** The quota that an earlier answer announced is used up for longer than the call may wait. */
    RegenerateException heldBack(Instant retryAt) {
        String why = "the announced quota is used up until " + retryAt + ", which is after the call's deadline";
        return doubtful
                ? unknown(why)
                : new RateLimitedException(
                        message("was held back", why, "Call again then"),
                        retryAt,
                        finding == null ? Outcome.NOT_EXECUTED : finding.outcome(),
                        facts(),
                        cause());
    }

    private RegenerateException unknown(String why) {
        return new OutcomeUnknownException(
                message(
                        "may or may not have happened",
                        why,
                        "Repeat it with RegenerateOptions.builder().repeating(\"" + key
                                + "\") within 24 hours; the server then answers with what happened"),
                key,
                facts(),
                cause());
    }

    private RegenerateException exhausted(String why) {
        Outcome outcome = finding == null ? Outcome.NOT_EXECUTED : finding.outcome();
        String advice = outcome == Outcome.NOT_EXECUTED
                ? "Nothing was executed; call again later"
                : "Call again later, with a new idempotency key";
        return new RetriesExhaustedException(message("did not succeed", why, advice), outcome, facts(), cause());
    }

    private Failure facts() {
        return new Failure(
                RegenerateCall.status(exchange),
                RegenerateCall.body(exchange).reasons(),
                RegenerateCall.requestId(exchange),
                options.trackId().or(RegenerateCall.headers(exchange)::trackId),
                RegenerateCall.body(exchange).processId(),
                keys,
                requests,
                RegenerateCall.headers(exchange).limits());
    }

    private String message(String what, String why, String advice) {
        StringBuilder message = new StringBuilder("Regenerating ")
                .append(document())
                .append(' ')
                .append(what);
        String seen = seen();
        if (!seen.isEmpty()) {
            message.append(": ").append(seen);
        }
        message.append(". Gave up because ")
                .append(why)
                .append(". ")
                .append(advice)
                .append(". (");
        RegenerateCall.requestId(exchange)
                .ifPresent(id -> message.append("request id ").append(id).append(", "));
        facts().trackId().ifPresent(id -> message.append("track id ").append(id).append(", "));
        message.append(requests).append(requests == 1 ? " attempt" : " attempts");
        if (!keys.isEmpty()) {
            message.append(", idempotency keys ").append(keys);
        }
        return message.append(')').toString();
    }

    private String document() {
        String type = request.getType() == null ? "document" : request.getType().getValue();
        if (request.getNumber() != null) {
            return type + " " + request.getNumber();
        }
        return type + " with id " + (request.getId() == null ? request.getDocumentId() : request.getId());
    }

    private String seen() {
        List<ErrorReason> all = RegenerateCall.body(exchange).reasons();
        String reasons = all.stream()
                .limit(MAX_REASONS)
                .map(ErrorReason::toString)
                .collect(Collectors.joining("; ", "", all.size() > MAX_REASONS ? "; …" : ""));
        String status = RegenerateCall.status(exchange).isPresent()
                ? "HTTP " + RegenerateCall.status(exchange).getAsInt()
                : "";
        String detail = detail();
        return Stream.of(detail, status, reasons)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(", "));
    }

    private String detail() {
        if (exchange instanceof Exchange.TokenRefused refused) {
            return refused.detail();
        }
        if (exchange instanceof Exchange.TokenUnavailable unavailable) {
            return unavailable.detail()
                    + unavailable.cause().map(cause -> ": " + oneLine(cause)).orElse("");
        }
        if (finding == Finding.IN_PROGRESS) {
            return "the first request with this key is still in progress";
        }
        if (finding == Finding.UNREADABLE) {
            return "the answer cannot be read as Zuora's";
        }
        Throwable cause = cause();
        return cause == null ? "" : oneLine(cause);
    }

    private static String oneLine(Throwable cause) {
        String text = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        // The JDK quotes what it could not read, and a line break in it could forge a line of a log.
        String oneLine = text.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]", " ");
        return oneLine.length() > MAX_DETAIL_LENGTH ? oneLine.substring(0, MAX_DETAIL_LENGTH) + "…" : oneLine;
    }

    private @Nullable Throwable cause() {
        if (exchange instanceof Exchange.NotSent notSent) {
            return notSent.cause();
        }
        if (exchange instanceof Exchange.NoAnswer noAnswer) {
            return noAnswer.cause();
        }
        if (exchange instanceof Exchange.TokenRefused refused) {
            return refused.cause().orElse(null);
        }
        return exchange instanceof Exchange.TokenUnavailable unavailable
                ? unavailable.cause().orElse(null)
                : null;
    }

    private static String authenticationAdvice(Finding seen) {
        return seen == Finding.TOKEN_REFUSED
                ? "Check the credentials, and that the base URL is the one of the tenant's data centre"
                : "Check the token, and that the base URL is the one of the tenant's data centre";
    }

    private String rejectionAdvice(Finding seen) {
        int status = RegenerateCall.status(exchange).orElse(0);
        if (seen == Finding.KEY_MISUSED) {
            return "The idempotency key was used with another tenant, URL or method; the flags are part of the URL."
                    + " Use a new key";
        }
        if (status >= 300 && status < 400) {
            return "A redirect is not followed, because it would carry the token along; check the base URL";
        }
        if (request.getDocumentId() != null && hasCategory(21, 22)) {
            return "The server may know the field documentId only by its newer name: set id instead";
        }
        return "Correct the request or the document first";
    }

    private boolean hasCategory(int first, int second) {
        return RegenerateCall.body(exchange).reasons().stream()
                .map(ErrorReason::category)
                .flatMap(Optional::stream)
                .mapToInt(ReasonCategory::number)
                .anyMatch(number -> number == first || number == second);
    }
}
