package io.sluice.gateway.http;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the public port shows of itself: a certificate chain and its key, two PEM files, read again when they change, as a
 * certificate lives for weeks and a gateway should not be restarted for it. Open connections go on with what they have seen. Files
 * that are broken, gone, or do not belong together (one of the two is written first) leave things as they were. Thread-safe.
 */
public final class TlsFiles {
    private static final Logger log = LoggerFactory.getLogger(TlsFiles.class);
    /** Notifications differ between file systems and are missing on mounted secrets. */
    private static final long LOOK_MILLIS = 1_000;

    private static final long BYTES_MAX = 1 << 20;
    /** What the key of a server can be: a key manager tells of its entry only to who names the type. */
    private static final List<String> KEY_TYPES = List.of("EC", "RSA", "EdDSA", "RSASSA-PSS");

    private static final byte[] SIGNED = {42};

    private final Vertx vertx;
    private final Paths paths;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile Content shown;
    private Content seen;
    /** What was said of files that cannot be read: once is enough, and they are looked at every second. */
    private @Nullable String complaint;

    /** Where the two are. */
    public record Paths(Path certificate, Path key) {
        private Content read() throws IOException {
            return new Content(read(certificate), read(key));
        }

        private static Buffer read(Path file) throws IOException {
            try {
                if (Files.size(file) > BYTES_MAX) {
                    throw new IOException(file + " has more than " + BYTES_MAX + " bytes");
                }
                return Buffer.buffer(Files.readAllBytes(file));
            } catch (NoSuchFileException e) {
                throw new IOException(file + " does not exist", e);
            }
        }
    }

    /** Told of every renewal, on a worker thread of Vert.x. */
    interface Listener {
        void renewed(PemKeyCertOptions certificate);
    }

    private record Content(Buffer certificate, Buffer key) {
        PemKeyCertOptions options() {
            return new PemKeyCertOptions().addCertValue(certificate).addKeyValue(key);
        }
    }

    private TlsFiles(Vertx vertx, Paths paths, Content content) {
        this.vertx = vertx;
        this.paths = paths;
        this.shown = content;
        this.seen = content;
    }

    /**
     * Reads them, and from then on once a second.
     *
     * @throws IllegalStateException if they cannot be used, with a message for the operator
     */
    public static TlsFiles open(Vertx vertx, Paths paths) {
        try {
            Content content = paths.read();
            tell(certificate(vertx, content), paths);
            TlsFiles files = new TlsFiles(vertx, paths, content);
            vertx.setPeriodic(LOOK_MILLIS, look -> vertx.executeBlocking(files::look));
            return files;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("TLS cannot be spoken: " + e.getMessage(), e);
        }
    }

    /** The certificate and key that hold now. */
    PemKeyCertOptions options() {
        return shown.options();
    }

    void onRenewal(Listener listener) {
        listeners.add(listener);
    }

    /** Reads the files again and takes what they hold if it is new and can be used. */
    synchronized @Nullable Void look() {
        try {
            Content now = paths.read();
            complaint = null;
            if (now.equals(seen)) {
                return null;
            }
            seen = now;
            tell(certificate(vertx, now), paths);
            shown = now;
            PemKeyCertOptions options = now.options();
            listeners.forEach(listener -> listener.renewed(options));
        } catch (IOException | GeneralSecurityException e) {
            String now = String.valueOf(e.getMessage());
            if (!now.equals(complaint)) {
                log.error("the certificate from before goes on to be shown: {}", now);
            }
            complaint = now;
        }
        return null;
    }

    private static void tell(X509Certificate certificate, Paths paths) {
        log.info(
                "{} is the certificate of {}, valid until {}",
                paths.certificate(),
                certificate.getSubjectX500Principal(),
                certificate.getNotAfter().toInstant());
    }

    /** The certificate that clients will see, if its key is the one beside it. */
    private static X509Certificate certificate(Vertx vertx, Content content) throws GeneralSecurityException {
        for (KeyManager manager : keyManagers(vertx, content)) {
            if (manager instanceof X509KeyManager keys) {
                for (String type : KEY_TYPES) {
                    String[] aliases = keys.getServerAliases(type, null);
                    if (aliases != null && aliases.length > 0) {
                        X509Certificate certificate = keys.getCertificateChain(aliases[0])[0];
                        checkPair(keys.getPrivateKey(aliases[0]), certificate.getPublicKey());
                        return certificate;
                    }
                }
            }
        }
        throw new GeneralSecurityException("the key is of no type that TLS knows");
    }

    private static KeyManager[] keyManagers(Vertx vertx, Content content) throws GeneralSecurityException {
        try {
            return content.options().getKeyManagerFactory(vertx).getKeyManagers();
        } catch (Exception e) {
            // Whatever a PEM file makes of it: base 64, ASN.1, a key under a password.
            throw new GeneralSecurityException("certificate or key cannot be used: " + e.getMessage(), e);
        }
    }

    private static void checkPair(PrivateKey key, PublicKey certified) throws GeneralSecurityException {
        String algorithm =
                switch (certified.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> certified.getAlgorithm();
                };
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(SIGNED);
        byte[] signed = signature.sign();
        signature.initVerify(certified);
        signature.update(SIGNED);
        if (!signature.verify(signed)) {
            throw new GeneralSecurityException("the key is not that of the certificate");
        }
    }
}
