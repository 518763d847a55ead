package dev.maestro.server.auth.token;

import dev.maestro.server.config.ConfigException;
import dev.maestro.server.config.HubConfig;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whose tokens hold.
 *
 * @param secret signs users' tokens (HS256); null when none is set
 * @param jwksUrl where an issuer's public keys are; null when there is no issuer
 * @param issuer who must have issued a token; null when anybody may
 * @param audience whom a token must be for; null when it may be for anybody
 * @param owners e-mail addresses, in lower case, of users who may see and do everything
 */
public record TokenConfig(
        @Nullable String secret,
        @Nullable URI jwksUrl,
        @Nullable String issuer,
        @Nullable String audience,
        Set<String> owners) {
    /** The shortest secret, in bytes (RFC 7518, 3.2). */
    static final int MIN_SECRET_BYTES = 32;

    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final String SUPABASE_AUTH = "/auth/v1";

    /** Refuses what would be unsafe, with a message for whoever set it. */
    public TokenConfig {
        if (secret != null && secret.getBytes(StandardCharsets.UTF_8).length < MIN_SECRET_BYTES) {
            throw new ConfigException("jwt-secret must be at least " + MIN_SECRET_BYTES + " bytes");
        }
        if (jwksUrl != null && !isSafe(jwksUrl)) {
            throw new ConfigException("the issuer's keys would be fetched from " + jwksUrl
                    + ": jwks-url and supabase-url must be https (http only on this machine)");
        }
        owners = owners.stream().map(owner -> owner.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Returns what the settings say. A Supabase project stands for its keys, issuer and audience, each of which may be
     * set otherwise.
     *
     * @throws ConfigException if they are unsafe
     */
    public static TokenConfig of(HubConfig config) {
        HubConfig.AuthSettings auth = config.auth();
        URI supabase = auth.supabaseUrl();
        String base = supabase == null ? null : supabase + SUPABASE_AUTH;
        return new TokenConfig(
                auth.jwtSecret(),
                either(auth.jwksUrl(), base == null ? null : URI.create(base + "/.well-known/jwks.json")),
                either(auth.jwtIssuer(), base),
                either(auth.jwtAudience(), base == null ? null : "authenticated"),
                Set.copyOf(auth.owners()));
    }

    private static <T> @Nullable T either(@Nullable T set, @Nullable T implied) {
        return set != null ? set : implied;
    }

    private static boolean isSafe(URI url) {
        String host = url.getHost();
        return host != null
                && ("https".equals(url.getScheme()) || "http".equals(url.getScheme()) && LOOPBACK_NAMES.contains(host));
    }

    /** Returns whether an e-mail address is an owner's. */
    public boolean isOwner(@Nullable String email) {
        return email != null && owners.contains(email.strip().toLowerCase(Locale.ROOT));
    }

    /** Returns whether users' tokens are signed by the hub's own secret: nobody else's key is set. */
    public boolean usesOwnSecret() {
        return secret == null && jwksUrl == null;
    }

    /** Shows nothing of the secret. */
    @Override
    public String toString() {
        return "TokenConfig[secret=" + (secret == null ? "not set" : "set") + ", jwksUrl=" + jwksUrl + ", issuer="
                + issuer + ", audience=" + audience + ", owners=" + owners.size() + "]";
    }
}
