package dev.maestro.server.socketio;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The sockets and rooms of one namespace on one event loop. */
@EventLoopConfined
final class LoopNamespace {
    private final RegisteredNamespace namespace;
    private final Set<Socket> sockets = new LinkedHashSet<>();
    private final Map<String, Set<Socket>> rooms = new HashMap<>();
    private long deliveries;

    LoopNamespace(RegisteredNamespace namespace) {
        this.namespace = namespace;
    }

    RegisteredNamespace registered() {
        return namespace;
    }

    void add(Socket socket) {
        sockets.add(socket);
        namespace.socketAdded();
    }

    /** Removes a socket that has left all rooms. */
    void remove(Socket socket) {
        if (sockets.remove(socket)) {
            namespace.socketRemoved();
        }
    }

    void join(Socket socket, String room) {
        rooms.computeIfAbsent(room, name -> new LinkedHashSet<>()).add(socket);
        namespace.memberAdded(room);
    }

    void leave(Socket socket, String room) {
        rooms.computeIfPresent(room, (name, members) -> {
            members.remove(socket);
            return members.isEmpty() ? null : members;
        });
        namespace.memberRemoved(room);
    }

    /** Makes everybody leave a room. */
    void empty(String room) {
        for (Socket socket : List.copyOf(rooms.getOrDefault(room, Set.of()))) {
            socket.leave(Set.of(room));
        }
    }

    /** Calls {@code action} once for each socket in any of the rooms; with no rooms, for each socket. */
    void forEach(Collection<String> union, Consumer<Socket> action) {
        if (union.isEmpty()) {
            sockets.forEach(action);
            return;
        }
        long delivery = ++deliveries;
        for (String room : union) {
            for (Socket socket : rooms.getOrDefault(room, Set.of())) {
                if (socket.firstIn(delivery)) {
                    action.accept(socket);
                }
            }
        }
    }
}
