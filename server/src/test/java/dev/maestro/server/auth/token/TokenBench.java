package dev.maestro.server.auth.token;

import dev.maestro.server.auth.Memberships;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;

/**
 * Measures checks of tokens on one thread: each algorithm with tokens never seen before, and one seen before. Tokens are
 * shaped as Supabase's, about 900 characters. Takes half a minute.
 *
 * <p>{@code mvn -q -DskipTests package && java -cp server/target/test-classes:server/target/maestro-hub.jar
 * dev.maestro.server.auth.token.TokenBench}
 */
final class TokenBench {
    private static final int TOKENS = 3_000;
    private static final int ROUNDS = 5;
    private static final int CACHED_CHECKS = 200_000;

    private TokenBench() {}

    public static void main(String[] arguments) {
        System.out.println(
                "| algorithm | first check, median us | first check, mean CPU us | seen before, mean CPU us |");
        System.out.println("|---|---:|---:|---:|");
        measure("HS256", TestKeys.hs256());
        measure("RS256", TestKeys.rs256());
        measure("ES256", TestKeys.es256());
        measure("EdDSA", TestKeys.ed25519());
    }

    private static void measure(String algorithm, TestKeys.Signer signer) {
        List<String> tokens = tokens(algorithm, signer);
        long[] nanos = {};
        long cpu = 0;
        for (int round = 0; round < ROUNDS; round++) {
            // A new verifier has seen none of them; only the last round, warm, counts.
            JwtVerifier verifier = verifier();
            long start = cpuNanos();
            nanos = first(verifier, tokens);
            cpu = cpuNanos() - start;
        }
        Arrays.sort(nanos);
        System.out.printf(
                Locale.ROOT,
                "| %s (%d characters) | %.1f | %.1f | %.2f |%n",
                algorithm,
                tokens.get(0).length(),
                nanos[nanos.length / 2] / 1e3,
                cpu / 1e3 / nanos.length,
                again(verifier(), tokens.get(0)));
    }

    /** What this thread used: on a busy machine the time on the clock says more of the others. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static long[] first(JwtVerifier verifier, List<String> tokens) {
        long[] nanos = new long[tokens.size()];
        for (int i = 0; i < nanos.length; i++) {
            long start = System.nanoTime();
            verifier.verify(tokens.get(i));
            nanos[i] = System.nanoTime() - start;
        }
        return nanos;
    }

    private static double again(JwtVerifier verifier, String token) {
        verifier.verify(token);
        long start = 0;
        for (int i = 0; i < 2 * CACHED_CHECKS; i++) {
            if (i == CACHED_CHECKS) {
                start = cpuNanos();
            }
            verifier.verify(token);
        }
        return (cpuNanos() - start) / 1e3 / CACHED_CHECKS;
    }

    private static List<String> tokens(String algorithm, TestKeys.Signer signer) {
        String keyId = algorithm.equals("RS256") ? "rsa" : algorithm.equals("ES256") ? "ec" : "ed";
        long now = Clock.systemUTC().instant().getEpochSecond();
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < TOKENS; i++) {
            String claims = """
                    {"aal":"aal1","amr":[{"method":"password","timestamp":%d}],"app_metadata":{"provider":"email",\
                    "providers":["email"],"project_access":["proj_1767225600000_a1b2c3","proj_1767225600000_d4e5f6"]},\
                    "aud":"authenticated","email":"user%d@example.org","exp":%d,"iat":%d,"is_anonymous":false,\
                    "iss":"https://project.supabase.co/auth/v1","phone":"","role":"authenticated",\
                    "session_id":"2d9e0c7e-0000-4000-8000-000000000002","sub":"7f3c2a10-0000-4000-8000-%012d",\
                    "user_metadata":{"email_verified":true}}""".formatted(now, i, now + 3600, now, i);
            tokens.add(TestKeys.token(algorithm, keyId, claims, signer));
        }
        return tokens;
    }

    private static JwtVerifier verifier() {
        RemoteKeys remote = new RemoteKeys(
                () -> JwksDocument.read(TestKeys.jwks().getBytes(StandardCharsets.UTF_8)),
                Duration.ofSeconds(5),
                System::nanoTime);
        remote.newerThan(KeySet.EMPTY);
        remote.close();
        SecretKeySpec secret = new SecretKeySpec(TestKeys.SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
        TokenConfig config = new TokenConfig(
                null, null, "https://project.supabase.co/auth/v1", "authenticated", Set.of("boss@example.org"));
        return new JwtVerifier(
                new Keyring(VerificationKey.secret(secret), remote),
                new TokenRules(config, Memberships.NONE),
                Clock.systemUTC());
    }
}
