package io.github.zuoraregenerate.internal.http;

import io.github.zuoraregenerate.internal.DaemonThreads;
import io.github.zuoraregenerate.transport.RequestNotSentException;
import io.github.zuoraregenerate.transport.Transport;
import io.github.zuoraregenerate.transport.TransportRequest;
import io.github.zuoraregenerate.transport.TransportResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's HTTP client, kept from sending a body twice. It tells a failed connection from a failed request, and reads
 * the body before it returns, so that a stalled body meets the same timeout as a stalled answer.
 */
public final class JdkTransport implements Transport {

    /** Headers that the JDK's client sets by itself and refuses from others. */
    private static final Set<String> OWN_HEADERS = Set.of("content-length", "host", "connection", "expect", "upgrade");

    private final HttpClient client;
    private final @Nullable DaemonThreads threads;
    private final Set<InFlight> inFlight = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private JdkTransport(HttpClient client, @Nullable DaemonThreads threads) {
        this.client = client;
        this.threads = threads;
    }

    /** A transport over a client of the caller's, which stays open. */
    public static JdkTransport over(HttpClient client) {
        if (client.followRedirects() != HttpClient.Redirect.NEVER) {
            throw new IllegalArgumentException("httpClient follows redirects (" + client.followRedirects()
                    + "): a redirect would carry the token to another server; use Redirect.NEVER");
        }
        return new JdkTransport(client, null);
    }

    /** A transport of its own, with daemon threads that end with {@link #close()}. */
    public static JdkTransport create(String scheme, Duration connectTimeout) {
        DaemonThreads threads = new DaemonThreads("zuora-regenerate-http");
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(connectTimeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                // Over plain HTTP the JDK would ask for an upgrade in every first request.
                .version(scheme.equals("https") ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
                .executor(threads)
                .build();
        return new JdkTransport(client, threads);
    }

    @Override
    public TransportResponse send(TransportRequest request) throws IOException, InterruptedException {
        OfferedBody body = new OfferedBody(request.body());
        HttpRequest.Builder builder = HttpRequest.newBuilder(request.uri()).method(request.method(), body);
        for (Map.Entry<String, List<String>> header : request.headers().entrySet()) {
            if (!OWN_HEADERS.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                header.getValue().forEach(value -> builder.header(header.getKey(), value));
            }
        }
        InFlight call = new InFlight(Thread.currentThread());
        inFlight.add(call);
        // An own one: the JDK's ends with the head of the answer, and needs threads of the client to be told.
        CompletableFuture<Void> timer = new CompletableFuture<>();
        timer.orTimeout(request.timeout().toNanos(), TimeUnit.NANOSECONDS).whenComplete((nothing, timeout) -> {
            if (timeout != null) {
                call.cut(Cut.TIMEOUT);
            }
        });
        boolean interrupted = false;
        try {
            if (closed) {
                // Closed between the check of the caller and the line above: nobody else would cut this one.
                throw Cut.CLOSED.failure(request, body);
            }
            // Not sendAsync: it takes another thread at either end, which can cost more than all of the rest.
            HttpResponse<byte[]> response =
                    client.send(builder.build(), info -> new BoundedBody(request.maxBodyBytes()));
            return new TransportResponse(
                    response.statusCode(), response.headers().map(), new ByteArrayInputStream(response.body()));
        } catch (InterruptedException e) {
            interrupted = true;
            Cut cut = call.end();
            if (cut == Cut.NONE) {
                throw e;
            }
            throw failure(cut.failure(request, body), request, body);
        } catch (IOException | RuntimeException e) {
            Cut cut = call.end();
            throw failure(cut == Cut.NONE ? connectTimeout(e) : cut.failure(request, body), request, body);
        } finally {
            timer.complete(null);
            inFlight.remove(call);
            if (call.end() != Cut.NONE && !interrupted) {
                // The cut came when there was nothing left to wait for.
                Thread.interrupted();
            }
        }
    }

    private static IOException failure(Exception cause, TransportRequest request, OfferedBody body) {
        // Without its body no request can be carried out, whatever became of its head.
        if (body.withdraw() || cause instanceof SSLHandshakeException) {
            return new RequestNotSentException(
                    "nothing was sent to " + request.uri().getRawAuthority() + ": " + describe(cause), cause);
        }
        return cause instanceof IOException io ? io : new IOException(describe(cause), cause);
    }

    /** The JDK's does not tell how long it waited. */
    private Exception connectTimeout(Exception failure) {
        if (failure instanceof HttpConnectTimeoutException
                && client.connectTimeout().isPresent()) {
            return new HttpConnectTimeoutException(
                    "no connection within " + client.connectTimeout().get().toMillis() + " ms");
        }
        return failure;
    }

    /** The JDK's ConnectException for an unknown host has no message, only a cause that names itself. */
    private static String describe(Throwable cause) {
        String message = cause.getMessage() == null ? "" : ": " + cause.getMessage();
        String root = cause.getCause() == null ? "" : " (" + cause.getCause() + ")";
        return cause.getClass().getSimpleName() + message + root;
    }

    @Override
    public void close() {
        closed = true;
        inFlight.forEach(call -> call.cut(Cut.CLOSED));
        if (threads != null) {
            threads.close();
        }
    }

    /** Why a request was cut. */
    private enum Cut {
        NONE,
        CLOSED,
        TIMEOUT;

        IOException failure(TransportRequest request, OfferedBody body) {
            return this == CLOSED
                    ? new IOException("the client was closed while the request was in flight")
                    : new HttpTimeoutException((body.withdraw() ? "no connection" : "no complete answer") + " within "
                            + request.timeout().toMillis() + " ms");
        }
    }

    /** A request on its way, and the thread that waits for it. */
    private static final class InFlight {

        private final Thread thread;
        private Cut cut = Cut.NONE;
        private boolean ended;

        InFlight(Thread thread) {
            this.thread = thread;
        }

        /** Interrupts the request, and nothing that the thread does afterwards. */
        synchronized void cut(Cut why) {
            // An interrupt that is there already is somebody else's, ends the request as well, and must not be lost.
            if (!ended && cut == Cut.NONE && !thread.isInterrupted()) {
                cut = why;
                thread.interrupt();
            }
        }

        /** Why it was cut; from now on it cannot be. Once told, the interrupt is the caller's to clear. */
        synchronized Cut end() {
            ended = true;
            return cut;
        }
    }

    /**
     * A body that is given away at most once. Once withdrawn it is not given away at all, so that a failure before it
     * was asked for proves that nothing was sent, and no setting of the JDK can make it send a request twice.
     */
    private static final class OfferedBody implements HttpRequest.BodyPublisher {

        private enum State {
            OFFERED,
            TAKEN,
            WITHDRAWN
        }

        private final HttpRequest.BodyPublisher bytes;
        private final AtomicReference<State> state = new AtomicReference<>(State.OFFERED);

        OfferedBody(byte[] body) {
            bytes = HttpRequest.BodyPublishers.ofByteArray(body);
        }

        /** Whether nobody has it, and nobody will. */
        boolean withdraw() {
            return state.compareAndSet(State.OFFERED, State.WITHDRAWN) || state.get() == State.WITHDRAWN;
        }

        @Override
        public long contentLength() {
            return bytes.contentLength();
        }

        @Override
        public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
            if (state.compareAndSet(State.OFFERED, State.TAKEN)) {
                bytes.subscribe(subscriber);
            } else {
                subscriber.onSubscribe(new NoSubscription());
                subscriber.onError(new IOException("the body of a request is sent once, or not at all"));
            }
        }
    }

    private static final class NoSubscription implements Subscription {

        @Override
        public void request(long count) {
            // There is nothing to give.
        }

        @Override
        public void cancel() {
            // There is nothing to stop.
        }
    }

    /** Keeps the first bytes of a body and cuts the connection when there are more than anyone reads. */
    private static final class BoundedBody implements BodySubscriber<byte[]> {

        private final int limit;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        private final CompletableFuture<byte[]> body = new CompletableFuture<>();
        private @Nullable Subscription subscription;

        BoundedBody(int limit) {
            this.limit = limit;
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return body;
        }

        @Override
        public void onSubscribe(Subscription newSubscription) {
            subscription = newSubscription;
            newSubscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            for (ByteBuffer buffer : buffers) {
                byte[] chunk = new byte[Math.min(buffer.remaining(), limit - bytes.size())];
                buffer.get(chunk);
                bytes.writeBytes(chunk);
            }
            if (bytes.size() >= limit && subscription != null) {
                subscription.cancel();
                body.complete(bytes.toByteArray());
            }
        }

        @Override
        public void onError(Throwable failure) {
            body.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            body.complete(bytes.toByteArray());
        }
    }
}
