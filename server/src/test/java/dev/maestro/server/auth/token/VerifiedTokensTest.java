package dev.maestro.server.auth.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.maestro.server.auth.Principal;
import dev.maestro.server.auth.token.VerifiedTokens.Digest;
import dev.maestro.server.auth.token.VerifiedTokens.Verified;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class VerifiedTokensTest {
    private final VerifiedTokens tokens = new VerifiedTokens(100);

    @Test
    void whatWasLeastLatelyAskedForIsForgottenWhenThereIsTooMuch() {
        tokens.put(Digest.of("a"), ofLength(40));
        tokens.put(Digest.of("b"), ofLength(40));
        assertThat(tokens.find(Digest.of("a"))).isPresent();
        tokens.put(Digest.of("c"), ofLength(21));

        assertThat(tokens.find(Digest.of("b"))).isEmpty();
        assertThat(tokens.find(Digest.of("a"))).isPresent();
        assertThat(tokens.find(Digest.of("c"))).isPresent();
    }

    @Test
    void aTokenThatIsPutTwiceWeighsOnce() {
        for (int i = 0; i < 10; i++) {
            tokens.put(Digest.of("a"), ofLength(50));
        }
        tokens.put(Digest.of("b"), ofLength(50));

        assertThat(tokens.size()).isEqualTo(2);
    }

    @Test
    void whatIsForgottenWeighsNothing() {
        tokens.put(Digest.of("a"), ofLength(100));
        tokens.forget(Digest.of("a"));
        tokens.forget(Digest.of("a"));
        tokens.put(Digest.of("b"), ofLength(100));

        assertThat(tokens.find(Digest.of("b"))).isPresent();
    }

    private static Verified ofLength(int length) {
        return new Verified(Principal.LOCAL, new Validity(Instant.EPOCH, Instant.MAX), KeySet.EMPTY, length);
    }
}
