package dev.maestro.server.backend.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A Redis behind TLS, which the test's proxy speaks for it: not every build of Redis does. */
@Timeout(120)
class RedisTlsTest {
    private static final String PASSWORD = "changeit";

    @TempDir
    static Path temp;

    private static TestRedis redis;
    private static Path ours;
    private static Path others;

    @BeforeAll
    static void start() throws Exception {
        redis = TestRedis.start(Files.createDirectory(temp.resolve("redis")));
        ours = certificate("localhost");
        others = certificate("other.example");
    }

    @AfterAll
    static void end() {
        redis.close();
    }

    @Test
    void aCertificateThatIsTrustedAndOfThatNameWillDo() throws Exception {
        try (FlakyProxy proxy = encrypted(ours)) {
            assertThat(open(proxy, ours)).isEqualTo("committed");
        }
    }

    @Test
    void aTrustedCertificateOfAnotherNameIsRefused() throws Exception {
        try (FlakyProxy proxy = encrypted(others)) {
            assertThat(open(proxy, others))
                    .startsWith("refused: ")
                    .contains("rediss://localhost:" + proxy.port())
                    .containsIgnoringCase("name");
        }
    }

    @Test
    void aCertificateThatNobodyTrustsIsRefused() throws Exception {
        try (FlakyProxy proxy = encrypted(ours)) {
            assertThat(open(proxy, others)).startsWith("refused: ").contains("certification path");
        }
    }

    @Test
    void aRedisThatSpeaksNoTlsIsRefused() throws Exception {
        try (FlakyProxy proxy = FlakyProxy.to(redis.port())) {
            // It waits for the rest of what it takes for the beginning of a record.
            assertThat(open(proxy, ours, 1)).startsWith("refused: ");
        }
    }

    private static FlakyProxy encrypted(Path store) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        ServerSocket listening =
                context.getServerSocketFactory().createServerSocket(0, 100, InetAddress.getLoopbackAddress());
        return FlakyProxy.over(listening, redis.port());
    }

    /** Makes a key and a certificate of its own for a host; the file does for who has it and for who trusts it. */
    private static Path certificate(String host) throws Exception {
        Path store = temp.resolve(host + ".p12");
        run(List.of(
                java("keytool"),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-storetype",
                "PKCS12",
                "-alias",
                "redis",
                "-validity",
                "2",
                "-dname",
                "CN=" + host,
                "-ext",
                "SAN=dns:" + host,
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD));
        Path certificate = temp.resolve(host + ".pem");
        run(List.of(
                java("keytool"),
                "-exportcert",
                "-alias",
                "redis",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD,
                "-rfc",
                "-file",
                certificate.toString()));
        // One's own key is not trusted for being there; a certificate without its key is.
        run(List.of(
                java("keytool"),
                "-importcert",
                "-noprompt",
                "-alias",
                "trusted",
                "-keystore",
                trustOf(store).toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-file",
                certificate.toString()));
        return store;
    }

    private static Path trustOf(Path store) {
        return store.resolveSibling("trust-" + store.getFileName());
    }

    private static String open(FlakyProxy proxy, Path store) throws Exception {
        return open(proxy, store, 15);
    }

    private static String open(FlakyProxy proxy, Path store, int seconds) throws Exception {
        return run(List.of(
                java("java"),
                "-Djavax.net.ssl.trustStore=" + trustOf(store),
                "-Djavax.net.ssl.trustStorePassword=" + PASSWORD,
                "-cp",
                System.getProperty("java.class.path"),
                TlsMain.class.getName(),
                "rediss://localhost:" + proxy.port(),
                Integer.toString(seconds)));
    }

    private static String java(String program) {
        return Path.of(System.getProperty("java.home"), "bin", program).toString();
    }

    /** Returns the last line it prints. */
    private static String run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(new ArrayList<>(command))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(command + ": " + printed).isZero();
        List<String> lines = printed.lines().toList();
        return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    }
}
