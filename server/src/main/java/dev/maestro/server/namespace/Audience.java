package dev.maestro.server.namespace;

import com.corundumstudio.socketio.SocketIOClient;
import dev.maestro.protocol.event.Room;
import dev.maestro.server.auth.ProjectAccess;
import java.util.HashSet;
import java.util.Set;

/**
 * The rooms of those who hear of every project they may see, whether or not they watch it.
 *
 * <p>Threads: confined to the client's event loop.
 */
final class Audience {
    private static final String KEY = "namespace.audience";

    private Audience() {}

    /** Makes a client part of the audience of every project it may see, now and later. */
    static void join(SocketIOClient client) {
        client.set(KEY, true);
        client.joinRooms(rooms(client));
    }

    /** Returns whether a client may stay in an audience it is in. */
    static boolean mayStay(SocketIOClient client, String room) {
        ProjectAccess access = Principals.of(client).access();
        if (room.equals(Room.AUDIENCE_OF_ALL) || access.all()) {
            // Whoever sees everything needs no other audience, once it is in that of everything.
            return access.all() && (room.equals(Room.AUDIENCE_OF_ALL) || !client.has(KEY));
        }
        return access.includes(room.substring(Room.AUDIENCE_PREFIX.length()));
    }

    /** Returns the rooms a client is to be in; none for one that never joined. */
    static Set<String> rooms(SocketIOClient client) {
        if (!client.has(KEY)) {
            return Set.of();
        }
        ProjectAccess access = Principals.of(client).access();
        Set<String> rooms = new HashSet<>();
        if (access.all()) {
            rooms.add(Room.AUDIENCE_OF_ALL);
        } else {
            access.projectIds().forEach(id -> rooms.add(Room.audience(id)));
        }
        return rooms;
    }
}
