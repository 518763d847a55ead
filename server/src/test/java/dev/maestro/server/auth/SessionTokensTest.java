package dev.maestro.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SessionTokensTest {
    private static final String SESSION = "sess_1706790000000_x7z9k2m4q";
    private static final SessionTokens TOKENS = new SessionTokens(key(1));
    private static final String TOKEN = TOKENS.of(SESSION);

    @Test
    void aTokenNamesItsSessionAndIsTheSameEachTime() {
        assertThat(TOKEN).matches("mhs_" + SESSION + "_[A-Za-z0-9_-]{43}");
        assertThat(new SessionTokens(key(1)).of(SESSION)).isEqualTo(TOKEN);
        assertThat(TOKENS.sessionIdOf(TOKEN)).contains(SESSION);
    }

    @Test
    void everySessionHasAnother() {
        for (int i = 0; i < 2_000; i++) {
            // Some proofs start or end with what also separates.
            String session = "sess_" + i + "_";
            assertThat(TOKENS.sessionIdOf(TOKENS.of(session))).contains(session);
        }
    }

    @ParameterizedTest
    @MethodSource
    void refuses(String name, String token) {
        assertThat(TOKENS.sessionIdOf(token)).isEmpty();
    }

    static Stream<Arguments> refuses() {
        String proof = TOKEN.substring(TOKEN.length() - 43);
        char last = proof.charAt(42);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        String sameBytes = alphabet.charAt(alphabet.indexOf(last) + 1) + "";
        return Stream.of(
                Arguments.of("nothing", ""),
                Arguments.of("the prefix alone", "mhs_"),
                Arguments.of("another prefix", "MHS_" + TOKEN.substring(4)),
                Arguments.of("no proof", "mhs_" + SESSION),
                Arguments.of("an empty proof", "mhs_" + SESSION + "_"),
                Arguments.of("a shorter proof", TOKEN.substring(0, TOKEN.length() - 1)),
                Arguments.of("a longer proof", TOKEN + "A"),
                Arguments.of("padding", TOKEN + "="),
                Arguments.of("other letters for the same bytes", TOKEN.substring(0, TOKEN.length() - 1) + sameBytes),
                Arguments.of("the other base64 alphabet", "mhs_" + SESSION + "_" + "+/".repeat(21) + "+"),
                Arguments.of("letters that are not ASCII", "mhs_" + SESSION + "_" + "é".repeat(43)),
                Arguments.of("another session", TOKEN.replace("x7z9k2m4q", "x7z9k2m4r")),
                Arguments.of("no session", "mhs__" + proof),
                Arguments.of("a session with a dot", "mhs_a.b_" + proof),
                Arguments.of("another separator", "mhs_" + SESSION + "." + proof),
                Arguments.of("a session too long", new SessionTokens(key(1)).of("s".repeat(201))),
                Arguments.of("a megabyte", "mhs_" + "s".repeat(1_000_000) + "_" + proof),
                Arguments.of("white space", " " + TOKEN),
                Arguments.of("a proof by another key", new SessionTokens(key(2)).of(SESSION)));
    }

    @Test
    void aShortKeyIsNone() {
        assertThatThrownBy(() -> new SessionTokens(new byte[31])).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] key(int fill) {
        byte[] key = new byte[32];
        key[0] = (byte) fill;
        return key;
    }
}
