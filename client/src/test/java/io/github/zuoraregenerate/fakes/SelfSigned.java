package io.github.zuoraregenerate.fakes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate for 127.0.0.1 that nobody trusts but {@link #context()}. Made new for each run, so it never ends. */
public final class SelfSigned {

    private static final char[] PASSWORD = "changeit".toCharArray();

    private SelfSigned() {}

    /** Made at the first use. */
    private static final class Made {
        private static final SSLContext CONTEXT = make();
    }

    /** Holds the certificate as its own and trusts it. */
    public static SSLContext context() {
        return Made.CONTEXT;
    }

    private static SSLContext make() {
        try {
            Path folder = Files.createTempDirectory("self-signed");
            Path file = folder.resolve("self-signed.p12");
            try {
                generate(file);
                KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD);
                KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
                keys.init(store, PASSWORD);
                TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                trust.init(store);
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
                return context;
            } finally {
                Files.deleteIfExists(file);
                Files.delete(folder);
            }
        } catch (IOException | GeneralSecurityException | InterruptedException e) {
            throw new AssertionError("no self-signed certificate could be made", e);
        }
    }

    private static void generate(Path file) throws IOException, InterruptedException {
        // The JDK's own tool: no library can make a certificate with public JDK classes alone.
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=127.0.0.1",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new IOException("keytool made no certificate");
        }
    }
}
