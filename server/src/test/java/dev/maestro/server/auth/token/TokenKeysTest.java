package dev.maestro.server.auth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.protocol.error.HubException;
import dev.maestro.server.auth.Memberships;
import dev.maestro.server.auth.Permission;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.backend.MovableClock;
import dev.maestro.server.backend.Sample;
import dev.maestro.server.config.ConfigException;
import dev.maestro.server.config.ConfigLoader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The keys of a hub as its settings make them, with tokens shaped as Supabase shapes them. */
@Timeout(300)
class TokenKeysTest {
    private final MovableClock clock = new MovableClock();

    @TempDir
    Path folder;

    @Test
    void aSupabaseSecretAloneIsEnough() {
        try (TokenKeys keys = open(Map.of("MAESTRO_JWT_SECRET", TestKeys.SECRET))) {
            Principal ada = keys.verifier().verify(supabase("https://p.supabase.co", "HS256", "x", TestKeys.hs256()));

            assertThat(ada.key()).isEqualTo("user:7f3c2a10-0000-4000-8000-000000000001");
            assertThat(ada.email()).isEqualTo("ada@example.org");
            assertThat(ada.access().projectIds()).containsExactlyInAnyOrder("proj_1", "proj_2");
            assertThat(ada.permissions()).isEqualTo(Permission.usual());
            assertRefused(keys, anonKey("anon"));
            assertRefused(keys, anonKey("service_role"));
            assertThat(folder).as("a hub with a secret makes none").isEmptyDirectory();
        }
    }

    @Test
    void aSupabaseUrlAloneIsEnough() throws Exception {
        try (KeyServer supabase = KeyServer.serving(TestKeys.jwks());
                TokenKeys keys =
                        open(Map.of("MAESTRO_SUPABASE_URL", supabase.origin().toString()))) {
            String url = supabase.origin().toString();
            Principal ada = verified(keys, supabase(url, "ES256", "ec", TestKeys.es256()));
            assertThat(ada.email()).isEqualTo("ada@example.org");
            assertThat(supabase.lastPath()).isEqualTo("/auth/v1/.well-known/jwks.json");
            assertRefused(keys, supabase("https://another.supabase.co", "ES256", "ec", TestKeys.es256()));
            assertRefused(keys, supabase(url, "HS256", "x", TestKeys.hs256()));
            assertThat(keys.minter()).isEmpty();
        }
    }

    @Test
    void aProjectThatMovesFromItsSecretToKeysHasBoth() throws Exception {
        try (KeyServer supabase = KeyServer.serving(TestKeys.jwks());
                TokenKeys keys = open(Map.of(
                        "MAESTRO_SUPABASE_URL", supabase.origin().toString(), "MAESTRO_JWT_SECRET", TestKeys.SECRET))) {
            String url = supabase.origin().toString();
            assertThat(keys.verifier()
                            .verify(supabase(url, "HS256", "x", TestKeys.hs256()))
                            .kind())
                    .isEqualTo(Principal.Kind.USER);
            assertThat(verified(keys, supabase(url, "RS256", "rsa", TestKeys.rs256()))
                            .kind())
                    .isEqualTo(Principal.Kind.USER);
            TokenRequest request = new TokenRequest("ci", null, false, Set.of("proj_1"), Set.of(), Duration.ofHours(1));
            Principal minted =
                    keys.verifier().verify(keys.minter().orElseThrow().mint(request));
            assertThat(minted.id()).as("what it mints says whose it is").isEqualTo("ci");
        }
    }

    @Test
    void aHubWithoutSettingsSignsByItsOwnSecretAndStillDoesWhenStartedAgain() {
        String token;
        try (TokenKeys keys = open(Map.of())) {
            token = keys.minter().orElseThrow().mint(TokenRequest.owner(Duration.ofDays(30)));
            assertRefused(keys, supabase("https://p.supabase.co", "HS256", "x", TestKeys.hs256()));
        }
        try (TokenKeys again = open(Map.of())) {
            Principal owner = again.verifier().verify(token);
            assertThat(owner.key()).isEqualTo("user:owner");
            assertThat(owner.access().all()).isTrue();
            assertThat(owner.permissions()).isEqualTo(Permission.ALL);
            assertThat(owner.expiresAt()).isEqualTo(clock.instant().plus(Duration.ofDays(30)));
        }
        try (TokenKeys other = open(Map.of("MAESTRO_JWT_SECRET", TestKeys.SECRET))) {
            assertRefused(other, token);
        }
    }

    @Test
    void withAnIssuerAloneTheOwnSecretSignsNoUsersTokens() throws Exception {
        TokenMinter own;
        try (TokenKeys keys = open(Map.of())) {
            own = keys.minter().orElseThrow();
        }
        try (KeyServer issuer = KeyServer.serving(TestKeys.jwks());
                TokenKeys keys = open(Map.of("MAESTRO_JWKS_URL", issuer.url().toString()))) {
            assertRefused(keys, own.mint(TokenRequest.owner(Duration.ofDays(1))));
            assertThat(keys.minter()).isEmpty();
            assertThat(TokenKeys.minter(
                            config(Map.of("MAESTRO_JWKS_URL", issuer.url().toString())),
                            OwnSecret.inFolder(folder),
                            clock))
                    .isEmpty();
        }
    }

    @Test
    void theKeysOfOtherTokensComeFromTheSecretThatIsSetOrElseTheOwn() {
        try (TokenKeys own = open(Map.of());
                TokenKeys ownAgain = open(Map.of("MAESTRO_JWKS_URL", "http://127.0.0.1:1/jwks.json"));
                TokenKeys set = open(Map.of("MAESTRO_JWT_SECRET", TestKeys.SECRET))) {
            assertThat(own.secret().key("session tokens"))
                    .isEqualTo(ownAgain.secret().key("session tokens"))
                    .isNotEqualTo(set.secret().key("session tokens"))
                    .isNotEqualTo(own.secret().key("user tokens"));
            assertThat(set.secret().key("session tokens"))
                    .isEqualTo(HubSecret.of(TestKeys.SECRET.getBytes(StandardCharsets.UTF_8))
                            .key("session tokens"));
        }
    }

    @Test
    void aHubWhoseIssuerIsAwayStartsAndRefusesItsTokens() {
        try (TokenKeys keys = open(Map.of("MAESTRO_JWKS_URL", "http://127.0.0.1:1/jwks.json"))) {
            assertRefused(keys, TestKeys.token("RS256", "rsa", Fixture.CLAIMS, TestKeys.rs256()));
        }
    }

    @Test
    void whatIsSetOverrulesWhatSupabaseImplies() {
        TokenConfig config = config(Map.of(
                "MAESTRO_SUPABASE_URL", "https://p.supabase.co",
                "MAESTRO_JWKS_URL", "https://id.example.org/jwks.json",
                "MAESTRO_JWT_ISSUER", "me",
                "MAESTRO_JWT_AUDIENCE", "you"));

        assertThat(config.jwksUrl()).isEqualTo(URI.create("https://id.example.org/jwks.json"));
        assertThat(config.issuer()).isEqualTo("me");
        assertThat(config.audience()).isEqualTo("you");
        TokenConfig implied = config(Map.of("MAESTRO_SUPABASE_URL", "https://p.supabase.co"));
        assertThat(implied.jwksUrl()).isEqualTo(URI.create("https://p.supabase.co/auth/v1/.well-known/jwks.json"));
        assertThat(implied.issuer()).isEqualTo("https://p.supabase.co/auth/v1");
        assertThat(implied.audience()).isEqualTo("authenticated");
    }

    @Test
    void whatIsUnsafeIsRefused() {
        assertThatThrownBy(() -> new TokenConfig("x".repeat(31), null, null, null, Set.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("at least 32 bytes");
        for (String url :
                new String[] {"http://id.example.org/", "ftp://id.example.org/", "file:///etc/jwks", "/jwks"}) {
            assertThatThrownBy(() -> new TokenConfig(null, URI.create(url), null, null, Set.of()))
                    .as(url)
                    .isInstanceOf(ConfigException.class);
        }
        assertThat(new TokenConfig(TestKeys.SECRET, null, null, null, Set.of()).toString())
                .doesNotContain(TestKeys.SECRET);
    }

    @Test
    void aMintedTokenHoldsAsLongAsItSaysAndSaysWhatWasAsked() {
        try (TokenKeys keys = open(Map.of("MAESTRO_JWT_SECRET", TestKeys.SECRET))) {
            TokenRequest request = new TokenRequest(
                    "ci", "Ci@example.org", false, Set.of("proj_1"), Set.of(Permission.MONITOR), Duration.ofHours(12));
            String token = keys.minter().orElseThrow().mint(request);
            Principal ci = keys.verifier().verify(token);

            assertThat(ci.email()).isEqualTo("ci@example.org");
            assertThat(ci.access().projectIds()).containsExactly("proj_1");
            assertThat(ci.permissions()).containsExactly(Permission.MONITOR);
            assertThat(keys.minter().orElseThrow().mint(request))
                    .as("no two are alike")
                    .isNotEqualTo(token);
            clock.move(Duration.ofHours(12).plusSeconds(29));
            assertThat(keys.verifier().verify(token)).isEqualTo(ci);
            clock.move(Duration.ofSeconds(1));
            assertRefused(keys, token);
        }
    }

    @Test
    void aTokenTooLongToBeVerifiedIsNotMinted() {
        Set<String> projects = new HashSet<>();
        for (int i = 0; i < 400; i++) {
            projects.add("proj_1767225600000_" + i);
        }
        TokenMinter minter = TokenKeys.minter(
                        config(Map.of("MAESTRO_JWT_SECRET", TestKeys.SECRET)), OwnSecret.inFolder(folder), clock)
                .orElseThrow();

        assertThatThrownBy(() -> minter.mint(new TokenRequest("ci", null, false, projects, null, Duration.ofHours(1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 8192");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 59, 366 * 86_400 + 1, -5})
    void aLifetimeIsAMinuteToAYear(long seconds) {
        assertThatThrownBy(() -> TokenRequest.owner(Duration.ofSeconds(seconds)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1m to 366d");
    }

    /** Verifies a token by an issuer's keys, which come later if the issuer did not answer in time. */
    private static Principal verified(TokenKeys keys, String token) {
        List<Principal> found = new ArrayList<>();
        Sample.await("the issuer's keys", () -> {
            try {
                return found.add(keys.verifier().verify(token));
            } catch (HubException e) {
                return false;
            }
        });
        return found.get(0);
    }

    private TokenKeys open(Map<String, String> environment) {
        return TokenKeys.open(config(environment), OwnSecret.inFolder(folder), Memberships.NONE, clock);
    }

    private TokenConfig config(Map<String, String> environment) {
        Map<String, String> all = new TreeMap<>(environment);
        all.put("MAESTRO_DATA_DIR", folder.toString());
        return TokenConfig.of(ConfigLoader.load(null, all, Map.of()).config());
    }

    /** A token as Supabase gives to a user who logged in. */
    private static String supabase(String url, String algorithm, String keyId, TestKeys.Signer signer) {
        return TestKeys.token(algorithm, keyId, """
                {"aal":"aal1","amr":[{"method":"password","timestamp":1767225600}],
                 "app_metadata":{"provider":"email","providers":["email"],"project_access":["proj_1","proj_2"]},
                 "aud":"authenticated","email":"ada@example.org","exp":1767229200,"iat":1767225600,
                 "is_anonymous":false,"iss":"%s/auth/v1","phone":"","role":"authenticated",
                 "session_id":"2d9e0c7e-0000-4000-8000-000000000002","sub":"7f3c2a10-0000-4000-8000-000000000001",
                 "user_metadata":{"email":"boss@example.org","email_verified":true,"project_access":"*"}}
                """.formatted(url), signer);
    }

    /** A key as Supabase gives to every web page: signed by the secret, good for ten years, and nobody's. */
    private static String anonKey(String role) {
        return Fixture.hs256(
                "{\"iss\":\"supabase\",\"ref\":\"p\",\"role\":\"" + role + "\",\"iat\":1767225600,\"exp\":2082585600}");
    }

    private static void assertRefused(TokenKeys keys, String token) {
        assertThatThrownBy(() -> keys.verifier().verify(token))
                .isInstanceOf(HubException.class)
                .hasMessage("Invalid authentication token");
    }
}
