package dev.maestro.server.socketio;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The namespaces of one template on one event loop, and in which of them anybody is in a room: a broadcast to the template
 * costs what it reaches, however many namespaces there are.
 */
@EventLoopConfined
final class LoopTemplate {
    private final Set<LoopNamespace> namespaces = new LinkedHashSet<>();
    private final Map<String, Set<LoopNamespace>> occupied = new HashMap<>();

    void add(LoopNamespace namespace) {
        namespaces.add(namespace);
    }

    /** Removes a namespace whose rooms are empty. */
    void remove(LoopNamespace namespace) {
        namespaces.remove(namespace);
    }

    boolean isEmpty() {
        return namespaces.isEmpty();
    }

    /** Somebody is in that room there. */
    void occupied(String room, LoopNamespace namespace) {
        occupied.computeIfAbsent(room, name -> new LinkedHashSet<>(2)).add(namespace);
    }

    /** Nobody is in that room there any more. */
    void vacated(String room, LoopNamespace namespace) {
        occupied.computeIfPresent(room, (name, there) -> {
            there.remove(namespace);
            return there.isEmpty() ? null : there;
        });
    }

    /** Returns the namespaces that a broadcast may concern; with no rooms, all. The list stays as it is. */
    List<LoopNamespace> concerned(Collection<String> rooms, Collection<String> emptied) {
        if (rooms.isEmpty()) {
            return List.copyOf(namespaces);
        }
        Set<LoopNamespace> concerned = new LinkedHashSet<>();
        for (String room : rooms) {
            concerned.addAll(occupied.getOrDefault(room, Set.of()));
        }
        for (String room : emptied) {
            concerned.addAll(occupied.getOrDefault(room, Set.of()));
        }
        return List.copyOf(concerned);
    }
}
