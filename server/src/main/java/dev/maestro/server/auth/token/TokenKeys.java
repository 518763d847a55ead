package dev.maestro.server.auth.token;

import dev.maestro.server.auth.Memberships;
import dev.maestro.server.auth.TokenVerifier;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one hub: which users' tokens hold, and what its other tokens are derived from.
 *
 * <p>Life-cycle: serves from {@link #open} until {@link #close}, which is idempotent. Threads: thread-safe.
 */
public final class TokenKeys implements AutoCloseable {
    private static final String USER_TOKENS = "user tokens";
    private static final Duration FETCH_PATIENCE = Duration.ofSeconds(5);

    private final HubSecret secret;
    private final Keyring keyring;
    private final JwtVerifier verifier;
    private final @Nullable TokenMinter minter;

    private TokenKeys(TokenConfig config, HubSecret secret, Memberships memberships, Clock clock) {
        this.secret = secret;
        SecretKey signing = signingKey(config, secret);
        URI jwksUrl = config.jwksUrl();
        this.keyring = new Keyring(
                signing == null ? null : VerificationKey.secret(signing),
                jwksUrl == null ? null : RemoteKeys.open(new HttpJwksSource(jwksUrl, FETCH_PATIENCE), FETCH_PATIENCE));
        this.verifier = new JwtVerifier(keyring, new TokenRules(config, memberships), clock);
        this.minter = signing == null ? null : new TokenMinter(signing, config, clock);
    }

    /**
     * Makes the keys ready: makes the hub's own secret if it needs one and there is none, and fetches an issuer's keys,
     * for which it waits at most some seconds.
     *
     * @param own where the hub's own secret is; not asked when a secret is set
     * @throws SecretFileException if the own secret cannot be had
     */
    public static TokenKeys open(TokenConfig config, OwnSecret own, Memberships memberships, Clock clock) {
        String set = config.secret();
        HubSecret secret = HubSecret.of(set == null ? own.findOrMake() : bytes(set));
        return new TokenKeys(config, secret, memberships, clock);
    }

    /**
     * Returns what makes tokens without running a hub; empty when there is nothing to sign them by, because only an
     * issuer may make tokens, or because the hub has made no secret yet.
     *
     * @param own where the hub's own secret is; not asked when a secret is set
     * @throws SecretFileException if the own secret cannot be had
     */
    public static Optional<TokenMinter> minter(TokenConfig config, OwnSecret own, Clock clock) {
        String set = config.secret();
        if (set != null) {
            return Optional.of(new TokenMinter(hmacKey(bytes(set)), config, clock));
        }
        return config.usesOwnSecret()
                ? own.find().map(secret -> new TokenMinter(HubSecret.of(secret).key(USER_TOKENS), config, clock))
                : Optional.empty();
    }

    /** Returns the key that signs users' tokens here; null when only an issuer elsewhere does. */
    private static @Nullable SecretKey signingKey(TokenConfig config, HubSecret secret) {
        String set = config.secret();
        if (set != null) {
            // As it stands: others who know it, such as Supabase, sign with it, too.
            return hmacKey(bytes(set));
        }
        return config.usesOwnSecret() ? secret.key(USER_TOKENS) : null;
    }

    private static SecretKey hmacKey(byte[] secret) {
        return new SecretKeySpec(secret, "HmacSHA256");
    }

    private static byte[] bytes(String secret) {
        return secret.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns what checks users' tokens; it may block. */
    public TokenVerifier verifier() {
        return verifier;
    }

    /** Returns how many users' tokens were refused for each rule they can break. */
    public Map<String, Long> refusals() {
        return verifier.refusals();
    }

    /** Returns the root of the hub's other keys: {@code jwt-secret} where it is set, else the hub's own secret. */
    public HubSecret secret() {
        return secret;
    }

    /** Returns what makes users' tokens; empty when only an issuer elsewhere does. */
    public Optional<TokenMinter> minter() {
        return Optional.ofNullable(minter);
    }

    @Override
    public void close() {
        keyring.close();
    }
}
