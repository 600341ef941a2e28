package io.github.zuoraregenerate.fakes;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A server of which a test decides every byte. On a free port of the loopback address, a thread per connection. */
public final class WireServer implements AutoCloseable {

    /** What the server does with one connection. An IOException only means that the client has gone. */
    @FunctionalInterface
    public interface Script {
        void talk(Connection connection) throws IOException;
    }

    private static final int PATIENCE_SECONDS = 20;

    private final ServerSocket listening;
    private final @Nullable SSLContext tls;
    private final String scheme;
    private final Script script;
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicLong written = new AtomicLong();
    private final List<WireRequest> requests = new CopyOnWriteArrayList<>();
    private final BlockingQueue<WireRequest> arrivals = new LinkedBlockingQueue<>();
    private final BlockingQueue<Connection> hangUps = new LinkedBlockingQueue<>();
    private final List<Connection> connections = new CopyOnWriteArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();

    private WireServer(@Nullable SSLContext tls, String scheme, Script script) {
        try {
            this.listening = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.tls = tls;
        this.scheme = scheme;
        this.script = script;
        daemon("wire-server-accept", this::accept);
    }

    /** Runs the script for every connection. */
    public static WireServer http(Script script) {
        return new WireServer(null, "http", script);
    }

    /** The same over TLS. */
    public static WireServer https(SSLContext tls, Script script) {
        return new WireServer(tls, "https", script);
    }

    /** Says https and speaks no TLS. */
    public static WireServer httpsInNameOnly(Script script) {
        return new WireServer(null, "https", script);
    }

    /** Answers every request with those answers in turn, the last one for ever, and keeps the connection. */
    public static Script answering(WireAnswer... answers) {
        AtomicInteger next = new AtomicInteger();
        return connection -> {
            while (connection.readRequest() != null) {
                connection.write(answers[Math.min(next.getAndIncrement(), answers.length - 1)].bytes());
            }
        };
    }

    /** Without a slash at its end. */
    public String url() {
        return scheme + "://127.0.0.1:" + listening.getLocalPort();
    }

    /** Its port. */
    public int port() {
        return listening.getLocalPort();
    }

    /** How many connections were made. */
    public int accepted() {
        return accepted.get();
    }

    /** How many bytes could be written before the client hung up. */
    public long written() {
        return written.get();
    }

    /** Every whole request, in the order of arrival. */
    public List<WireRequest> requests() {
        return List.copyOf(requests);
    }

    /** Waits for the next request. */
    public WireRequest awaitRequest() throws InterruptedException {
        return awaited(arrivals, "request");
    }

    /** Waits until the client has hung up on a {@link Connection#stall}. */
    public void awaitHangUp() throws InterruptedException {
        awaited(hangUps, "hang-up");
    }

    private static <T> T awaited(BlockingQueue<T> queue, String what) throws InterruptedException {
        T found = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (found == null) {
            throw new AssertionError("no " + what + " within " + PATIENCE_SECONDS + " s");
        }
        return found;
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                accepted.incrementAndGet();
                daemon("wire-server-connection", () -> talk(socket));
            } catch (IOException e) {
                // Closed: the loop ends.
            }
        }
    }

    private void talk(Socket plain) {
        try (Socket socket = tls == null ? plain : secured(plain, tls)) {
            Connection connection = new Connection(plain, socket);
            connections.add(connection);
            script.talk(connection);
        } catch (IOException e) {
            // The client has gone, which is its right; what the test cares for it asserts.
        } catch (RuntimeException | Error e) {
            failures.add(e);
        }
    }

    private static SSLSocket secured(Socket plain, SSLContext tls) throws IOException {
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, null, plain.getPort(), true);
        socket.setUseClientMode(false);
        socket.setHandshakeApplicationProtocolSelector((handshaking, offered) -> offered.contains("h2") ? "h2" : "");
        socket.startHandshake();
        return socket;
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Connection connection : connections) {
            connection.plain.close();
        }
        if (!failures.isEmpty()) {
            throw new AssertionError("the script of the server failed", failures.get(0));
        }
    }

    /** One connection, seen from the server. */
    public final class Connection {

        private final Socket plain;
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;

        private Connection(Socket plain, Socket socket) throws IOException {
            this.plain = plain;
            this.socket = socket;
            this.in = new BufferedInputStream(socket.getInputStream());
            this.out = socket.getOutputStream();
        }

        /** The next byte or -1. */
        public InputStream in() {
            return in;
        }

        /** What TLS agreed on; empty without. */
        public String protocol() {
            return socket instanceof SSLSocket secured ? secured.getApplicationProtocol() : "";
        }

        /** The next whole request; null if the client has hung up. */
        public @Nullable WireRequest readRequest() throws IOException {
            String head = readHead();
            if (head == null) {
                return null;
            }
            String[] lines = head.split("\r\n");
            String[] requestLine = lines[0].split(" ");
            List<WireRequest.Header> headers = new ArrayList<>();
            int length = 0;
            for (int i = 1; i < lines.length; i++) {
                int colon = lines[i].indexOf(':');
                WireRequest.Header header = new WireRequest.Header(
                        lines[i].substring(0, colon),
                        lines[i].substring(colon + 1).strip());
                headers.add(header);
                if (header.name().equalsIgnoreCase("Content-Length")) {
                    length = Integer.parseInt(header.value());
                }
            }
            byte[] body = in.readNBytes(length);
            if (body.length < length) {
                return null;
            }
            return received(new WireRequest(requestLine[0], requestLine[1], headers, body));
        }

        /** Counts a request that the script has read by itself. */
        public WireRequest received(WireRequest request) {
            requests.add(request);
            arrivals.add(request);
            return request;
        }

        private @Nullable String readHead() throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (true) {
                int next = in.read();
                if (next < 0) {
                    return null;
                }
                head.write(next);
                if (next == '\n' && head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                    return head.toString(StandardCharsets.ISO_8859_1);
                }
            }
        }

        /** Sends bytes at once. */
        public void write(byte... bytes) throws IOException {
            out.write(bytes);
            out.flush();
            written.addAndGet(bytes.length);
        }

        /** Sends text at once. */
        public void write(String text) throws IOException {
            write(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        /** Says nothing more until the client hangs up. */
        public void stall() throws IOException {
            try {
                while (in.read() >= 0) {
                    // What the client still sends is of no interest.
                }
            } finally {
                hangUps.add(this);
            }
        }

        /** Ends the connection with a reset instead of a goodbye. */
        public void reset() throws IOException {
            plain.setSoLinger(true, 0);
            plain.close();
        }
    }

    /** One answer as it goes over the wire. */
    public record WireAnswer(int status, Map<String, String> headers, byte[] body) {

        /** Said to have succeeded. */
        public static final String SUCCESS = "{\"success\":true,\"idList\":[\"2c9890508ad035db018ad0d8d1685fef\"]}";

        /** HTTP 200 with that body. */
        public static WireAnswer ok(String body) {
            return of(200, body);
        }

        /** HTTP 200 and success. */
        public static WireAnswer success() {
            return ok(SUCCESS);
        }

        /** That status with that body. */
        public static WireAnswer of(int status, String body) {
            return new WireAnswer(
                    status, Map.of("Content-Type", "application/json"), body.getBytes(StandardCharsets.UTF_8));
        }

        /** With one more header. */
        public WireAnswer with(String name, String value) {
            Map<String, String> more = new java.util.LinkedHashMap<>(headers);
            more.put(name, value);
            return new WireAnswer(status, more, body);
        }

        /** With those bytes as its body. */
        public WireAnswer withBody(byte[] bytes) {
            return new WireAnswer(status, headers, bytes);
        }

        /** Up to the blank line, which comes with it. */
        public String head() {
            StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Status\r\n");
            headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
            return head.append("Content-Length: " + body.length + "\r\n\r\n").toString();
        }

        /** Head and body. */
        public byte[] bytes() {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.writeBytes(head().getBytes(StandardCharsets.ISO_8859_1));
            bytes.writeBytes(body);
            return bytes.toByteArray();
        }
    }
}
