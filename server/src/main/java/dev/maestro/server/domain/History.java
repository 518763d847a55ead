package dev.maestro.server.domain;

import dev.maestro.protocol.json.JsonBytes;
import java.util.ArrayList;
import java.util.List;

/** Lists inside a document that only grow: the oldest entries are forgotten so that the document stays sendable. */
public final class History {
    /** The most bytes of JSON a history keeps. */
    public static final int MOST_BYTES = 128 * 1024;

    private History() {}

    /**
     * Returns the list with an entry added, at most {@value Limit#ITEMS} entries and {@value #MOST_BYTES} bytes; the
     * new entry is always there.
     */
    public static <T> List<T> append(List<T> earlier, T entry) {
        List<T> all = new ArrayList<>(earlier);
        all.add(entry);
        int from = all.size();
        int bytes = 0;
        while (from > 0 && all.size() - from < Limit.ITEMS) {
            bytes += JsonBytes.of(all.get(from - 1)).lengthBytes();
            if (bytes > MOST_BYTES && from < all.size()) {
                break;
            }
            from--;
        }
        return List.copyOf(all.subList(from, all.size()));
    }
}
