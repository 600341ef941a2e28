package io.github.zuoraregenerate;

import io.github.zuoraregenerate.error.RegenerateException;
import io.github.zuoraregenerate.generated.api.RegenerateApi;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log and the listeners. Nothing they do can change a call. */
final class Observers {

    private static final Logger LOG = LoggerFactory.getLogger(RegenerateClient.class);

    private final List<RegenerateListener> listeners;

    Observers(List<RegenerateListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    void attempt(RegenerateListener.Attempt attempt) {
        if (LOG.isDebugEnabled()) {
            LOG.debug(
                    RegenerateApi.REQUEST
                            + " {} {} in {} ms, attempt {}, track id {}, request id {}, rate remaining {},"
                            + " concurrency remaining {}",
                    attempt.status().isPresent() ? attempt.status().getAsInt() : "no answer",
                    attempt.outcome(),
                    attempt.duration().toMillis(),
                    attempt.number(),
                    attempt.trackId().orElse("-"),
                    attempt.requestId().orElse("-"),
                    shown(attempt.limits().rateRemaining()),
                    shown(attempt.limits().concurrencyRemaining()));
        }
        tell(listener -> listener.onAttempt(attempt));
    }

    private static String shown(OptionalLong number) {
        return number.isPresent() ? Long.toString(number.getAsLong()) : "-";
    }

    void waiting(RegenerateListener.Wait wait) {
        LOG.debug("waiting {} ms: {}", wait.duration().toMillis(), wait.cause());
        tell(listener -> listener.onWait(wait));
    }

    void succeeded(Regeneration regeneration, Duration elapsed) {
        tell(listener -> listener.onSuccess(regeneration, elapsed));
    }

    void failed(RegenerateException failure, Duration elapsed) {
        tell(listener -> listener.onFailure(failure, elapsed));
    }

    private void tell(Consumer<RegenerateListener> event) {
        for (RegenerateListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException e) {
                LOG.warn("a RegenerateListener failed; the call goes on", e);
            }
        }
    }
}
