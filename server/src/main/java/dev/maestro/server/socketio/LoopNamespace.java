package dev.maestro.server.socketio;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The sockets and rooms of one namespace on one event loop. */
@EventLoopConfined
final class LoopNamespace {
    private final RegisteredNamespace namespace;
    private final LoopIndex loop;
    private final @Nullable LoopTemplate template;
    private final RoomMembers everyone = new RoomMembers("");
    private final Map<String, RoomMembers> rooms = new HashMap<>();
    private long deliveries;
    private int holds;

    /** Makes a part that nobody is in; {@code template} is null if the namespace is there for good. */
    LoopNamespace(RegisteredNamespace namespace, LoopIndex loop, @Nullable LoopTemplate template) {
        this.namespace = namespace;
        this.loop = loop;
        this.template = template;
    }

    RegisteredNamespace registered() {
        return namespace;
    }

    /** Returns how far the feed has been broadcast on this loop. */
    Position position() {
        return loop.position();
    }

    /** Counts who asks for the namespace or is in it. */
    void hold() {
        holds++;
    }

    /** Returns whether that was the last hold. */
    boolean release() {
        holds--;
        return holds == 0;
    }

    /** Adds a socket; the membership is what takes it out again. */
    Membership add(Socket socket) {
        namespace.socketAdded();
        return everyone.add(socket, loop.position().sequence());
    }

    /** Removes a socket that has left all rooms. */
    void remove(Membership socket) {
        everyone.remove(socket);
        namespace.socketRemoved();
    }

    /** Adds a socket to a room it is not in, as one that can have got nothing from it up to {@code joinedAt}. */
    Membership join(Socket socket, String room, long joinedAt) {
        namespace.memberAdded(room);
        return rooms.computeIfAbsent(room, this::occupied).add(socket, joinedAt);
    }

    void leave(Membership membership) {
        RoomMembers room = membership.room();
        room.remove(membership);
        if (room.isEmpty()) {
            rooms.remove(room.name());
            if (template != null) {
                template.vacated(room.name(), this);
            }
        }
        namespace.memberRemoved(room.name());
    }

    /** Makes everybody leave a room. */
    void empty(String name) {
        @Nullable RoomMembers room = rooms.get(name);
        if (room != null) {
            for (Membership membership : List.copyOf(room.members())) {
                membership.socket().emptied(name);
            }
        }
    }

    /** Returns whether anybody is in any of the rooms; with no rooms, whether anybody is here. */
    boolean reachesAny(Collection<String> union) {
        if (union.isEmpty()) {
            return !everyone.isEmpty();
        }
        for (String name : union) {
            if (rooms.containsKey(name)) {
                return true;
            }
        }
        return false;
    }

    /** Does as {@link #forEach(Collection, Consumer)} does, but for the sockets in any of the rooms of {@code except}. */
    void forEach(Collection<String> union, Collection<String> except, Consumer<Socket> action) {
        if (except.isEmpty()) {
            forEach(union, action);
            return;
        }
        long delivery = ++deliveries;
        // Whoever was met already is passed by.
        concerned(except).forEach(room -> room.members()
                .forEach(member -> member.socket().firstIn(delivery)));
        forEach(concerned(union), delivery, action);
    }

    /** Calls {@code action} once for each socket in any of the rooms; with no rooms, for each socket. */
    void forEach(Collection<String> union, Consumer<Socket> action) {
        List<RoomMembers> concerned = concerned(union);
        if (concerned.size() == 1) {
            for (Membership membership : concerned.get(0).members()) {
                action.accept(membership.socket());
            }
            return;
        }
        forEach(concerned, ++deliveries, action);
    }

    private static void forEach(List<RoomMembers> concerned, long delivery, Consumer<Socket> action) {
        for (RoomMembers room : concerned) {
            for (Membership membership : room.members()) {
                if (membership.socket().firstIn(delivery)) {
                    action.accept(membership.socket());
                }
            }
        }
    }

    private RoomMembers occupied(String room) {
        if (template != null) {
            template.occupied(room, this);
        }
        return new RoomMembers(room);
    }

    private List<RoomMembers> concerned(Collection<String> union) {
        if (union.isEmpty()) {
            return List.of(everyone);
        }
        List<RoomMembers> concerned = new ArrayList<>(union.size());
        for (String name : union) {
            @Nullable RoomMembers room = rooms.get(name);
            if (room != null) {
                concerned.add(room);
            }
        }
        return concerned;
    }
}
