package dev.maestro.server.auth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.auth.token.RefusedTokenException.Rule;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(300)
class JwtVerifierTest {
    private final Fixture fixture = new Fixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest
    @CsvSource({"HS256,", "RS256,rsa", "ES256,ec", "EdDSA,ed", "Ed25519,ed"})
    void aTokenOfEachAlgorithmHolds(String algorithm, String keyId) {
        Principal principal = fixture.verifier.verify(
                TestKeys.token(algorithm, keyId == null ? "any" : keyId, Fixture.CLAIMS, signer(algorithm)));

        assertThat(principal.key()).isEqualTo("user:ada");
        assertThat(principal.end()).contains(Instant.ofEpochSecond(Fixture.NOW + 3600));
    }

    @ParameterizedTest
    @CsvSource({"RS256", "ES256", "EdDSA"})
    void aTokenThatNamesNoKeyIsTriedWithThoseOfItsKind(String algorithm) {
        String token = TestKeys.token("{\"alg\":\"" + algorithm + "\"}", Fixture.CLAIMS, signer(algorithm));

        assertThat(fixture.verifier.verify(token).id()).isEqualTo("ada");
    }

    @ParameterizedTest
    @CsvSource({"HS256", "RS256", "ES256", "EdDSA"})
    void aTokenOfWhichOneLetterIsAnotherIsRefused(String algorithm) {
        String token = TestKeys.token("{\"alg\":\"" + algorithm + "\"}", Fixture.CLAIMS, signer(algorithm));
        String[] parts = token.split("\\.");
        String claims = TestKeys.base64(Fixture.CLAIMS.replace("ada", "eve").getBytes(StandardCharsets.UTF_8));

        assertRefused(parts[0] + "." + claims + "." + parts[2], Rule.SIGNATURE);
        char first = parts[2].charAt(0) == 'A' ? 'B' : 'A';
        assertRefused(parts[0] + "." + parts[1] + "." + first + parts[2].substring(1), Rule.SIGNATURE);
    }

    @Test
    void theClientIsToldNothingOfTheReason() {
        for (String token : new String[] {"", "x", "a.b.c", Fixture.hs256("{}"), "x".repeat(100_000)}) {
            assertThatThrownBy(() -> fixture.verifier.verify(token))
                    .isInstanceOfSatisfying(
                            HubException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED))
                    .hasMessage("Invalid authentication token");
        }
    }

    @ParameterizedTest(name = "exp {0}, nbf {1}, iat {2}: {3}")
    @CsvSource(
            nullValues = "-",
            value = {
                "  60,   -,   -, true",
                "   0,   -,   -, true",
                " -29,   -,   -, true",
                " -30,   -,   -, false",
                "-999,   -,   -, false",
                "   -,   -,   -, false",
                "  60,  30,   -, true",
                "  60,  31,   -, false",
                "  60, -60, -60, true",
                "  60,   -,  30, true",
                "  60,   -,  31, false",
                "60.5,   -,   -, true"
            })
    void aTokenHoldsInItsTimeWithThirtySecondsLeeway(String exp, String nbf, String iat, boolean holds) {
        String claims = "{\"sub\":\"ada\"" + time("exp", exp) + time("nbf", nbf) + time("iat", iat) + "}";

        if (holds) {
            assertThat(fixture.verifier.check(Fixture.hs256(claims)).id()).isEqualTo("ada");
        } else {
            assertRefused(Fixture.hs256(claims), Rule.TIME);
        }
    }

    @Test
    void aTokenThatWasGoodEndsAllTheSame() {
        String token = Fixture.hs256(Fixture.CLAIMS);
        Principal first = fixture.verifier.check(token);
        assertThat(fixture.verifier.check(token)).as("remembered").isSameAs(first);

        fixture.clock.move(Duration.ofSeconds(3629));
        assertThat(fixture.verifier.check(token)).isSameAs(first);
        fixture.clock.move(Duration.ofSeconds(1));
        assertRefused(token, Rule.TIME);
        assertThat(fixture.verifier.known()).isZero();
    }

    @Test
    void aTokenThatWasGoodHasNotBegunWhenTheClockIsPutBack() {
        String token =
                Fixture.hs256("{\"sub\":\"ada\",\"iat\":" + Fixture.NOW + ",\"exp\":" + (Fixture.NOW + 60) + "}");
        fixture.verifier.check(token);

        fixture.clock.move(Duration.ofHours(-1));
        assertRefused(token, Rule.TIME);
    }

    private static String time(String name, String seconds) {
        return seconds == null
                ? ""
                : ",\"" + name + "\":"
                        + new BigDecimal(seconds)
                                .add(BigDecimal.valueOf(Fixture.NOW))
                                .toPlainString();
    }

    private void assertRefused(String token, Rule rule) {
        assertThatThrownBy(() -> fixture.verifier.check(token))
                .isInstanceOfSatisfying(
                        RefusedTokenException.class, e -> assertThat(e.rule()).isEqualTo(rule));
    }

    static TestKeys.Signer signer(String algorithm) {
        return switch (algorithm) {
            case "HS256" -> TestKeys.hs256();
            case "RS256" -> TestKeys.rs256();
            case "ES256" -> TestKeys.es256();
            default -> TestKeys.ed25519();
        };
    }
}
