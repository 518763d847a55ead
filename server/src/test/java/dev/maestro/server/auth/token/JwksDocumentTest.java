package dev.maestro.server.auth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JwksDocumentTest {
    private static final String RSA = TestKeys.rsaJwk("k", TestKeys.RSA);
    private static final String EC = TestKeys.ecJwk("k", TestKeys.EC);
    private static final String ED = TestKeys.edJwk("k", TestKeys.ED);

    @Test
    void oneKeyOfEachKindIsRead() throws JwksException {
        assertThat(read(TestKeys.jwks()))
                .extracting(Object::toString)
                .containsExactly(
                        "VerificationKey[RS256, rsa]", "VerificationKey[ES256, ec]", "VerificationKey[ED25519, ed]");
    }

    @Test
    void theExampleOfTheSpecificationIsRead() throws JwksException {
        // RFC 8037, appendix A.2.
        String key = "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}";
        assertThat(read(TestKeys.jwks(List.of(key)))).hasSize(1);
    }

    static Stream<Arguments> unusable() {
        String small = "\"x\":\"" + TestKeys.base64(new byte[32]) + "\"";
        byte[] one = new byte[32];
        one[0] = 1;
        byte[] minusOne = new byte[32];
        Arrays.fill(minusOne, (byte) 0xff);
        minusOne[0] = (byte) 0xec;
        minusOne[31] = 0x7f;
        byte[] overPrime = minusOne.clone();
        overPrime[0] = (byte) 0xee;
        String x = ED.replaceAll(".*(\"x\":\"[^\"]*\").*", "$1");
        return Stream.of(
                Arguments.of("no object", "7"),
                Arguments.of("no type", "{\"n\":\"AQAB\"}"),
                Arguments.of("a type nobody knows", RSA.replace("\"RSA\"", "\"LWE\"")),
                Arguments.of("a secret", "{\"kty\":\"oct\",\"kid\":\"k\",\"k\":\"" + "A".repeat(43) + "\"}"),
                Arguments.of("for encryption", RSA.replace("\"use\":\"sig\"", "\"use\":\"enc\"")),
                Arguments.of("for signing alone", EC.replace("\"verify\"", "\"sign\"")),
                Arguments.of("key_ops no array", EC.replace("[\"verify\"]", "\"verify\"")),
                Arguments.of("for another algorithm", RSA.replace("\"RS256\"", "\"RS512\"")),
                Arguments.of("an RSA key for HS256", RSA.replace("\"RS256\"", "\"HS256\"")),
                Arguments.of("alg a number", RSA.replace("\"RS256\"", "256")),
                Arguments.of("kid a number", RSA.replace("\"k\"", "7")),
                Arguments.of("private", RSA.replace("\"e\":", "\"d\":\"AQAB\",\"e\":")),
                Arguments.of("weak RSA", TestKeys.rsaJwk("k", TestKeys.rsa(1024))),
                Arguments.of("RSA of 0", RSA.replaceAll("\"n\":\"[^\"]*\"", "\"n\":\"\"")),
                Arguments.of("huge RSA", RSA.replaceAll("\"n\":\"[^\"]*\"", "\"n\":\"" + "_".repeat(4_000) + "\"")),
                Arguments.of("RSA exponent 1", RSA.replace("\"AQAB\"", "\"AQ\"")),
                Arguments.of("RSA exponent even", RSA.replace("\"AQAB\"", "\"Ag\"")),
                Arguments.of("RSA exponent huge", RSA.replace("\"AQAB\"", "\"" + "_".repeat(2_000) + "\"")),
                Arguments.of("RSA not base64", RSA.replace("\"AQAB\"", "\"%%\"")),
                Arguments.of("RSA without exponent", RSA.replace("\"e\":", "\"f\":")),
                Arguments.of("another curve", EC.replace("P-256", "P-384")),
                Arguments.of("secp256k1", EC.replace("P-256", "secp256k1")),
                Arguments.of("off the curve", EC.replaceAll("\"y\":\"[^\"]*\"", "\"y\":\"" + "A".repeat(43) + "\"")),
                Arguments.of("the origin", EC.replaceAll("\"([xy])\":\"[^\"]*\"", "\"$1\":\"" + "A".repeat(43) + "\"")),
                Arguments.of("short coordinates", EC.replaceAll("\"x\":\"[^\"]*\"", "\"x\":\"AQ\"")),
                Arguments.of("X25519", ED.replace("Ed25519", "X25519")),
                Arguments.of("Ed448", ED.replace("Ed25519", "Ed448")),
                Arguments.of("Ed25519, short", ED.replace(x, "\"x\":\"AQ\"")),
                Arguments.of("Ed25519, zeros", ED.replace(x, small)),
                Arguments.of("Ed25519, the neutral point", ED.replace(x, "\"x\":\"" + TestKeys.base64(one) + "\"")),
                Arguments.of("Ed25519, order 2", ED.replace(x, "\"x\":\"" + TestKeys.base64(minusOne) + "\"")),
                Arguments.of("Ed25519, order 8", ED.replace(x, "\"x\":\"" + TestKeys.base64(order8()) + "\"")),
                Arguments.of("Ed25519, over the prime", ED.replace(x, "\"x\":\"" + TestKeys.base64(overPrime) + "\"")),
                Arguments.of("Ed25519, no point", ED.replace(x, "\"x\":\"Ag" + "A".repeat(41) + "\"")));
    }

    private static byte[] order8() {
        byte[] bigEndian = TestKeys.unsigned(
                new BigInteger("7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7", 16));
        byte[] encoded = new byte[32];
        for (int i = 0; i < 32; i++) {
            encoded[i] = bigEndian[31 - i];
        }
        return encoded;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unusable")
    void aKeyThatCannotBeUsedIsLeftOutAndHarmsNoOther(String name, String key) throws JwksException {
        assertThat(read(TestKeys.jwks(List.of(key, TestKeys.ecJwk("good", TestKeys.EC)))))
                .extracting(Object::toString)
                .containsExactly("VerificationKey[ES256, good]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "null", "7", "[]", "{}", "{\"keys\":null}", "{\"keys\":\"x\"}", "{\"keys\":[]} x", "<html/>"
            })
    void whatIsNoKeySetIsRefused(String document) {
        assertThatThrownBy(() -> read(document)).isInstanceOf(JwksException.class);
    }

    @Test
    void aDocumentNestedThousandsDeepIsRefused() {
        String nested = "[".repeat(100_000) + "]".repeat(100_000);
        assertThatThrownBy(() -> read("{\"keys\":[{\"x5c\":" + nested + "}]}")).isInstanceOf(JwksException.class);
    }

    @Test
    void aHundredKeysAreReadAndMoreAreRefused() throws JwksException {
        assertThat(read(TestKeys.jwks(Collections.nCopies(100, EC)))).hasSize(100);
        assertThatThrownBy(() -> read(TestKeys.jwks(Collections.nCopies(101, EC))))
                .isInstanceOf(JwksException.class)
                .hasMessageContaining("101 keys, at most 100");
    }

    @Test
    void anEmptySetIsASetOfNone() throws JwksException {
        assertThat(read("{\"keys\":[]}")).isEmpty();
    }

    private static List<VerificationKey> read(String document) throws JwksException {
        return JwksDocument.read(document.getBytes(StandardCharsets.UTF_8));
    }
}
