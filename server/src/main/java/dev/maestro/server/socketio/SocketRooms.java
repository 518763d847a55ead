package dev.maestro.server.socketio;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rooms one socket is in.
 *
 * <p>Threads: changed on the socket's loop only; {@link #names} may be read from anywhere.
 */
@EventLoopConfined
final class SocketRooms {
    private static final Membership[] NONE = {};

    private final Socket socket;
    private final LoopNamespace namespace;
    // Replaced whole.
    private volatile Membership[] memberships = NONE;

    SocketRooms(Socket socket, LoopNamespace namespace) {
        this.socket = socket;
        this.namespace = namespace;
    }

    /** Returns the names as of a moment ago. */
    Set<String> names() {
        Membership[] now = memberships;
        if (now.length == 0) {
            return Set.of();
        }
        Set<String> names = new LinkedHashSet<>();
        for (Membership membership : now) {
            names.add(membership.room().name());
        }
        return Collections.unmodifiableSet(names);
    }

    /** Returns whether a room is one of them, as of a moment ago. */
    boolean has(String name) {
        for (Membership membership : memberships) {
            if (membership.room().name().equals(name)) {
                return true;
            }
        }
        return false;
    }

    /** Returns each room with the sequence of the last broadcast that cannot have been got by being in it. */
    Map<String, Long> withSequences() {
        Map<String, Long> rooms = new HashMap<>();
        for (Membership membership : memberships) {
            rooms.put(membership.room().name(), membership.joinedAt());
        }
        return rooms;
    }

    /** Returns whether one of these, or there are none, is a room the socket is in since before a sequence. */
    boolean anyOf(Set<String> names, long sequence) {
        for (Membership membership : memberships) {
            if (membership.joinedAt() < sequence
                    && names.contains(membership.room().name())) {
                return true;
            }
        }
        return names.isEmpty();
    }

    /** Comes back into the rooms of before. */
    void restore(Map<String, Long> rooms) {
        List<Membership> restored = new ArrayList<>(rooms.size());
        rooms.forEach((name, joinedAt) -> restored.add(namespace.join(socket, name, joinedAt)));
        memberships = restored.toArray(NONE);
    }

    /** Returns whether any of these rooms is new. */
    boolean join(Set<String> names) {
        Set<String> before = names();
        List<Membership> after = new ArrayList<>(Arrays.asList(memberships));
        for (String name : names) {
            if (!before.contains(name)) {
                after.add(namespace.join(socket, name, namespace.position().sequence()));
            }
        }
        return change(after);
    }

    /** Returns whether it was in any of these rooms. */
    boolean leave(Set<String> names) {
        List<Membership> after = new ArrayList<>(memberships.length);
        for (Membership membership : memberships) {
            if (names.contains(membership.room().name())) {
                namespace.leave(membership);
            } else {
                after.add(membership);
            }
        }
        return change(after);
    }

    void leaveAll() {
        for (Membership membership : memberships) {
            namespace.leave(membership);
        }
        memberships = NONE;
    }

    private boolean change(List<Membership> after) {
        boolean changed = after.size() != memberships.length;
        if (changed) {
            memberships = after.toArray(NONE);
        }
        return changed;
    }
}
