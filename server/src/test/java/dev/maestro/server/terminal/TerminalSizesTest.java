package dev.maestro.server.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a terminal keeps, counted: {@link TerminalMemory} measures it. */
class TerminalSizesTest {
    private static final int RING = 256 * 1_024;

    @Test
    void encodedChunksAreBoundedWhateverTheyHold() {
        ChunkCache cache = new ChunkCache();
        List<Chunk> all = new ArrayList<>();
        byte[] worst = "\u0001".repeat(OutputLog.LARGEST_CHUNK).getBytes(UTF_8);
        for (int i = 0; i < 20; i++) {
            Chunk chunk = new Chunk(Chunk.head("s"), (long) i * worst.length, worst, 0);
            cache.add(chunk);
            all.add(chunk);
        }
        long kept = all.stream()
                .filter(chunk -> cache.at(chunk.from()) != null)
                .mapToLong(chunk -> chunk.packet().text().length)
                .sum();
        assertThat(kept).isBetween(1L, 6L * ChunkCache.MOST_BYTES + 1_000);
        cache.clear();
        assertThat(cache.at(all.get(19).from())).isNull();
    }

    @Test
    void aHistoryGoesWithTheFirstByteThatIsForgotten() {
        OutputLog log = new OutputLog("s", RING, Origin.at(100, "H".repeat(Asked.LARGEST_HISTORY), RING));
        assertThat(log.append("x".repeat(RING))).isEqualTo(RING);
        assertThat(log.replay().head()).hasSize(Asked.LARGEST_HISTORY);
        assertThat(log.append("y")).isEqualTo(1);
        assertThat(log.replay().head()).isEmpty();
        assertThat(log.replay().bytes().length).isLessThanOrEqualTo(RING);
    }
}
