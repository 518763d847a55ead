package dev.maestro.server.terminal;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The latest chunks, so that viewers at the same place are sent the same bytes.
 *
 * <p>Threads: guarded by its terminal's lock. Memory: {@value #MOST_BYTES} bytes of output, encoded: control characters
 * take up to six times as much.
 */
final class ChunkCache {
    static final int MOST_BYTES = 320 * 1_024;

    private final TreeMap<Long, Chunk> chunks = new TreeMap<>();
    private int bytes;

    /** Returns the chunk that begins at a position. */
    @Nullable
    Chunk at(long from) {
        return chunks.get(from);
    }

    /** Returns where the next chunk begins after a position, or {@code otherwise}: there a new one meets the others. */
    long nextAfter(long from, long otherwise) {
        Long next = chunks.higherKey(from);
        return next == null ? otherwise : Math.min(next, otherwise);
    }

    void add(Chunk chunk) {
        chunks.put(chunk.from(), chunk);
        bytes += chunk.lengthBytes();
        while (bytes > MOST_BYTES && chunks.size() > 1) {
            Map.Entry<Long, Chunk> oldest = chunks.pollFirstEntry();
            bytes -= oldest.getValue().lengthBytes();
        }
    }

    void clear() {
        chunks.clear();
        bytes = 0;
    }
}
