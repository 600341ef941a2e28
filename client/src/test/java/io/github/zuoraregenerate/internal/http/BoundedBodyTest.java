package io.github.zuoraregenerate.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.zuoraregenerate.fakes.ScriptedTransport;
import io.github.zuoraregenerate.internal.AnswerBody;
import io.github.zuoraregenerate.internal.Exchange;
import io.github.zuoraregenerate.transport.TransportResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An answer of any length costs at most 1 MB of memory. */
class BoundedBodyTest {

    private static final int HUNDRED_MEGABYTES = 100 * 1024 * 1024;
    private static final long ONE_MEGABYTE = 1024 * 1024;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final Map<String, List<String>> ZIPPED = Map.of("content-encoding", List.of("gzip"));

    private final ScriptedTransport transport = new ScriptedTransport();
    private final Channel channel = new Channel(transport);

    @ParameterizedTest
    @ValueSource(ints = {200, 500})
    void plainStreamOfAHundredMegabytesIsNotRead(int status) throws Exception {
        Endless body = new Endless();

        long cost = costOf(status, Map.of(), body);

        assertThat(cost).isLessThan(ONE_MEGABYTE);
        assertThat(body.read).isLessThan(ONE_MEGABYTE);
        assertThat(body.closed).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 500})
    void zippedStreamOfAHundredMegabytesIsNotRead(int status) throws Exception {
        Endless body = new Endless();

        long cost = costOf(status, ZIPPED, body);

        assertThat(cost).isLessThan(ONE_MEGABYTE);
        assertThat(body.read).isLessThan(ONE_MEGABYTE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 60_000, 120_000})
    void bombOfAHundredMegabytesIsNotBlownUp(int noise) throws Exception {
        byte[] bomb = bomb(noise);

        long cost = costOf(200, ZIPPED, new ByteArrayInputStream(bomb));

        assertThat(bomb.length).isLessThan(Channel.MAX_BODY_BYTES);
        assertThat(cost).isLessThan(ONE_MEGABYTE);
    }

    @Test
    void longestBodyIsReadAndOneByteMoreIsNot() throws Exception {
        String start = "{\"success\":true,\"idList\":[\"";
        String end = "\"]}";
        String longest = start + "a".repeat(Channel.MAX_BODY_BYTES - start.length() - end.length()) + end;

        assertThat(read(Map.of(), longest.getBytes(StandardCharsets.UTF_8)).success())
                .contains(true);
        assertThat(read(ZIPPED, zip(longest.getBytes(StandardCharsets.UTF_8))).success())
                .contains(true);
        assertThat(read(Map.of(), (longest + " ").getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(AnswerBody.UNREADABLE);
        assertThat(read(ZIPPED, zip((longest + " ").getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(AnswerBody.UNREADABLE);
    }

    @Test
    void zippedErrorIsRead() throws Exception {
        byte[] body = zip(ScriptedTransport.refusal("58730220").getBytes(StandardCharsets.UTF_8));
        transport.then(request -> new TransportResponse(400, ZIPPED, new ByteArrayInputStream(body)));

        assertThat(send().body().reasons()).hasSize(1);
    }

    @Test
    void emptyBodyThatCallsItselfZippedIsEmpty() throws Exception {
        assertThat(read(ZIPPED, new byte[0])).isEqualTo(AnswerBody.UNREADABLE);
    }

    @Test
    void brokenZipIsUnreadable() throws Exception {
        byte[] zipped = zip(ScriptedTransport.SUCCESS.getBytes(StandardCharsets.UTF_8));
        for (byte[] broken : List.of(
                ScriptedTransport.SUCCESS.getBytes(StandardCharsets.UTF_8),
                Arrays.copyOf(zipped, zipped.length - 1),
                Arrays.copyOf(zipped, 12))) {
            assertThat(read(ZIPPED, broken)).isEqualTo(AnswerBody.UNREADABLE);
        }
    }

    private AnswerBody read(Map<String, List<String>> headers, byte[] body) throws Exception {
        transport.then(request -> new TransportResponse(200, headers, new ByteArrayInputStream(body)));
        return send().body();
    }

    private long costOf(int status, Map<String, List<String>> headers, InputStream body) throws Exception {
        // Once before, so that loading classes is not counted.
        read(ZIPPED, zip(new byte[] {'{', '}'}));
        transport.then(request -> new TransportResponse(status, headers, body));
        long before = THREADS.getCurrentThreadAllocatedBytes();

        Exchange.Answered answer = send();

        long cost = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body()).isEqualTo(AnswerBody.UNREADABLE);
        return cost;
    }

    private Exchange.Answered send() throws IOException, InterruptedException {
        Channel.Reply reply = channel.send(
                "POST",
                URI.create("https://localhost/"),
                Map.of(),
                new byte[0],
                Duration.ofSeconds(1),
                java.util.List.of());
        return AnswerReader.read(reply.status(), reply.headers(), reply.body());
    }

    /** A hundred megabytes of blanks, behind some noise that cannot be packed. */
    private static byte[] bomb(int noise) throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (OutputStream zip = new GZIPOutputStream(bomb)) {
            byte[] random = new byte[noise];
            new SplittableRandom(1).nextBytes(random);
            zip.write(random);
            byte[] blanks = new byte[1024 * 1024];
            for (int written = 0; written < HUNDRED_MEGABYTES; written += blanks.length) {
                zip.write(blanks);
            }
        }
        return bomb.toByteArray();
    }

    private static byte[] zip(byte[] body) {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (OutputStream zip = new GZIPOutputStream(zipped)) {
            zip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return zipped.toByteArray();
    }

    private static final class Endless extends InputStream {

        private long read;
        private boolean closed;

        @Override
        public int read() {
            read++;
            return ' ';
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (read > HUNDRED_MEGABYTES) {
                throw new IOException("read to the end");
            }
            Arrays.fill(target, offset, offset + length, (byte) ' ');
            read += length;
            return length;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
