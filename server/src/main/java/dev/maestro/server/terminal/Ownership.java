package dev.maestro.server.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The terminals of one owner's socket, by the owner's names for them.
 *
 * <p>Threads: read by anyone; changed under the lock of {@link Terminals}.
 */
final class Ownership {
    private final Map<String, Terminal> byPty = new ConcurrentHashMap<>();
    private final ByteRate unasked;

    /** Whether the socket's connection has ended; it may come back. Guarded by the lock of {@link Terminals}. */
    private boolean gone;

    /** Owns nothing yet. */
    Ownership(ByteRate unasked) {
        this.unasked = unasked;
    }

    @Nullable
    Terminal of(String ptyId) {
        return byPty.get(ptyId);
    }

    List<Terminal> all() {
        return new ArrayList<>(byPty.values());
    }

    int count() {
        return byPty.size();
    }

    boolean gone() {
        return gone;
    }

    void gone(boolean now) {
        gone = now;
    }

    void add(Terminal terminal) {
        byPty.put(terminal.ptyId(), terminal);
    }

    void remove(Terminal terminal) {
        byPty.remove(terminal.ptyId(), terminal);
    }

    /** Takes output that no ack holds back; returns 0, or after how many milliseconds it would be taken. */
    long takeUnasked(int bytes) {
        return unasked.take(bytes);
    }
}
