package dev.maestro.server.namespace;

import com.corundumstudio.socketio.SocketIOClient;
import dev.maestro.protocol.event.Room;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a socket is there for, within what its principal may see: set at the door, before anything can happen on it.
 *
 * @param projectId the one project it concerns itself with; null for all its principal may see
 * @param sessionId the one session it concerns itself with; null for all of its projects
 */
record SocketScope(@Nullable String projectId, @Nullable String sessionId) {
    /** Whatever the principal may see. */
    static final SocketScope ANYTHING = new SocketScope(null, null);

    private static final String KEY = "namespace.scope";

    /** A project and nothing else. */
    static SocketScope project(String projectId) {
        return new SocketScope(projectId, null);
    }

    /** A session of a project and nothing else. */
    static SocketScope session(String projectId, String sessionId) {
        return new SocketScope(projectId, sessionId);
    }

    /** Gives a client its scope. */
    void setOn(SocketIOClient client) {
        client.set(KEY, this);
    }

    /** Returns a client's scope; anything, where none was set. */
    static SocketScope of(SocketIOClient client) {
        SocketScope scope = client.get(KEY);
        return scope == null ? ANYTHING : scope;
    }

    /** Returns its project, if it has but one. */
    Optional<String> project() {
        return Optional.ofNullable(projectId);
    }

    /** Returns its session, which it has where only agents come. */
    String ownSession() {
        return Objects.requireNonNull(sessionId, "not an agent's socket");
    }

    /** Returns whether it has to do with a project. */
    boolean includesProject(String id) {
        return projectId == null || projectId.equals(id);
    }

    /** Returns whether it has to do with a session of a project. */
    boolean includes(String project, String session) {
        return includesProject(project) && (sessionId == null || sessionId.equals(session));
    }

    /** Returns the rooms a client of this scope is in from the start, for as long as it stays. */
    Set<String> ownRooms() {
        Set<String> rooms = new LinkedHashSet<>();
        if (projectId != null) {
            rooms.add(Room.project(projectId));
        }
        if (sessionId != null) {
            rooms.add(Room.session(sessionId));
        }
        return rooms;
    }
}
