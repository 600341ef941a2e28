package io.github.zuoraregenerate.internal.auth;

import io.github.zuoraregenerate.internal.Timing;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of an OAuth client: one at a time, kept, renewed before it ends, by one thread while the others go on
 * with the old one or, without one, wait. Safe for many threads. Source: "Create an OAuth token" in Zuora's API
 * reference; the margin of 300 seconds is from its guide.
 */
public final class OAuthTokens implements TokenSource {

    /** After a failed early renewal, how long the old token is used before the next try. */
    private static final Duration RENEWAL_PAUSE = Duration.ofSeconds(30);

    private final TokenEndpoint endpoint;
    private final Duration refreshMargin;
    private final Timing timing;

    // A lock instead of synchronized: waiting must not pin a virtual thread.
    private final ReentrantLock fetching = new ReentrantLock();
    private final AtomicReference<@Nullable Kept> kept = new AtomicReference<>();
    private volatile @Nullable FailedFetch lastFailure;

    /**
     * Fetches nothing yet.
     *
     * @param refreshMargin how long before its end a token is renewed, but never before half its life
     */
    public OAuthTokens(TokenEndpoint endpoint, Duration refreshMargin, Timing timing) {
        this.endpoint = endpoint;
        this.refreshMargin = refreshMargin;
        this.timing = timing;
    }

    @Override
    public String token(Duration remaining) throws NoTokenException, InterruptedException {
        Kept current = kept.get();
        long now = timing.nanoTime();
        if (current == null || now - current.end >= 0) {
            return fetchWithTheOthers(remaining, now);
        }
        return now - current.renewFrom < 0 ? current.token : renewEarly(current, remaining);
    }

    private String fetchWithTheOthers(Duration remaining, long start) throws NoTokenException, InterruptedException {
        if (!fetching.tryLock(remaining.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new NoTokenException(TokenEndpoint.unavailable("another thread did not get a token in time"));
        }
        try {
            Kept other = kept.get();
            if (other != null && timing.nanoTime() - other.end < 0) {
                return other.token;
            }
            FailedFetch failure = lastFailure;
            if (failure != null && failure.at - start >= 0) {
                // It failed while this thread waited: asking again for each waiting thread would add up.
                throw failure.failure;
            }
            return fetch(remaining.minusNanos(timing.nanoTime() - start)).token;
        } finally {
            fetching.unlock();
        }
    }

    /** The old token is still good: a failure, or another thread that is at it, costs nothing. */
    private String renewEarly(Kept current, Duration remaining) throws NoTokenException, InterruptedException {
        if (!fetching.tryLock()) {
            return current.token;
        }
        try {
            Kept latest = kept.get();
            if (latest == null) {
                // Discarded a moment ago.
                return fetch(remaining).token;
            }
            return latest == current ? renewed(current, remaining) : latest.token;
        } finally {
            fetching.unlock();
        }
    }

    private String renewed(Kept current, Duration remaining) throws InterruptedException {
        Duration usable = Duration.ofNanos(current.end - timing.nanoTime());
        try {
            return fetch(remaining.compareTo(usable) < 0 ? remaining : usable).token;
        } catch (NoTokenException e) {
            kept.compareAndSet(
                    current, new Kept(current.token, timing.nanoTime() + RENEWAL_PAUSE.toNanos(), current.end));
            return current.token;
        }
    }

    private Kept fetch(Duration remaining) throws NoTokenException, InterruptedException {
        // Counted from before the request, so that a slow answer does not make the token look younger.
        long asked = timing.nanoTime();
        TokenEndpoint.Token token;
        try {
            token = endpoint.fetch(remaining);
        } catch (NoTokenException e) {
            lastFailure = new FailedFetch(timing.nanoTime(), e);
            throw e;
        }
        Duration life = token.life();
        Duration margin = refreshMargin.compareTo(life.dividedBy(2)) > 0 ? life.dividedBy(2) : refreshMargin;
        Kept fresh = new Kept(token.value(), asked + life.minus(margin).toNanos(), asked + life.toNanos());
        kept.set(fresh);
        return fresh;
    }

    @Override
    public void discard(String token) {
        // By value: a late refusal of the old token must not cost the fresh one.
        kept.getAndUpdate(current -> current != null && current.token.equals(token) ? null : current);
    }

    @Override
    public boolean isRenewable() {
        return true;
    }

    private record FailedFetch(long at, NoTokenException failure) {}

    /** Times are of the monotonic clock. A class instead of a record, whose toString would show the token. */
    private static final class Kept {

        private final String token;
        private final long renewFrom;
        private final long end;

        Kept(String token, long renewFrom, long end) {
            this.token = token;
            this.renewFrom = renewFrom;
            this.end = end;
        }
    }
}
