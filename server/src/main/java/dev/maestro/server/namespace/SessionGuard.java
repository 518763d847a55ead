package dev.maestro.server.namespace;

import dev.maestro.protocol.error.ErrorCode;
import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.event.Room;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.backend.Backend;
import dev.maestro.server.backend.DocumentKey;
import dev.maestro.server.backend.DocumentKind;
import dev.maestro.server.socketio.adapter.HubClient;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Keeps a socket out of the rooms of sessions that its principal may not see, or that are beyond its scope. */
final class SessionGuard {
    private final Backend backend;

    SessionGuard(Backend backend) {
        this.backend = backend;
    }

    /**
     * Checks that a socket may hear of these sessions; blocks. Whoever may see everything may also name sessions that
     * do not exist, as clients do that restore what they were subscribed to.
     *
     * @return the project of each session's room; empty for whoever may see everything
     * @throws HubException {@code forbidden} naming the first it may not hear of
     */
    Map<String, String> requireVisible(HubClient client, Collection<String> sessionIds) {
        Principal principal = Principals.of(client);
        SocketScope scope = SocketScope.of(client);
        if (principal.access().all() && scope.equals(SocketScope.ANYTHING)) {
            return Map.of();
        }
        Map<String, String> projectByRoom = projects(sessionIds);
        for (String id : sessionIds) {
            String project = projectByRoom.get(Room.session(id));
            if (project == null || !principal.maySee(project) || !scope.includes(project, id)) {
                throw HubException.of(ErrorCode.FORBIDDEN, "session " + id + " is not one you may see here");
            }
        }
        return projectByRoom;
    }

    /** Finds out the projects of the session rooms a socket is in, where they are not known; blocks. */
    void noteProjects(HubClient client) {
        Set<String> unknown = RoomProjects.unknown(client);
        List<String> ids = unknown.stream()
                .filter(room -> room.startsWith(Room.SESSION_PREFIX))
                .map(room -> room.substring(Room.SESSION_PREFIX.length()))
                .toList();
        RoomProjects.note(client, projects(ids));
    }

    private Map<String, String> projects(Collection<String> sessionIds) {
        List<DocumentKey> keys = sessionIds.stream()
                .map(id -> DocumentKey.of(DocumentKind.SESSION, id))
                .toList();
        Map<String, String> projectByRoom = new HashMap<>();
        backend.findAll(keys).forEach((key, session) -> projectByRoom.put(Room.session(key.id()), session.projectId()));
        return projectByRoom;
    }
}
