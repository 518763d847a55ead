package dev.maestro.server.terminal;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which terminals a socket watches, or is about to; among them may be some that have ended.
 *
 * <p>Threads: thread-safe; taken inside a terminal's lock.
 */
final class WatchIndex {
    private final Map<String, Set<Terminal>> bySocket = new ConcurrentHashMap<>();

    void add(String socketId, Terminal terminal) {
        bySocket.compute(socketId, (id, before) -> {
            Set<Terminal> all = before == null ? ConcurrentHashMap.newKeySet() : before;
            all.add(terminal);
            return all;
        });
    }

    void remove(String socketId, Terminal terminal) {
        bySocket.computeIfPresent(socketId, (id, all) -> {
            all.remove(terminal);
            return all.isEmpty() ? null : all;
        });
    }

    Set<Terminal> of(String socketId) {
        return Set.copyOf(bySocket.getOrDefault(socketId, Set.of()));
    }

    /** Returns how many sockets watch something. */
    int count() {
        return bySocket.size();
    }
}
