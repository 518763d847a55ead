package dev.maestro.server.auth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maestro.server.auth.token.RefusedTokenException.Rule;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What forgers send, each with the rule that stops it. */
@Timeout(60)
class HostileTokenTest {
    private static final String CLAIMS = Fixture.CLAIMS;

    private final Fixture fixture = new Fixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "none",
                "None",
                "NONE",
                "nOnE",
                "none ",
                "",
                "hs256",
                "HS384",
                "HS512",
                "RS384",
                "PS256",
                "ES384",
                "ES256K",
                "RSA-OAEP",
                "dir",
                "PBES2-HS256+A128KW"
            })
    void anAlgorithmNotOnTheListIsRefusedHoweverItIsSpelt(String algorithm) {
        String header = "{\"alg\":\"" + algorithm + "\"}";

        assertRefused(TestKeys.token(header, CLAIMS, TestKeys.hs256()), Rule.HEADER);
        assertRefused(TestKeys.token(header, CLAIMS, text -> new byte[0]), Rule.HEADER);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "{}",
                "{\"alg\":null}",
                "{\"alg\":256}",
                "{\"alg\":[\"HS256\"]}",
                "{\"alg\":\"HS256\",\"b64\":false,\"crit\":[\"b64\"]}",
                "{\"alg\":\"HS256\",\"b64\":true}",
                "{\"alg\":\"HS256\",\"crit\":[\"exp\"]}",
                "{\"alg\":\"HS256\",\"zip\":\"DEF\"}",
                "{\"alg\":\"HS256\",\"enc\":\"A128GCM\"}",
                "{\"alg\":\"HS256\",\"typ\":\"logout+jwt\"}",
                "{\"alg\":\"HS256\",\"typ\":1}",
                "{\"alg\":\"HS256\",\"kid\":7}",
                "{\"alg\":\"HS256\",\"kid\":{\"a\":\"b\"}}",
                "{\"alg\":\"HS256\",\"jku\":\"https://evil.example.org/jwks.json\"}",
                "{\"alg\":\"HS256\",\"x5u\":\"https://evil.example.org/cert.pem\"}",
                "{\"alg\":\"HS256\",\"x5c\":[\"MIIB\"]}",
                "{\"alg\":\"HS256\",\"jwk\":{\"kty\":\"oct\",\"k\":\"AAAA\"}}"
            })
    void aHeaderThatAsksForMoreIsRefusedThoughTheSignatureHolds(String header) {
        assertRefused(TestKeys.token(header, CLAIMS, TestKeys.hs256()), Rule.HEADER);
    }

    @Test
    void aKeyTheTokenBringsAlongIsNotBelieved() {
        String jwk = TestKeys.rsaJwk("mine", TestKeys.rsa(2048));

        assertRefused(TestKeys.token("{\"alg\":\"RS256\",\"jwk\":" + jwk + "}", CLAIMS, TestKeys.rs256()), Rule.HEADER);
    }

    static Stream<Arguments> confusions() {
        byte[] der = TestKeys.RSA.getPublic().getEncoded();
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END PUBLIC KEY-----\n";
        return Stream.of(
                Arguments.of("HS256 by the RSA key's DER", "HS256", "rsa", TestKeys.hs256(der)),
                Arguments.of(
                        "HS256 by the RSA key's PEM",
                        "HS256",
                        "rsa",
                        TestKeys.hs256(pem.getBytes(StandardCharsets.US_ASCII))),
                Arguments.of(
                        "HS256 by the EC key's DER",
                        "HS256",
                        "ec",
                        TestKeys.hs256(TestKeys.EC.getPublic().getEncoded())),
                Arguments.of("HS256 by nothing", "HS256", "x", (TestKeys.Signer) text -> new byte[0]),
                Arguments.of("HS256 by zeros", "HS256", "x", (TestKeys.Signer) text -> new byte[32]),
                Arguments.of("RS256 by the secret", "RS256", "rsa", TestKeys.hs256()),
                Arguments.of("RS256 by another key", "RS256", "rsa", by("SHA256withRSA", TestKeys.rsa(2048))),
                Arguments.of("RS256 by zeros", "RS256", "rsa", (TestKeys.Signer) text -> new byte[256]),
                Arguments.of("RS256 by nothing", "RS256", "rsa", (TestKeys.Signer) text -> new byte[0]),
                Arguments.of("RS256 by RS512", "RS256", "rsa", by("SHA512withRSA", TestKeys.RSA)),
                Arguments.of("ES256 by zeros", "ES256", "ec", (TestKeys.Signer) text -> new byte[64]),
                Arguments.of("ES256 by zeros, short", "ES256", "ec", (TestKeys.Signer) text -> new byte[8]),
                Arguments.of("ES256 by nothing", "ES256", "ec", (TestKeys.Signer) text -> new byte[0]),
                Arguments.of("ES256 by r = 0", "ES256", "ec", zeroed(TestKeys.es256(), 0, 32)),
                Arguments.of("ES256 by s = 0", "ES256", "ec", zeroed(TestKeys.es256(), 32, 64)),
                Arguments.of("ES256 by the order", "ES256", "ec", (TestKeys.Signer) text -> orders()),
                Arguments.of("ES256 in DER", "ES256", "ec", by("SHA256withECDSA", TestKeys.EC)),
                Arguments.of("EdDSA by zeros", "EdDSA", "ed", (TestKeys.Signer) text -> new byte[64]),
                Arguments.of("EdDSA, too short", "EdDSA", "ed", cut(TestKeys.ed25519(), 63)),
                Arguments.of("EdDSA, too long", "EdDSA", "ed", cut(TestKeys.ed25519(), 65)),
                Arguments.of("EdDSA by nothing", "EdDSA", "ed", (TestKeys.Signer) text -> new byte[0]),
                Arguments.of("EdDSA by the highest s", "EdDSA", "ed", filled(TestKeys.ed25519(), 32, 64)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("confusions")
    void aSignatureByAnotherKeyOrByNoneIsRefused(String name, String algorithm, String keyId, TestKeys.Signer signer) {
        assertRefused(TestKeys.token(algorithm, keyId, CLAIMS, signer), Rule.SIGNATURE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256:ec", "RS256:ed", "ES256:rsa", "ES256:ed", "EdDSA:rsa", "EdDSA:ec"})
    void aKeyOfAnotherKindIsNotUsed(String algorithmAndKey) {
        String[] both = algorithmAndKey.split(":");
        String token = TestKeys.token(both[0], both[1], CLAIMS, JwtVerifierTest.signer(both[0]));

        assertRefused(token, Rule.SIGNATURE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../../../dev/null",
                "/etc/passwd",
                "' OR 1=1 --",
                "x' UNION SELECT 'key",
                "http://127.0.0.1/",
                "${jndi:ldap://evil.example.org}",
                "\\u0000",
                "\\ud800"
            })
    void aKeyIdIsOnlyEverCompared(String keyId) {
        assertRefused(TestKeys.token("RS256", keyId, CLAIMS, TestKeys.rs256()), Rule.KEY);
    }

    @Test
    void aVeryLongKeyIdIsRefused() {
        assertRefused(TestKeys.token("RS256", "k".repeat(513), CLAIMS, TestKeys.rs256()), Rule.HEADER);
        assertThat(fixture.fetches).hasValue(0);
    }

    static Stream<Arguments> malformed() {
        String token = Fixture.hs256(CLAIMS);
        String[] parts = token.split("\\.");
        String header = parts[0];
        String claims = parts[1];
        String jwe = "{\"alg\":\"PBES2-HS256+A128KW\",\"enc\":\"A128GCM\",\"p2s\":\"AAAA\",\"p2c\":2147483647}";
        return Stream.of(
                Arguments.of("nothing", ""),
                Arguments.of("a word", "token"),
                Arguments.of("two parts", header + "." + claims),
                Arguments.of("no signature", header + "." + claims + "."),
                Arguments.of("no header", "." + claims + "." + parts[2]),
                Arguments.of("dots", ".."),
                Arguments.of("many dots", ".".repeat(8_000)),
                Arguments.of("four parts", token + "." + claims),
                Arguments.of("a JWE of many rounds", base64(jwe) + ".AAAA.AAAA.AAAA.AAAA"),
                Arguments.of("a JWE in three parts", base64(jwe) + ".AAAA.AAAA"),
                Arguments.of("JSON serialisation", "{\"payload\":\"" + claims + "\",\"signatures\":[]}"),
                Arguments.of("cut short", token.substring(0, token.length() - 1)),
                Arguments.of("padding", token + "="),
                Arguments.of("a line break", token + "\n"),
                Arguments.of("a blank before it", " " + token),
                Arguments.of("plain base64", header + "." + claims + ".++//" + parts[2]),
                Arguments.of("not base64", header + "." + claims + ".%%%%"),
                Arguments.of("letters of another script", header + "." + claims + ".\u0430\u0431\u0432\u0433"),
                Arguments.of("header not JSON", base64("{alg:HS256}") + "." + claims + "." + parts[2]),
                Arguments.of("header an array", base64("[\"HS256\"]") + "." + claims + "." + parts[2]),
                Arguments.of(
                        "header with doubled alg",
                        base64("{\"alg\":\"HS256\",\"alg\":\"none\"}") + "." + claims + "." + parts[2]),
                Arguments.of(
                        "header not UTF-8",
                        TestKeys.base64(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}) + "." + claims + "."
                                + parts[2]),
                Arguments.of(
                        "nested header",
                        TestKeys.token(
                                "{\"alg\":\"HS256\",\"x\":" + "[".repeat(2_000) + "]".repeat(2_000) + "}",
                                CLAIMS,
                                TestKeys.hs256())),
                Arguments.of("unclosed header", base64("{\"a\":".repeat(1_000)) + "." + claims + "." + parts[2]),
                Arguments.of("over 8 KiB", token + "A".repeat(8 * 1024)),
                Arguments.of("a megabyte", "A".repeat(1 << 20)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void whatIsNotAJwtIsRefused(String name, String token) {
        assertThatThrownBy(() -> fixture.verifier.check(token))
                .isInstanceOfSatisfying(RefusedTokenException.class, e -> assertThat(e.rule())
                        .isIn(Rule.FORM, Rule.HEADER, Rule.SIGNATURE));
    }

    @Test
    void anotherSpellingOfTheSameSignatureIsRefused() {
        // 32 bytes leave two bits of the last letter unused.
        String token = Fixture.hs256(CLAIMS);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        char last = token.charAt(token.length() - 1);
        String respelt = token.substring(0, token.length() - 1) + alphabet.charAt(alphabet.indexOf(last) + 1);

        assertThat(Base64.getUrlDecoder().decode(respelt.substring(respelt.lastIndexOf('.') + 1)))
                .isEqualTo(Base64.getUrlDecoder().decode(token.substring(token.lastIndexOf('.') + 1)));
        assertRefused(respelt, Rule.FORM);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "[]",
                "\"ada\"",
                "null",
                "",
                "{\"sub\":\"ada\",\"sub\":\"eve\",\"exp\":1767229200}",
                "{\"sub\":\"ada\",\"exp\":1767229200} {}",
                "{\"sub\":\"ada\",\"exp\":NaN}",
                "{\"sub\":\"ada\",\"exp\":Infinity}",
                "{\"sub\":\"ada\",\"exp\":1e}"
            })
    void claimsThatAreNotOneStrictObjectAreRefused(String claims) {
        assertRefused(Fixture.hs256(claims), Rule.FORM);
    }

    @Test
    void claimsNestedThousandsDeepAreRefusedWithoutFallingOver() {
        for (String open : List.of("[", "{\"a\":")) {
            int depth = 5_000 / open.length();
            String close = open.equals("[") ? "]" : "}";
            String nested = open.repeat(depth) + "1" + close.repeat(depth);
            assertRefused(Fixture.hs256("{\"sub\":\"ada\",\"a\":" + nested + "}"), Rule.FORM);
        }
    }

    @Test
    void aTokenOfEightKibibytesHoldsAndOneOfMoreDoesNot() {
        String longest = filledTo(8 * 1024);
        assertThat(longest).hasSize(8 * 1024);

        assertThat(fixture.verifier.check(longest).id()).isEqualTo("ada");
        assertRefused(longest + "A", Rule.FORM);
    }

    /** Finds a filling that makes a token of exactly this length. */
    private static String filledTo(int length) {
        for (int filling = length / 2; filling < length; filling++) {
            for (String blank : List.of("", " ", "  ")) {
                String token = TestKeys.token(
                        "{\"alg\":\"HS256\"" + blank + "}",
                        "{\"sub\":\"ada\",\"exp\":1767229200,\"fill\":\"" + "x".repeat(filling) + "\"}",
                        TestKeys.hs256());
                if (token.length() == length) {
                    return token;
                }
            }
        }
        throw new AssertionError("no filling makes a token of " + length + " characters");
    }

    private static TestKeys.Signer by(String algorithm, KeyPair pair) {
        return TestKeys.by(algorithm, pair.getPrivate());
    }

    private static TestKeys.Signer zeroed(TestKeys.Signer signer, int from, int to) {
        return text -> {
            byte[] signature = signer.sign(text);
            Arrays.fill(signature, from, to, (byte) 0);
            return signature;
        };
    }

    private static TestKeys.Signer filled(TestKeys.Signer signer, int from, int to) {
        return text -> {
            byte[] signature = signer.sign(text);
            Arrays.fill(signature, from, to, (byte) 0xff);
            return signature;
        };
    }

    private static TestKeys.Signer cut(TestKeys.Signer signer, int length) {
        return text -> Arrays.copyOf(signer.sign(text), length);
    }

    /** Both halves the order of P-256, which is 0 to it. */
    private static byte[] orders() {
        byte[] order = TestKeys.unsigned(
                ((ECPublicKey) TestKeys.EC.getPublic()).getParams().getOrder());
        byte[] both = Arrays.copyOf(order, 64);
        System.arraycopy(order, 0, both, 32, 32);
        return both;
    }

    private static String base64(String text) {
        return TestKeys.base64(text.getBytes(StandardCharsets.UTF_8));
    }

    private void assertRefused(String token, Rule rule) {
        assertThatThrownBy(() -> fixture.verifier.check(token))
                .isInstanceOfSatisfying(
                        RefusedTokenException.class, e -> assertThat(e.rule()).isEqualTo(rule));
    }
}
