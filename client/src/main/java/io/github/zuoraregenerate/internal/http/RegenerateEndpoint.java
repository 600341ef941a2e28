package io.github.zuoraregenerate.internal.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import feign.Client;
import feign.Feign;
import feign.FeignException;
import feign.Request;
import feign.RequestTemplate;
import feign.Response;
import feign.Retryer;
import feign.codec.EncodeException;
import feign.codec.Encoder;
import io.github.zuoraregenerate.generated.api.RegenerateApi;
import io.github.zuoraregenerate.generated.model.BillingTransactionRequest;
import io.github.zuoraregenerate.internal.Exchange;
import io.github.zuoraregenerate.transport.RequestNotSentException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.lang.reflect.Type;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.zip.GZIPOutputStream;

/**
 * The generated operation over a {@link Channel}: the only place that builds a Feign client. Feign writes the request;
 * it neither repeats it nor judges the answer. Safe for many threads.
 */
public final class RegenerateEndpoint {

    private static final String CONTENT_ENCODING = "Content-Encoding";

    private final RegenerateApi api;

    /** The operation at that server, without a slash at the end of its URL. */
    public RegenerateEndpoint(String baseUrl, Channel channel) {
        this.api = Feign.builder()
                .retryer(Retryer.NEVER_RETRY)
                .encoder(new JsonEncoder())
                .client(new ChannelClient(channel))
                .target(RegenerateApi.class, baseUrl);
    }

    /**
     * Sends one request.
     *
     * @param call invokes the generated operation once
     * @throws InterruptedException if the thread was interrupted; the request may have been sent
     */
    public Exchange send(Function<RegenerateApi, Response> call) throws InterruptedException {
        try (Response response = call.apply(api)) {
            byte[] body;
            try (InputStream stream = response.body().asInputStream()) {
                body = stream.readAllBytes();
            }
            return AnswerReader.read(response.status(), response.headers(), body);
        } catch (FeignException e) {
            // Feign wraps what the channel throws, and nothing else can fail behind the encoder.
            return failure(e.getCause() instanceof IOException cause ? cause : new IOException(e));
        } catch (IOException e) {
            return failure(e);
        }
    }

    private static Exchange failure(IOException cause) throws InterruptedException {
        if (cause instanceof Interrupted) {
            throw new InterruptedException();
        }
        return cause instanceof RequestNotSentException ? new Exchange.NotSent(cause) : new Exchange.NoAnswer(cause);
    }

    /** Feign's view of a read timeout, for one call. */
    public static Request.Options timeout(Duration timeout) {
        // Feign counts milliseconds in an int, which ends after 24 days.
        long millis = Math.max(1, Math.min(Integer.MAX_VALUE, timeout.toMillis()));
        return new Request.Options(millis, TimeUnit.MILLISECONDS, millis, TimeUnit.MILLISECONDS, false);
    }

    /** Carries an interruption through Feign, which knows only IOException. */
    private static final class Interrupted extends InterruptedIOException {

        private static final long serialVersionUID = 1L;
    }

    private static final class JsonEncoder implements Encoder {

        private static final ObjectWriter WRITER = Json.writerFor(BillingTransactionRequest.class);

        @Override
        public void encode(Object body, Type type, RequestTemplate template) {
            try {
                template.body(WRITER.writeValueAsBytes(body), null);
            } catch (JsonProcessingException e) {
                throw new EncodeException("the request body cannot be written as JSON", e);
            }
        }
    }

    private static final class ChannelClient implements Client {

        private final Channel channel;

        ChannelClient(Channel channel) {
            this.channel = channel;
        }

        @Override
        public Response execute(Request request, Request.Options options) throws IOException {
            Map<String, List<String>> headers = new LinkedHashMap<>();
            request.headers().forEach((name, values) -> headers.put(name, List.copyOf(values)));
            byte[] body = headers.containsKey(CONTENT_ENCODING) ? gzip(request.body()) : request.body();
            Channel.Reply reply;
            try {
                reply = channel.send(
                        request.httpMethod().name(),
                        URI.create(request.url()),
                        headers,
                        body,
                        Duration.ofMillis(options.readTimeoutMillis()),
                        List.of(headers.get("Authorization").get(0).substring("Bearer ".length())));
            } catch (InterruptedException e) {
                throw (IOException) new Interrupted().initCause(e);
            }
            return Response.builder()
                    .request(request)
                    .status(reply.status())
                    .headers(asCollections(reply.headers()))
                    .body(reply.body())
                    .build();
        }

        private static Map<String, Collection<String>> asCollections(Map<String, List<String>> headers) {
            Map<String, Collection<String>> collections = new LinkedHashMap<>();
            headers.forEach(collections::put);
            return collections;
        }

        private static byte[] gzip(byte[] body) throws IOException {
            ByteArrayOutputStream zipped = new ByteArrayOutputStream(body.length);
            try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
                gzip.write(body);
            }
            return zipped.toByteArray();
        }
    }
}
