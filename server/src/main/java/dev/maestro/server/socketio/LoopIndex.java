package dev.maestro.server.socketio;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What lives on one event loop: the members of its namespaces. */
@EventLoopConfined
final class LoopIndex {
    private final Map<String, LoopNamespace> namespaces = new HashMap<>();
    private final List<EngineSession> toFlush = new ArrayList<>();

    LoopNamespace namespace(RegisteredNamespace namespace) {
        return namespaces.computeIfAbsent(namespace.name(), name -> new LoopNamespace(namespace));
    }

    /** Calls an action, which must not end the session at once, for each socket of each namespace. */
    void forEachSocket(Consumer<Socket> action) {
        namespaces.values().forEach(namespace -> namespace.forEach(Set.of(), action));
    }

    /** Writes each broadcast to whom it concerns, then flushes each connection once. */
    void deliver(List<EncodedBroadcast> broadcasts) {
        for (EncodedBroadcast broadcast : broadcasts) {
            @Nullable LoopNamespace namespace = namespaces.get(broadcast.namespace());
            if (namespace != null) {
                namespace.forEach(broadcast.rooms(), socket -> {
                    if (socket.deliver(broadcast)) {
                        toFlush.add(socket.session());
                    }
                });
                broadcast.emptied().forEach(namespace::empty);
            }
            broadcast.message().release();
        }
        toFlush.forEach(EngineSession::flushWritten);
        toFlush.clear();
    }
}
