package dev.maestro.server.namespace;

import com.corundumstudio.socketio.SocketIOClient;
import dev.maestro.protocol.event.Room;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which project each room of a client belongs to: by that, the rooms of a project it may no longer see are found.
 *
 * <p>Threads: thread-safe, if {@link #note} is called in the client's order, as its events are.
 */
final class RoomProjects {
    private static final String KEY = "namespace.room-projects";

    private RoomProjects() {}

    /** Notes the projects of the rooms a client comes back into. */
    static void begin(SocketIOClient client, Map<String, String> projectByRoom) {
        client.set(KEY, Map.copyOf(projectByRoom));
    }

    /** Notes the projects of rooms whose names do not tell, before they are joined. */
    static void note(SocketIOClient client, Map<String, String> projectByRoom) {
        Map<String, String> noted = new HashMap<>(noted(client));
        // What was left since is of no use.
        noted.keySet().retainAll(client.getAllRooms());
        noted.putAll(projectByRoom);
        client.set(KEY, Map.copyOf(noted));
    }

    /** Returns the project of a room; null for one that belongs to none, or of which none was noted. */
    static @Nullable String of(SocketIOClient client, String room) {
        String told = Room.projectOf(room);
        if (told != null) {
            return told;
        }
        SocketScope scope = SocketScope.of(client);
        if (scope.sessionId() != null && room.equals(Room.session(scope.sessionId()))) {
            return scope.projectId();
        }
        return noted(client).get(room);
    }

    /** Returns the rooms of which nothing is known. */
    static Set<String> unknown(SocketIOClient client) {
        Set<String> unknown = new HashSet<>();
        for (String room : client.getAllRooms()) {
            if (!isOfNone(room) && of(client, room) == null) {
                unknown.add(room);
            }
        }
        return unknown;
    }

    /** Returns whether a room belongs to no project at all. */
    static boolean isOfNone(String room) {
        return room.equals(Room.AUDIENCE_OF_ALL)
                || room.startsWith(Room.MAIL_PREFIX)
                || room.startsWith(Room.USER_PREFIX)
                || room.startsWith(Room.HUB_PREFIX)
                || room.startsWith(Room.EVENT_PREFIX) && Room.projectOf(room) == null;
    }

    private static Map<String, String> noted(SocketIOClient client) {
        return Objects.requireNonNullElse(client.<Map<String, String>>get(KEY), Map.of());
    }
}
