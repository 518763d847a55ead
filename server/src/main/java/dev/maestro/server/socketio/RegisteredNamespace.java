package dev.maestro.server.socketio;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A namespace, what it does, and how many are in it over all event loops.
 *
 * <p>Threads: thread-safe; the counts are kept by the loops and read by anyone.
 */
final class RegisteredNamespace {
    private final String name;
    private final NamespaceHandler handler;
    private final AtomicInteger sockets = new AtomicInteger();
    private final ConcurrentHashMap<String, Integer> roomMembers = new ConcurrentHashMap<>();

    RegisteredNamespace(String name, NamespaceHandler handler) {
        this.name = name;
        this.handler = handler;
    }

    String name() {
        return name;
    }

    NamespaceHandler handler() {
        return handler;
    }

    boolean empty() {
        return sockets.get() == 0;
    }

    void socketAdded() {
        sockets.incrementAndGet();
    }

    void socketRemoved() {
        sockets.decrementAndGet();
    }

    void memberAdded(String room) {
        roomMembers.merge(room, 1, Integer::sum);
    }

    void memberRemoved(String room) {
        roomMembers.computeIfPresent(room, (name, count) -> count == 1 ? null : count - 1);
    }

    EngineStatus.NamespaceStatus status() {
        return new EngineStatus.NamespaceStatus(sockets.get(), Map.copyOf(roomMembers));
    }
}
