package io.sluice.gateway.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The public port with a certificate, asked by the JDK's client, which checks it. */
class TlsTest {
    private static PemPair elliptic;
    private static PemPair rsa;

    private final Vertx vertx = Vertx.vertx();
    private TlsFiles.Paths paths;
    private RunningApi api;

    @BeforeAll
    static void makeCertificates(@TempDir Path directory) throws Exception {
        elliptic = PemPair.make(directory, "first", "EC");
        rsa = PemPair.make(directory, "second", "RSA");
    }

    @BeforeEach
    void write(@TempDir Path directory) throws IOException {
        paths = new TlsFiles.Paths(directory.resolve("chain.pem"), directory.resolve("key.pem"));
        elliptic.into(paths);
    }

    @AfterEach
    void stop() throws Exception {
        if (api != null) {
            api.close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** Opens connections of its own. */
    private static HttpClient trusting(X509Certificate certificate, HttpClient.Version version)
            throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("gateway", certificate);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder()
                .sslContext(context)
                .version(version)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
    }

    private HttpResponse<String> post(HttpClient client) throws IOException, InterruptedException {
        HttpRequest order = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + api.port() + "/v1/orders"))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(10))
                .POST(HttpRequest.BodyPublishers.ofString(RunningApi.ORDER))
                .build();
        return client.send(order, HttpResponse.BodyHandlers.ofString());
    }

    /** Whether who trusts this one alone is answered on a new connection. */
    private boolean shows(PemPair pair) throws Exception {
        try {
            return post(trusting(pair.x509(), HttpClient.Version.HTTP_1_1)).statusCode() == 202;
        } catch (SSLException e) {
            return false;
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void takesOrdersInEitherVersionOfHttp(HttpClient.Version version) throws Exception {
        api = RunningApi.speakingTls(paths);
        HttpResponse<String> answer = post(trusting(elliptic.x509(), version));

        assertEquals(202, answer.statusCode(), answer.body());
        assertEquals(version, answer.version());
        assertTrue(answer.headers().firstValue("Location").orElse("").startsWith("/v1/orders/"));
    }

    @Test
    void whoSpeaksWithoutTlsIsNotAnswered() throws Exception {
        api = RunningApi.speakingTls(paths);
        assertThrows(IOException.class, () -> api.send(api.order(RunningApi.ORDER)));
    }

    @Test
    void showsARenewedCertificateToNewConnectionsAndKeepsTheOld() throws Exception {
        api = RunningApi.speakingTls(paths);
        HttpClient early = trusting(elliptic.x509(), HttpClient.Version.HTTP_1_1);
        assertEquals(202, post(early).statusCode());

        rsa.into(paths);
        awaitShown(rsa);
        assertEquals(202, post(early).statusCode());
    }

    @Test
    void keepsTheCertificateWhileTheFilesCannotBeUsed() throws Exception {
        TlsFiles files = TlsFiles.open(vertx, paths);
        List<PemKeyCertOptions> renewals = new CopyOnWriteArrayList<>();
        files.onRenewal(renewals::add);
        PemKeyCertOptions before = files.options();

        Files.writeString(paths.certificate(), rsa.certificate());
        files.look();
        assertEquals(List.of(), renewals);
        assertEquals(before.toJson(), files.options().toJson());

        Files.writeString(paths.key(), rsa.key());
        files.look();
        assertEquals(1, renewals.size());
        assertEquals(renewals.get(0).toJson(), files.options().toJson());
        files.look();
        assertEquals(1, renewals.size());
    }

    private void awaitShown(PemPair pair) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!shows(pair)) {
            assertTrue(System.nanoTime() < deadline, "the new certificate is not shown");
        }
    }

    private String refusal() {
        IllegalStateException refused = assertThrows(IllegalStateException.class, () -> TlsFiles.open(vertx, paths));
        return refused.getMessage();
    }

    @Test
    void doesNotStartWithAKeyOfAnotherCertificate() throws Exception {
        Files.writeString(paths.key(), rsa.key());
        assertTrue(refusal().startsWith("TLS cannot be spoken: "), refusal());
        PemPair another = PemPair.make(paths.key().getParent(), "third", "EC");
        Files.writeString(paths.key(), another.key());
        assertEquals("TLS cannot be spoken: the key is not that of the certificate", refusal());
    }

    @Test
    void doesNotStartWithoutItsFiles() throws Exception {
        Files.delete(paths.key());
        assertEquals("TLS cannot be spoken: " + paths.key() + " does not exist", refusal());
    }

    @Test
    void doesNotStartWithWhatIsNoPem() throws Exception {
        Files.writeString(paths.certificate(), "no certificate");
        assertTrue(refusal().contains("certificate or key cannot be used"), refusal());
        Files.writeString(paths.certificate(), "");
        assertTrue(refusal().contains("certificate or key cannot be used"), refusal());
        elliptic.into(paths);
        Files.writeString(
                paths.key(), "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n");
        assertTrue(refusal().contains("certificate or key cannot be used"), refusal());
    }
}
