package dev.maestro.server.transfer;

import dev.maestro.server.backend.StoreRecord;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/** How many things of each kind went by. Threads: confined to one. */
public final class Counts {
    private final Map<StoreRecord.Type, Long> counts = new EnumMap<>(StoreRecord.Type.class);

    /** Makes counts of nothing yet. */
    public Counts() {}

    /** Counts one. */
    public void add(StoreRecord.Type type) {
        counts.merge(type, 1L, Long::sum);
    }

    /** Returns how many of a kind there were. */
    public long of(StoreRecord.Type type) {
        return counts.getOrDefault(type, 0L);
    }

    /** Returns how many there were together. */
    public long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Returns them for a person, such as {@code 3 document, 12 event}. */
    @Override
    public String toString() {
        return counts.isEmpty()
                ? "nothing"
                : counts.entrySet().stream()
                        .map(entry -> entry.getValue() + " "
                                + LineType.of(entry.getKey()).word())
                        .collect(Collectors.joining(", "));
    }
}
