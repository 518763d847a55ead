package dev.maestro.server.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;

class OutputRingTest {
    @Test
    void holdsTheLastBytesWhateverThePiecesWereLike() {
        Random random = new Random(5);
        OutputRing ring = new OutputRing(10_000, 123);
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 2_000; i++) {
            String piece = "x" + i + "y".repeat(random.nextInt(60));
            byte[] bytes = ("__" + piece).getBytes(UTF_8);
            ring.append(bytes, 2, bytes.length - 2);
            all.append(piece);
            long start = ring.start();
            int from = (int) (start - 123);
            assertThat(ring.end() - 123).isEqualTo(all.length());
            assertThat(ring.end() - start).isEqualTo(Math.min(10_000, all.length()));
            assertThat(new String(ring.copy(start, ring.end()), UTF_8)).isEqualTo(all.substring(from));
        }
    }

    @Test
    void keepsTheEndOfWhatIsLargerThanItself() {
        OutputRing ring = new OutputRing(1_000, 0);
        append(ring, "a".repeat(999_000) + "b".repeat(1_000));
        assertThat(ring.start()).isEqualTo(999_000);
        assertThat(new String(ring.copy(999_000, 1_000_000), UTF_8)).isEqualTo("b".repeat(1_000));
    }

    @Test
    void forgetsWholeCodePoints() {
        OutputRing ring = new OutputRing(1_000, 0);
        append(ring, "€".repeat(400));
        assertThat(ring.start() % 3).isZero();
        assertThat(ring.end() - ring.start()).isEqualTo(999);
    }

    @Test
    void findsWhereCodePointsBegin() {
        OutputRing ring = new OutputRing(1_000, 0);
        append(ring, "a😀b");
        assertThat(ring.codePointFrom(2)).isEqualTo(5);
        assertThat(ring.codePointUpTo(4, 0)).isEqualTo(1);
        assertThat(ring.codePointUpTo(4, 3)).isEqualTo(3);
        assertThat(ring.codePointFrom(6)).isEqualTo(6);
    }

    @Test
    void refusesWhatItDoesNotHave() {
        OutputRing ring = new OutputRing(10, 5);
        append(ring, "abc");
        assertThatIllegalArgumentException().isThrownBy(() -> ring.copy(4, 6));
        assertThatIllegalArgumentException().isThrownBy(() -> ring.copy(5, 9));
    }

    private static void append(OutputRing ring, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        ring.append(bytes, 0, bytes.length);
    }
}
