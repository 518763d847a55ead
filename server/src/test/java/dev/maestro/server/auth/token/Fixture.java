package dev.maestro.server.auth.token;

import dev.maestro.server.auth.Memberships;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.backend.MovableClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** A verifier with a secret and an issuer's keys, a clock that is moved, and a count of fetches. */
final class Fixture implements AutoCloseable {
    static final long NOW = 1_767_225_600L;
    static final String CLAIMS = "{\"sub\":\"ada\",\"exp\":" + (NOW + 3600) + "}";

    final MovableClock clock = new MovableClock();
    final AtomicLong nanos = new AtomicLong();
    final AtomicInteger fetches = new AtomicInteger();
    volatile String jwks = TestKeys.jwks();
    final RemoteKeys remote = new RemoteKeys(this::fetch, Duration.ofSeconds(60), nanos::get);
    final JwtVerifier verifier;

    Fixture() {
        this(null, null, Memberships.NONE);
    }

    Fixture(@Nullable String issuer, @Nullable String audience, Memberships memberships) {
        TokenConfig config = new TokenConfig(null, null, issuer, audience, Set.of("Boss@Example.org"));
        SecretKeySpec secret = new SecretKeySpec(TestKeys.SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
        this.verifier = new JwtVerifier(
                new Keyring(VerificationKey.secret(secret), remote), new TokenRules(config, memberships), clock);
    }

    private List<VerificationKey> fetch() throws JwksException {
        fetches.incrementAndGet();
        return JwksDocument.read(jwks.getBytes(StandardCharsets.UTF_8));
    }

    /** Verifies a token of the secret's with these claims beside the usual ones. */
    Principal verifyWith(String moreClaims) {
        return verifier.check(hs256("{\"sub\":\"ada\",\"exp\":" + (NOW + 3600) + "," + moreClaims + "}"));
    }

    static String hs256(String claims) {
        return TestKeys.token("{\"alg\":\"HS256\",\"typ\":\"JWT\"}", claims, TestKeys.hs256());
    }

    @Override
    public void close() {
        remote.close();
    }
}
