package dev.maestro.server.namespace;

import dev.maestro.protocol.error.HubException;
import dev.maestro.protocol.event.Room;
import dev.maestro.server.auth.Permission;
import dev.maestro.server.auth.Principal;
import dev.maestro.server.socketio.adapter.HubClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Tells whether a client that comes back may still be in the rooms it was in. */
final class RoomAccess {
    private final SessionGuard sessions;

    RoomAccess(SessionGuard sessions) {
        this.sessions = sessions;
    }

    /** Returns whether all of the rooms may be had; what was lost meanwhile makes the client begin afresh. Blocks. */
    boolean mayRecover(HubClient client, Set<String> rooms) {
        Principal principal = Principals.of(client);
        SocketScope scope = SocketScope.of(client);
        List<String> sessionIds = new ArrayList<>();
        for (String room : rooms) {
            if (room.startsWith(Room.SESSION_PREFIX)) {
                sessionIds.add(room.substring(Room.SESSION_PREFIX.length()));
            } else if (!maySee(principal, scope, room)) {
                return false;
            }
        }
        try {
            RoomProjects.begin(client, sessions.requireVisible(client, sessionIds));
            return true;
        } catch (HubException e) {
            return false;
        }
    }

    private static boolean maySee(Principal principal, SocketScope scope, String room) {
        if (room.startsWith(Room.MAIL_PREFIX)) {
            return scope.sessionId() != null;
        }
        if (room.startsWith(Room.USER_PREFIX)) {
            return PortalPerson.mayBe(principal, room);
        }
        if (room.equals(Room.WATCHERS)) {
            return principal.may(Permission.MONITOR) || principal.may(Permission.ADMIN);
        }
        if (room.startsWith(Room.EVENT_PREFIX) && RoomProjects.isOfNone(room)) {
            return true;
        }
        String projectId = Room.projectOf(room);
        if (projectId != null && !room.startsWith(Room.AUDIENCE_PREFIX)) {
            return scope.includesProject(projectId) && principal.maySee(projectId);
        }
        if (!scope.equals(SocketScope.ANYTHING)) {
            return false;
        }
        if (room.equals(Room.AUDIENCE_OF_ALL)) {
            return principal.access().all();
        }
        return room.startsWith(Room.AUDIENCE_PREFIX)
                && !principal.access().all()
                && principal.maySee(room.substring(Room.AUDIENCE_PREFIX.length()));
    }
}
